// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/People.h"

#include "core/base/SortableId.h"
#include "core/connections/PeopleRecords.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/DepartureRepository.h"
#include "core/storage/FlowRepository.h"
#include "core/storage/PersonRepository.h"
#include "core/storage/PlaceRepository.h"
#include "core/storage/ShutOffRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("People", text);
}

Result<void> checkNameIsFree(ReadView &view, const Person &person)
{
    TRY(people, PersonRepository::list(view));
    for (const Person &other : people) {
        if (other.id != person.id && isNamed(other, person.name))
            return Error{ErrorCode::Conflict,
                         tr("There is somebody of this name already. Add what tells them apart, "
                            "such as a surname."),
                         {}};
    }
    return {};
}

/// A colleague among the places who has this name is this person.
Result<void> linkPlaces(Transaction &tx, const Person &person)
{
    TRY(places, PlaceRepository::list(tx));
    for (Place &place : places) {
        if (place.kind != PlaceKind::Colleague || place.person.isValid()
            || !isNamed(person, place.name))
            continue;
        place.person = person.id;
        TRY_DONE(PlaceRepository::update(tx, place));
    }
    return {};
}

/// The connections name people by text: a new name goes there, too.
Result<void> renameInConnections(Transaction &tx, const Person &before, const QString &name)
{
    TRY(connections, ConnectionRepository::list(tx));
    for (Connection &connection : connections) {
        const bool owns = isNamed(before, connection.owner);
        const bool holds =
            connection.custody == Custody::HeldElsewhere && isNamed(before, connection.heldBy);
        if (owns)
            connection.owner = name;
        if (holds)
            connection.heldBy = name;
        if (owns || holds)
            TRY_DONE(ConnectionRepository::update(tx, connection));
    }
    return {};
}

Event sightingEvent(const QString &type,
                    const QString &summary,
                    const Connection &connection,
                    const Person &person,
                    const Sighting &sighting)
{
    Event event = peopleEvent(type, summary);
    event.connection = connection.id;
    event.app = connection.app;
    event.attributes = {{u"person"_s, person.name}, {u"how"_s, toText(sighting.kind)}};
    if (sighting.until)
        event.attributes.insert(u"until"_s, sighting.until->toString(Qt::ISODate));
    return event;
}

} // namespace

People::People(const PeopleParts &parts)
    : m(parts)
{}

Result<Person> People::add(const AddPerson &command)
{
    Person person;
    person.id = makeId<PersonId>(m.clock, m.random);
    person.name = oneLine(command.name);
    person.role = oneLine(command.role);
    person.email = oneLine(command.email);
    person.createdAt = m.clock.now();
    TRY_DONE(validate(person));
    return m.database.write<Person>([&](Transaction &tx) -> Result<Person> {
        TRY_DONE(checkNameIsFree(tx, person));
        TRY_DONE(PersonRepository::insert(tx, person));
        TRY_DONE(linkPlaces(tx, person));
        Event added = peopleEvent(u"person.added"_s, tr("A person was added"));
        added.attributes.insert(u"person"_s, person.name);
        TRY_DONE(EventLog::append(tx, added));
        return PersonRepository::get(tx, person.id);
    });
}

Result<Person> People::edit(const EditPerson &command)
{
    return m.database.write<Person>([&](Transaction &tx) -> Result<Person> {
        TRY(before, PersonRepository::get(tx, command.id));
        if (before.revision != command.revision)
            return Error{ErrorCode::Conflict,
                         tr("Somebody changed this person meanwhile. Look again, then change it."),
                         {}};
        Person after = before;
        after.name = command.name ? oneLine(*command.name) : before.name;
        after.role = command.role ? oneLine(*command.role) : before.role;
        after.email = command.email ? oneLine(*command.email) : before.email;
        TRY_DONE(validate(after));
        TRY_DONE(checkNameIsFree(tx, after));
        TRY_DONE(PersonRepository::update(tx, after));
        if (after.name != before.name) {
            TRY_DONE(renameInConnections(tx, before, after.name));
            TRY_DONE(linkPlaces(tx, after));
        }
        Event edited = peopleEvent(u"person.changed"_s, tr("A person was changed"));
        edited.attributes = {{u"person"_s, after.name}, {u"before"_s, before.name}};
        TRY_DONE(EventLog::append(tx, edited));
        return PersonRepository::get(tx, after.id);
    });
}

