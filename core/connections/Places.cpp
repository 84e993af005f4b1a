// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/Places.h"

#include "core/base/SortableId.h"
#include "core/connections/PeopleRecords.h"
#include "core/storage/Database.h"
#include "core/storage/PersonRepository.h"
#include "core/storage/PlaceRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Places", text);
}

Result<void> checkNameIsFree(ReadView &view, const Place &place)
{
    TRY(places, PlaceRepository::list(view));
    for (const Place &other : places) {
        if (other.id != place.id && other.name.compare(place.name, Qt::CaseInsensitive) == 0)
            return Error{ErrorCode::Conflict, tr("There is a place of this name already."), {}};
    }
    return {};
}

/// A colleague is one of the people if he has the name of one.
Result<void> linkPerson(ReadView &view, Place &place)
{
    place.person = {};
    if (place.kind != PlaceKind::Colleague)
        return {};
    TRY(people, PersonRepository::list(view));
    for (const Person &person : people) {
        if (isNamed(person, place.name))
            place.person = person.id;
    }
    return {};
}

/// The key that is meant, and which version, as far as that can be known.
Result<void> completeKey(Placement &placement,
                         const NotePlacement &command,
                         const KeyedConnection &keyed)
{
    if (!placement.credential.isValid() && keyed.credentials.size() == 1)
        placement.credential = keyed.credentials.first().id;
    for (const Credential &credential : keyed.credentials) {
        if (credential.id != placement.credential)
            continue;
        if (command.version && *command.version != 0) {
            const bool isThere = std::any_of(credential.versions.cbegin(),
                                             credential.versions.cend(),
                                             [&command](const CredentialVersion &version) {
                                                 return version.number == *command.version;
                                             });
            if (!isThere)
                return Error{ErrorCode::InvalidInput,
                             tr("\"%1\" has no key %2.")
                                 .arg(keyed.connection.name)
                                 .arg(*command.version),
                             {}};
        }
        const CredentialVersion *current = credential.current();
        const bool isRecent = current && placement.since >= current->createdAt.toLocalTime().date();
        placement.version = command.version.value_or(isRecent ? current->number : 0);
        return {};
    }
    placement.version = 0;
    return {};
}

Event placementEvent(const QString &type,
                     const QString &summary,
                     const Connection &connection,
                     const Place &place)
{
    Event event = peopleEvent(type, summary);
    event.connection = connection.id;
    event.app = connection.app;
    event.attributes = {{u"place"_s, place.name}, {u"kind"_s, toText(place.kind)}};
    return event;
}

} // namespace

Places::Places(const PeopleParts &parts)
    : m(parts)
{}

Result<Place> Places::add(const AddPlace &command)
{
    Place place;
    place.id = makeId<PlaceId>(m.clock, m.random);
    place.name = oneLine(command.name);
    place.kind = command.kind;
    place.app = command.app;
    place.createdAt = m.clock.now();
    const Catalog catalog = m.catalog.now();
    const AppProfile *profile = catalog.app(place.app);
    if (!place.app.isEmpty() && !profile)
        return Error{ErrorCode::InvalidInput,
                     tr("There is no app \"%1\" in the catalog.").arg(oneLine(place.app).left(40)),
                     {}};
    if (profile && place.name.isEmpty())
        place.name = profile->name;
    TRY_DONE(validate(place));
    return m.database.write<Place>([&](Transaction &tx) -> Result<Place> {
        TRY_DONE(checkNameIsFree(tx, place));
        TRY_DONE(linkPerson(tx, place));
        TRY_DONE(PlaceRepository::insert(tx, place));
        Event added = peopleEvent(u"place.added"_s, tr("A place where keys are used was added"));
        added.attributes = {{u"place"_s, place.name}, {u"kind"_s, toText(place.kind)}};
        TRY_DONE(EventLog::append(tx, added));
        return PlaceRepository::get(tx, place.id);
    });
}

