// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Departure.h"
#include "core/model/Person.h"
#include "core/model/Place.h"

#include <optional>

/// What a front end can ask of people and places. Plain values; `Reply` is what comes back on success.
namespace drawbridge {

/// Conflict: there is one of this name. A colleague of this name among the places is he.
struct AddPerson
{
    using Reply = Person;
    QString name;
    QString role;
    QString email;
};

/// A new name goes to the connections he looks after or holds, too. Conflict if `revision` is not the stored one.
struct EditPerson
{
    using Reply = Person;
    PersonId id;
    qint64 revision = 0;
    std::optional<QString> name;
    std::optional<QString> role;
    std::optional<QString> email;
};

/// Forgets the person, with what was noted of him and his ended departures. Conflict while he can see a key by what
/// was noted, or a departure of his is open.
struct RemovePerson
{
    using Reply = bool;
    PersonId id;
};

/// Notes what a person can see. What is noted of the same person, connection, key and kind already is changed.
struct NoteSighting
{
    using Reply = Sighting;
    PersonId person;
    ConnectionId connection;
    CredentialId credential; ///< none: every key of the connection
    SightKind kind = SightKind::Key;
    std::optional<QDate> since;     ///< nothing: as it was
    std::optional<QDate> checkedOn; ///< nothing: today
    std::optional<QDate> until;     ///< nothing: he can see it now
};

/// Takes back what was entered by mistake. Gives what it was, to undo it.
struct ForgetSighting
{
    using Reply = Sighting;
    SightingId id;
};

/// Conflict: there is one of this name.
struct AddPlace
{
    using Reply = Place;
    QString name;
    PlaceKind kind = PlaceKind::Other;
    AppId app;
};

struct EditPlace
{
    using Reply = Place;
    PlaceId id;
    qint64 revision = 0;
    std::optional<QString> name;
};

/// Conflict while a key is noted there.
struct RemovePlace
{
    using Reply = bool;
    PlaceId id;
};

/// Notes that a key was pasted at a place. What is noted of the same key and place already is changed.
struct NotePlacement
{
    using Reply = Placement;
    PlaceId place;
    ConnectionId connection;
    CredentialId credential;    ///< none: the connection's only one
    std::optional<int> version; ///< nothing: the one in use, if it is not younger than `since`
    std::optional<QDate> since; ///< nothing: today
    std::optional<QDate> removedOn;
};

struct ForgetPlacement
{
    using Reply = Placement;
    PlacementId id;
};

/// Somebody leaves. What he saw becomes a list; an open one is given back as it stands.
struct StartDeparture
{
    using Reply = Departure;
    PersonId person;
    std::optional<QDate> leftOn; ///< nothing: today
};

/// The owner's word about one key. Conflict where Drawbridge holds the key and sees that it is not so.
struct SettleItem
{
    using Reply = Departure;
    DepartureId departure;
    ConnectionId connection;
    CredentialId credential; ///< none: the only one of that connection on the list
    ItemState state = ItemState::Replaced;
    QString reason;
};

/// Conflict while a key is open.
struct EndDeparture
{
    using Reply = Departure;
    DepartureId id;
};

/// He stays after all, or it was the wrong person. The list goes.
struct CancelDeparture
{
    using Reply = bool;
    DepartureId id;
};

} // namespace drawbridge
