// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/Catalog.h"
#include "core/model/Connection.h"
#include "core/model/Credential.h"
#include "core/model/Departure.h"
#include "core/model/Flow.h"
#include "core/model/KeyShutOff.h"
#include "core/model/Person.h"
#include "core/model/Place.h"

/// Which keys somebody saw, as far as it was entered. Pure functions of what is stored.
namespace drawbridge {

struct PeopleState
{
    QList<Connection> connections;
    QList<Credential> credentials;
    QList<KeyShutOff> shutOffs;
    QList<Flow> flows;
    QList<Person> people;
    QList<Sighting> sightings;
    QList<Place> places;
    QList<Placement> placements;
};

/// The keys in use that this person saw, or may have seen, most dangerous first: what was noted of him, what he looks
/// after, what he holds or was given, and what a hub that he manages holds. At least those: nobody sees what was not
/// entered.
[[nodiscard]] QList<DepartureItem> keysSeenBy(const Person &person,
                                              const PeopleState &state,
                                              const Catalog &catalog,
                                              const QDate &today);

/// An open departure as it stands now: with what was noted since, and without what was replaced, shut off or removed
/// since. An ended one as it is.
[[nodiscard]] Departure tracked(const Departure &departure,
                                const PeopleState &state,
                                const Catalog &catalog,
                                const QDate &today);

/// "At least 3 keys to replace, 1 of them only assumed. 2 are still open."
[[nodiscard]] QString sentenceFor(const Departure &departure);

/// Connections whose keys an app holds: pasted there, or held there by the owner's list.
[[nodiscard]] QList<ConnectionId> heldBy(const AppId &app, const PeopleState &state);

/// "not checked for 120 days", or empty while it can be relied on.
[[nodiscard]] QString staleness(const Sighting &sighting, const QDate &today);

} // namespace drawbridge