Result<bool> People::remove(const RemovePerson &command)
{
    return m.database.write<bool>([&](Transaction &tx) -> Result<bool> {
        TRY(person, PersonRepository::get(tx, command.id));
        TRY(departures, DepartureRepository::list(tx));
        for (const Departure &departure : departures) {
            if (departure.person == person.id && departure.isOpen())
                return Error{ErrorCode::Conflict,
                             tr("The list of what %1 saw is not done. Finish it, or take it back, "
                                "then remove the person.")
                                 .arg(person.name),
                             {}};
        }
        TRY(sightings, PersonRepository::sightings(tx));
        const bool sees =
            std::any_of(sightings.cbegin(), sightings.cend(), [&person](const Sighting &sighting) {
                return sighting.person == person.id && !sighting.until;
            });
        if (sees)
            return Error{ErrorCode::Conflict,
                         tr("By what was noted, %1 can see keys. If %1 leaves, make the list of "
                            "what to replace; if it is not so, take the notes back.")
                             .arg(person.name),
                         {}};
        TRY(places, PlaceRepository::list(tx));
        for (Place &place : places) {
            if (place.person != person.id)
                continue;
            place.person = {};
            TRY_DONE(PlaceRepository::update(tx, place));
        }
        TRY_DONE(DepartureRepository::removeOf(tx, person.id));
        TRY_DONE(PersonRepository::remove(tx, person.id));
        TRY_DONE(EventLog::append(tx,
                                  peopleEvent(u"person.removed"_s,
                                              tr("A person was removed, with what was noted of "
                                                 "them"))));
        return true;
    });
}

Result<Sighting> People::note(const NoteSighting &command)
{
    const QDate today = todayHere(m.clock);
    for (const std::optional<QDate> &day : {command.since, command.checkedOn, command.until})
        TRY_DONE(checkNotAhead(day, today));
    return m.database.write<Sighting>([&](Transaction &tx) -> Result<Sighting> {
        TRY(person, PersonRepository::get(tx, command.person));
        TRY(keyed, keyedConnection(tx, command.connection, command.credential));
        TRY(sightings, PersonRepository::sightings(tx));
        Sighting sighting;
        bool isKnown = false;
        for (const Sighting &other : sightings) {
            if (other.person != person.id || other.connection != command.connection
                || other.credential != command.credential || other.kind != command.kind)
                continue;
            sighting = other;
            isKnown = true;
        }
        if (!isKnown) {
            sighting.id = makeId<SightingId>(m.clock, m.random);
            sighting.person = person.id;
            sighting.connection = command.connection;
            sighting.credential = command.credential;
            sighting.kind = command.kind;
        }
        if (command.since)
            sighting.since = command.since;
        sighting.checkedOn = command.checkedOn.value_or(today);
        sighting.until = command.until;
        TRY_DONE(validate(sighting));
        TRY_DONE(isKnown ? PersonRepository::update(tx, sighting)
                         : PersonRepository::insert(tx, sighting));
        TRY_DONE(
            EventLog::append(tx,
                             sightingEvent(u"person.sees"_s,
                                           sighting.until
                                               ? tr("Noted that somebody can see \"%1\" no more")
                                                     .arg(keyed.connection.name)
                                               : tr("Noted who can see \"%1\"")
                                                     .arg(keyed.connection.name),
                                           keyed.connection,
                                           person,
                                           sighting)));
        return sighting;
    });
}

Result<Sighting> People::forget(const ForgetSighting &command)
{
    return m.database.write<Sighting>([&](Transaction &tx) -> Result<Sighting> {
        TRY(sightings, PersonRepository::sightings(tx));
        const auto found =
            std::find_if(sightings.cbegin(), sightings.cend(), [&command](const Sighting &sighting) {
                return sighting.id == command.id;
            });
        if (found == sightings.cend())
            return Error{ErrorCode::NotFound, tr("This note is not there any more."), {}};
        TRY(person, PersonRepository::get(tx, found->person));
        TRY(keyed, keyedConnection(tx, found->connection, {}));
        TRY_DONE(PersonRepository::remove(tx, found->id));
        TRY_DONE(EventLog::append(tx,
                                  sightingEvent(u"person.note-removed"_s,
                                                tr("A note of who can see \"%1\" was taken back")
                                                    .arg(keyed.connection.name),
                                                keyed.connection,
                                                person,
                                                *found)));
        return *found;
    });
}

Result<PeopleState> readPeopleState(ReadView &view)
{
    PeopleState state;
    TRY(connections, ConnectionRepository::list(view));
    TRY(credentials, CredentialRepository::list(view));
    TRY(shutOffs, ShutOffRepository::list(view));
    TRY(flows, FlowRepository::list(view));
    TRY(people, PersonRepository::list(view));
    TRY(sightings, PersonRepository::sightings(view));
    TRY(places, PlaceRepository::list(view));
    TRY(placements, PlaceRepository::placements(view));
    return PeopleState{connections,
                       credentials,
                       shutOffs,
                       flows,
                       people,
                       sightings,
                       places,
                       placements};
}

Result<void> forgetPeopleOf(Transaction &tx, const ConnectionId &id)
{
    TRY_DONE(PersonRepository::removeOf(tx, id));
    return PlaceRepository::removeOf(tx, id);
}

} // namespace drawbridge