Result<Place> Places::edit(const EditPlace &command)
{
    return m.database.write<Place>([&](Transaction &tx) -> Result<Place> {
        TRY(before, PlaceRepository::get(tx, command.id));
        if (before.revision != command.revision)
            return Error{ErrorCode::Conflict,
                         tr("Somebody changed this place meanwhile. Look again, then change it."),
                         {}};
        Place after = before;
        after.name = command.name ? oneLine(*command.name) : before.name;
        TRY_DONE(validate(after));
        TRY_DONE(checkNameIsFree(tx, after));
        TRY_DONE(linkPerson(tx, after));
        TRY_DONE(PlaceRepository::update(tx, after));
        Event edited =
            peopleEvent(u"place.changed"_s, tr("A place where keys are used was changed"));
        edited.attributes = {{u"place"_s, after.name}, {u"before"_s, before.name}};
        TRY_DONE(EventLog::append(tx, edited));
        return PlaceRepository::get(tx, after.id);
    });
}

Result<bool> Places::remove(const RemovePlace &command)
{
    return m.database.write<bool>([&](Transaction &tx) -> Result<bool> {
        TRY(place, PlaceRepository::get(tx, command.id));
        TRY(placements, PlaceRepository::placements(tx));
        const bool isUsed =
            std::any_of(placements.cbegin(),
                        placements.cend(),
                        [&place](const Placement &placement) {
                            return placement.place == place.id && !placement.removedOn;
                        });
        if (isUsed)
            return Error{ErrorCode::Conflict,
                         tr("By what was noted, a key is still at \"%1\". Take it out there and "
                            "note that, then remove the place.")
                             .arg(place.name),
                         {}};
        TRY_DONE(PlaceRepository::remove(tx, place.id));
        Event removed =
            peopleEvent(u"place.removed"_s, tr("A place where keys were used was removed"));
        removed.attributes = {{u"place"_s, place.name}};
        TRY_DONE(EventLog::append(tx, removed));
        return true;
    });
}

Result<Placement> Places::note(const NotePlacement &command)
{
    const QDate today = todayHere(m.clock);
    for (const std::optional<QDate> &day : {command.since, command.removedOn})
        TRY_DONE(checkNotAhead(day, today));
    return m.database.write<Placement>([&](Transaction &tx) -> Result<Placement> {
        TRY(place, PlaceRepository::get(tx, command.place));
        TRY(keyed, keyedConnection(tx, command.connection, command.credential));
        Placement placement;
        placement.place = place.id;
        placement.connection = command.connection;
        placement.credential = command.credential;
        placement.since = command.since.value_or(today);
        TRY_DONE(completeKey(placement, command, keyed));
        TRY(placements, PlaceRepository::placements(tx));
        for (const Placement &other : placements) {
            if (other.place != place.id || other.connection != command.connection
                || other.credential != placement.credential)
                continue;
            placement.id = other.id;
            // That it was taken out says nothing new of what was pasted.
            if (command.removedOn) {
                placement.since = command.since.value_or(other.since);
                placement.version = command.version.value_or(other.version);
            }
        }
        placement.removedOn = command.removedOn;
        TRY_DONE(validate(placement));
        if (placement.id.isValid()) {
            TRY_DONE(PlaceRepository::update(tx, placement));
        } else {
            placement.id = makeId<PlacementId>(m.clock, m.random);
            TRY_DONE(PlaceRepository::insert(tx, placement));
        }
        TRY_DONE(EventLog::append(
            tx,
            placementEvent(u"place.pasted"_s,
                           placement.removedOn
                               ? tr("Noted that the key of \"%1\" was taken out of a place")
                                     .arg(keyed.connection.name)
                               : tr("Noted where the key of \"%1\" is used")
                                     .arg(keyed.connection.name),
                           keyed.connection,
                           place)));
        return placement;
    });
}

Result<Placement> Places::forget(const ForgetPlacement &command)
{
    return m.database.write<Placement>([&](Transaction &tx) -> Result<Placement> {
        TRY(placements, PlaceRepository::placements(tx));
        const auto found = std::find_if(placements.cbegin(),
                                        placements.cend(),
                                        [&command](const Placement &placement) {
                                            return placement.id == command.id;
                                        });
        if (found == placements.cend())
            return Error{ErrorCode::NotFound, tr("This note is not there any more."), {}};
        TRY(place, PlaceRepository::get(tx, found->place));
        TRY(keyed, keyedConnection(tx, found->connection, {}));
        TRY_DONE(PlaceRepository::remove(tx, found->id));
        TRY_DONE(EventLog::append(
            tx,
            placementEvent(u"place.note-removed"_s,
                           tr("A note of where the key of \"%1\" is used was taken back")
                               .arg(keyed.connection.name),
                           keyed.connection,
                           place)));
        return *found;
    });
}

} // namespace drawbridge
