// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/Departures.h"

#include "core/base/SortableId.h"
#include "core/connections/PeopleRecords.h"
#include "core/storage/Database.h"
#include "core/storage/DepartureRepository.h"
#include "core/storage/PersonRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Departures", text);
}

Event departureEvent(const QString &type, const QString &summary, const Person &person)
{
    Event event = peopleEvent(type, summary);
    event.severity = Severity::Medium;
    event.attributes.insert(u"person"_s, person.name);
    return event;
}

Error hasEnded()
{
    return {ErrorCode::Conflict, tr("This list is done already."), {}};
}

/// Whether Drawbridge holds the key that this item is about, and so sees what becomes of it.
bool isSeenHere(const DepartureItem &item, const PeopleState &state)
{
    return std::any_of(state.connections.cbegin(),
                       state.connections.cend(),
                       [&item](const Connection &connection) {
                           return connection.id == item.connection
                               && connection.custody == Custody::HeldHere
                               && item.credential.isValid();
                       });
}

Result<DepartureItem *> itemOf(Departure &departure, const SettleItem &command)
{
    DepartureItem *found = nullptr;
    for (DepartureItem &item : departure.items) {
        if (item.connection != command.connection
            || (command.credential.isValid() && item.credential != command.credential))
            continue;
        if (found)
            return Error{ErrorCode::InvalidInput,
                         tr("\"%1\" has several keys on this list. Say which one.").arg(item.name),
                         {}};
        found = &item;
    }
    if (!found)
        return Error{ErrorCode::NotFound, tr("This key is not on the list."), {}};
    return found;
}

QString openKeys(qsizetype count)
{
    return count == 0 ? tr("Somebody leaves; as far as it was entered, no key in use was seen")
        : count == 1  ? tr("Somebody leaves; at least one key is to be replaced")
                      : tr("Somebody leaves; at least %1 keys are to be replaced").arg(count);
}

} // namespace

Departures::Departures(const PeopleParts &parts)
    : m(parts)
{}

Result<Departure> Departures::start(const StartDeparture &command)
{
    const QDate today = todayHere(m.clock);
    // A day ahead is fine: somebody has given notice.
    if (command.leftOn && !command.leftOn->isValid())
        return Error{ErrorCode::InvalidInput, tr("This is no day. Write it as 2026-03-31."), {}};
    return m.database.write<Departure>([&](Transaction &tx) -> Result<Departure> {
        TRY(person, PersonRepository::get(tx, command.person));
        TRY(state, readPeopleState(tx));
        TRY(departures, DepartureRepository::list(tx));
        for (const Departure &departure : departures) {
            if (departure.person == person.id && departure.isOpen())
                return tracked(departure, state, m.catalog.now(), today);
        }
        Departure departure;
        departure.id = makeId<DepartureId>(m.clock, m.random);
        departure.person = person.id;
        departure.startedAt = m.clock.now();
        departure.items = keysSeenBy(person, state, m.catalog.now(), today);
        TRY_DONE(validate(departure));
        person.leftOn = command.leftOn.value_or(today);
        TRY_DONE(PersonRepository::update(tx, person));
        TRY_DONE(DepartureRepository::insert(tx, departure));
        TRY_DONE(EventLog::append(tx,
                                  departureEvent(u"departure.started"_s,
                                                 openKeys(departure.items.size()),
                                                 person)));
        return departure;
    });
}

Result<Departure> Departures::settle(const SettleItem &command)
{
    return m.database.write<Departure>([&](Transaction &tx) -> Result<Departure> {
        TRY(stored, DepartureRepository::get(tx, command.departure));
        if (!stored.isOpen())
            return hasEnded();
        TRY(person, PersonRepository::get(tx, stored.person));
        TRY(state, readPeopleState(tx));
        const QDate today = todayHere(m.clock);
        Departure departure = tracked(stored, state, m.catalog.now(), today);
        TRY(item, itemOf(departure, command));
        const bool byHand =
            command.state == ItemState::Replaced || command.state == ItemState::ShutOff;
        if (byHand && item->state != command.state && isSeenHere(*item, state))
            return Error{ErrorCode::Conflict,
                         tr("Drawbridge holds the key of \"%1\" and sees that it is still in use. "
                            "Replace it or shut it off on its page; then it is ticked off by "
                            "itself.")
                             .arg(item->name),
                         {}};
        item->state = command.state;
        item->reason = oneLine(command.reason);
        item->closedAt =
            command.state == ItemState::Open ? std::nullopt : std::optional(m.clock.now());
        TRY_DONE(validate(*item));
        Event settled =
            departureEvent(command.state == ItemState::Open ? u"departure.reopened"_s
                                                            : u"departure.settled"_s,
                           command.state == ItemState::Open
                               ? tr("The key of \"%1\" is to be replaced again").arg(item->name)
                               : tr("The key of \"%1\" was ticked off the list of "
                                    "somebody who leaves")
                                     .arg(item->name),
                           person);
        settled.connection = item->connection;
        settled.attributes.insert(u"state"_s, toText(command.state));
        settled.attributes.insert(u"reason"_s, item->reason);
        TRY_DONE(DepartureRepository::update(tx, departure));
        TRY_DONE(EventLog::append(tx, settled));
        TRY(kept, DepartureRepository::get(tx, departure.id));
        return tracked(kept, state, m.catalog.now(), today);
    });
}

Result<Departure> Departures::end(const EndDeparture &command)
{
    return m.database.write<Departure>([&](Transaction &tx) -> Result<Departure> {
        TRY(stored, DepartureRepository::get(tx, command.id));
        if (!stored.isOpen())
            return hasEnded();
        TRY(person, PersonRepository::get(tx, stored.person));
        TRY(state, readPeopleState(tx));
        const QDate today = todayHere(m.clock);
        Departure departure = tracked(stored, state, m.catalog.now(), today);
        departure.endedAt = m.clock.now();
        TRY_DONE(validate(departure));
        TRY_DONE(DepartureRepository::update(tx, departure));
        // The list asked for the end of each access.
        const QDate last = std::min(person.leftOn.value_or(today), today);
        for (Sighting sighting : state.sightings) {
            if (sighting.person != person.id || sighting.until)
                continue;
            sighting.until = sighting.since ? std::max(last, *sighting.since) : last;
            TRY_DONE(PersonRepository::update(tx, sighting));
        }
        TRY_DONE(EventLog::append(tx,
                                  departureEvent(u"departure.ended"_s,
                                                 tr("Everything on the list of somebody who left "
                                                    "is done"),
                                                 person)));
        return DepartureRepository::get(tx, departure.id);
    });
}

Result<bool> Departures::cancel(const CancelDeparture &command)
{
    return m.database.write<bool>([&](Transaction &tx) -> Result<bool> {
        TRY(departure, DepartureRepository::get(tx, command.id));
        if (!departure.isOpen())
            return hasEnded();
        TRY(person, PersonRepository::get(tx, departure.person));
        person.leftOn.reset();
        TRY_DONE(PersonRepository::update(tx, person));
        TRY_DONE(DepartureRepository::remove(tx, departure.id));
        TRY_DONE(EventLog::append(tx,
                                  departureEvent(u"departure.cancelled"_s,
                                                 tr("The list of somebody who leaves was taken "
                                                    "back"),
                                                 person)));
        return true;
    });
}

} // namespace drawbridge
