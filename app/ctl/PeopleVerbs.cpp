// SPDX-License-Identifier: GPL-3.0-or-later
// Verbs of people and places, of somebody who leaves, and of what falls due.
#include "app/ctl/Cli.h"
#include "app/ctl/ConnectionInput.h"
#include "app/ctl/Json.h"
#include "core/catalog/KeyRecognizer.h"
#include "core/connections/Calendar.h"

#include <QCoreApplication>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

/// The words of an enumeration, for "--kind is one of ..".
template<HasWords Enum>
QString wordsOf()
{
    QStringList words;
    for (const Word<Enum> &word : WordsOf<Enum>::table)
        words.append(word.text.toString());
    return words.join(u", "_s);
}

QDate todayOf(const Snapshot &snapshot)
{
    return snapshot.takenAt.toLocalTime().date();
}

/// By id or by name.
template<typename Named>
const Named *find(const QList<Named> &all, const QString &word)
{
    for (const Named &one : all) {
        if (one.id.text() == word || one.name.compare(word.trimmed(), Qt::CaseInsensitive) == 0)
            return &one;
    }
    return nullptr;
}

Error noSuchPerson()
{
    return {ErrorCode::NotFound,
            tr("There is no such person. \"drawbridgectl person list\" tells who there is."),
            {}};
}

Error noSuchPlace()
{
    return {ErrorCode::NotFound,
            tr("There is no such place. \"drawbridgectl place list\" tells which there are."),
            {}};
}

QJsonObject toJson(const Sighting &sighting, const QDate &today)
{
    return {{u"id"_s, sighting.id.text()},
            {u"person"_s, sighting.person.text()},
            {u"connection"_s, sighting.connection.text()},
            {u"credential"_s, textOrNull(sighting.credential.text())},
            {u"how"_s, toText(sighting.kind)},
            {u"since"_s, dateToJson(sighting.since)},
            {u"checkedOn"_s, dateToJson(sighting.checkedOn)},
            {u"until"_s, dateToJson(sighting.until)},
            {u"checked"_s, sighting.isChecked(today)}};
}

QJsonObject toJson(const Person &person, const Snapshot &snapshot)
{
    QJsonArray sees;
    for (const Sighting &sighting : snapshot.sightings) {
        if (sighting.person == person.id)
            sees.append(toJson(sighting, todayOf(snapshot)));
    }
    QJsonArray looksAfter;
    for (const Connection &connection : snapshot.connections) {
        if (isNamed(person, connection.owner))
            looksAfter.append(connection.id.text());
    }
    const Departure *departure = snapshot.departureOf(person.id);
    return {{u"id"_s, person.id.text()},
            {u"name"_s, person.name},
            {u"role"_s, textOrNull(person.role)},
            {u"email"_s, textOrNull(person.email)},
            {u"leftOn"_s, dateToJson(person.leftOn)},
            {u"createdAt"_s, timeToJson(person.createdAt)},
            {u"sees"_s, sees},
            {u"looksAfter"_s, looksAfter},
            {u"departure"_s, departure ? QJsonValue(departure->id.text()) : QJsonValue()}};
}

/// Whether a place has the version in use; null where that is not known.
QJsonValue hasCurrentVersion(const Placement &placement, const Snapshot &snapshot)
{
    for (const Credential &credential : snapshot.credentialsOf(placement.connection)) {
        const CredentialVersion *current =
            credential.id == placement.credential ? credential.current() : nullptr;
        if (current && placement.version > 0)
            return placement.version == current->number;
    }
    return {};
}

QJsonObject toJson(const Placement &placement, const Snapshot &snapshot)
{
    return {{u"id"_s, placement.id.text()},
            {u"place"_s, placement.place.text()},
            {u"connection"_s, placement.connection.text()},
            {u"credential"_s, textOrNull(placement.credential.text())},
            {u"version"_s, placement.version > 0 ? QJsonValue(placement.version) : QJsonValue()},
            {u"isCurrent"_s, hasCurrentVersion(placement, snapshot)},
            {u"since"_s, dateToJson(placement.since)},
            {u"removedOn"_s, dateToJson(placement.removedOn)}};
}

QJsonObject toJson(const Place &place, const Snapshot &snapshot)
{
    QJsonArray keys;
    for (const Placement &placement : snapshot.placements) {
        if (placement.place == place.id)
            keys.append(toJson(placement, snapshot));
    }
    QJsonArray holds;
    if (!place.app.isEmpty()) {
        for (const ConnectionId &id : heldBy(place.app, snapshot.peopleState()))
            holds.append(id.text());
    }
    return {{u"id"_s, place.id.text()},
            {u"name"_s, place.name},
            {u"kind"_s, toText(place.kind)},
            {u"app"_s, textOrNull(place.app)},
            {u"person"_s, textOrNull(place.person.text())},
            {u"createdAt"_s, timeToJson(place.createdAt)},
            {u"keys"_s, keys},
            {u"holds"_s, holds}};
}

QJsonObject toJson(const DepartureItem &item)
{
    return {{u"connection"_s, item.connection.text()},
            {u"name"_s, item.name},
            {u"credential"_s, textOrNull(item.credential.text())},
            {u"version"_s, item.version > 0 ? QJsonValue(item.version) : QJsonValue()},
            {u"why"_s, item.why.join(u". "_s)},
            {u"assumed"_s, item.assumed},
            {u"danger"_s, toText(item.danger)},
            {u"state"_s, toText(item.state)},
            {u"reason"_s, textOrNull(item.reason)},
            {u"closedAt"_s, timeToJson(item.closedAt.value_or(QDateTime()))}};
}

QJsonObject toJson(const Departure &departure)
{
    QJsonArray items;
    for (const DepartureItem &item : departure.items)
        items.append(toJson(item));
    return {{u"id"_s, departure.id.text()},
            {u"person"_s, departure.person.text()},
            {u"startedAt"_s, timeToJson(departure.startedAt)},
            {u"endedAt"_s, timeToJson(departure.endedAt.value_or(QDateTime()))},
            {u"summary"_s, sentenceFor(departure)},
            {u"open"_s, departure.openItems()},
            {u"items"_s, items}};
}

QString linesFor(const Departure &departure)
{
    QStringList lines{sentenceFor(departure)};
    for (const DepartureItem &item : departure.items) {
        lines.append(QString(item.connection.text() % u"  "_s % toText(item.state).leftJustified(11)
                             % toText(item.danger).leftJustified(9) % item.name % u": "_s
                             % item.why.join(u". "_s)));
        if (!item.reason.isEmpty())
            lines.append(u"    "_s % item.reason);
    }
    return lines.join(u'\n');
}

/// The one word a verb needs, also as --name; wrong usage in `problem`.
QString nameOf(const Cli &cli, const VerbOptions &options, QString &problem)
{
    const QString name =
        options.has(u"name"_s) ? options.value(u"name"_s) : options.positional().value(0);
    if (name.trimmed().isEmpty())
        problem = tr("Say the name.");
    else if (cli.catalog().keys().recognize(name.toUtf8()))
        problem = tr("That is a key, and now stands in the history of your shell: replace it. The "
                     "name goes here.");
    return name;
}

template<typename Reply>
Exit tellPerson(Cli &cli, Workspace &space, const Result<Reply> &done, const PersonId &id)
{
    if (!done)
        return cli.fail(done.error());
    const auto snapshot = space.snapshot();
    const Person *person = snapshot->person(id);
    if (!person)
        return cli.fail(noSuchPerson());
    return cli.done({{u"person"_s, toJson(*person, *snapshot)}},
                    person->id.text() % u"  "_s % person->name);
}

Exit addPerson(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"name"_s), withValue(u"role"_s), withValue(u"email"_s)}, 0, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    QString problem;
    const QString name = nameOf(cli, options, problem);
    if (!problem.isEmpty())
        return cli.wrongUsage(problem);
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto added = cli.await(
        (*space)->dispatch(AddPerson{name, options.value(u"role"_s), options.value(u"email"_s)},
                           cli.cancel()));
    return tellPerson(cli, **space, added, added ? added->id : PersonId());
}

Exit editPerson(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"name"_s), withValue(u"role"_s), withValue(u"email"_s)}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto snapshot = (*space)->snapshot();
    const Person *person = find(snapshot->people, options.positional().first());
    if (!person)
        return cli.fail(noSuchPerson());
    EditPerson command{person->id, person->revision, {}, {}, {}};
    if (options.has(u"name"_s))
        command.name = options.value(u"name"_s);
    if (options.has(u"role"_s))
        command.role = options.value(u"role"_s);
    if (options.has(u"email"_s))
        command.email = options.value(u"email"_s);
    const auto edited = cli.await((*space)->dispatch(command, cli.cancel()));
    return tellPerson(cli, **space, edited, person->id);
}

Exit listPeople(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto snapshot = (*space)->snapshot();
    QJsonArray rows;
    QStringList lines;
    for (const Person &person : snapshot->people) {
        rows.append(toJson(person, *snapshot));
        QString line = person.id.text() % u"  "_s % person.name;
        if (!person.role.isEmpty())
            line += u", "_s % person.role;
        if (person.leftOn)
            line += tr(", left on %1").arg(person.leftOn->toString(Qt::ISODate));
        lines.append(line);
        for (const Sighting &sighting : snapshot->sightings) {
            const Connection *connection = snapshot->connection(sighting.connection);
            if (sighting.person != person.id || !connection)
                continue;
            const QString stale =
                sighting.until ? QString() : staleness(sighting, todayOf(*snapshot));
            lines.append(QString(u"    "_s % sighting.id.text() % u"  "_s % connection->name
                                 % u", "_s % toText(sighting.kind)
                                 % (sighting.until
                                        ? tr(" until %1").arg(sighting.until->toString(Qt::ISODate))
                                        : QString())
                                 % (stale.isEmpty() ? QString() : QString(u", "_s % stale))));
        }
    }
    QStringList alsoNamed;
    for (const Connection &connection : snapshot->connections) {
        if (!find(snapshot->people, connection.owner) && !alsoNamed.contains(connection.owner))
            alsoNamed.append(connection.owner);
    }
    if (!alsoNamed.isEmpty())
        lines.append(tr("Named as looking after a connection, and not entered: %1")
                         .arg(alsoNamed.join(u", "_s)));
    return cli.done({{u"people"_s, rows}, {u"alsoNamed"_s, QJsonArray::fromStringList(alsoNamed)}},
                    lines.isEmpty() ? tr("No people yet.") : lines.join(u'\n'));
}

Exit removePerson(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto snapshot = (*space)->snapshot();
    const Person *person = find(snapshot->people, options.positional().first());
    if (!person)
        return cli.fail(noSuchPerson());
    const auto removed = cli.await((*space)->dispatch(RemovePerson{person->id}, cli.cancel()));
    if (!removed)
        return cli.fail(removed.error());
    return cli.done({{u"removed"_s, person->id.text()}},
                    tr("Removed, with what was noted. The log keeps what happened."));
}

struct Days
{
    std::optional<QDate> since;
    std::optional<QDate> last; ///< --until or --removed
};

Result<Days> daysOf(const VerbOptions &options, const QString &last)
{
    TRY(since, dateOption(options, u"since"_s));
    TRY(ended, dateOption(options, last));
    return Days{since, ended};
}

Exit noteSighting(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"connection"_s),
                         withValue(u"key"_s),
                         withValue(u"as"_s),
                         withValue(u"since"_s),
                         withValue(u"checked"_s),
                         withValue(u"until"_s)},
                        1,
                        1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    if (!options.has(u"connection"_s))
        return cli.wrongUsage(tr("--connection is missing."));
    const auto kind = options.has(u"as"_s) ? fromText<SightKind>(options.value(u"as"_s))
                                           : std::optional(SightKind::Key);
    if (!kind)
        return cli.wrongUsage(tr("--as is one of: %1.").arg(wordsOf<SightKind>()));
    const auto days = daysOf(options, u"until"_s);
    if (!days)
        return cli.wrongUsage(days.error().what);
    const auto checked = dateOption(options, u"checked"_s);
    if (!checked)
        return cli.wrongUsage(checked.error().what);
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto snapshot = (*space)->snapshot();
    const Person *person = find(snapshot->people, options.positional().first());
    if (!person)
        return cli.fail(noSuchPerson());
    const auto noted =
        cli.await((*space)->dispatch(NoteSighting{person->id,
                                                  ConnectionId(options.value(u"connection"_s)),
                                                  CredentialId(options.value(u"key"_s)),
                                                  *kind,
                                                  days->since,
                                                  *checked,
                                                  days->last},
                                     cli.cancel()));
    if (!noted)
        return cli.fail(noted.error());
    return cli.done({{u"sighting"_s, toJson(*noted, todayOf(*(*space)->snapshot()))}},
                    noted->id.text() % u"  "_s % tr("Noted."));
}

Exit forgetSighting(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto forgotten = cli.await(
        (*space)->dispatch(ForgetSighting{SightingId(options.positional().first())}, cli.cancel()));
    if (!forgotten)
        return cli.fail(forgotten.error());
    return cli.done({{u"removed"_s, forgotten->id.text()}}, tr("The note was taken back."));
}

Exit tellDeparture(Cli &cli, const Result<Departure> &departure)
{
    if (!departure)
        return cli.fail(departure.error());
    return cli.done({{u"departure"_s, toJson(*departure)}}, linesFor(*departure));
}

Exit startDeparture(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"on"_s)}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto on = dateOption(options, u"on"_s);
    if (!on)
        return cli.wrongUsage(on.error().what);
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto snapshot = (*space)->snapshot();
    const Person *person = find(snapshot->people, options.positional().first());
    if (!person)
        return cli.fail(noSuchPerson());
    return tellDeparture(cli,
                         cli.await(
                             (*space)->dispatch(StartDeparture{person->id, *on}, cli.cancel())));
}

/// The open list of the person who is named; NotFound.
Result<Departure> openDeparture(const Snapshot &snapshot, const QString &word)
{
    const Person *person = find(snapshot.people, word);
    if (!person)
        return noSuchPerson();
    const Departure *departure = snapshot.departureOf(person->id);
    if (!departure)
        return Error{ErrorCode::NotFound,
                     tr("No list of this person is open. \"drawbridgectl person leaves\" makes "
                        "one."),
                     {}};
    return *departure;
}

Exit settleItem(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"connection"_s),
                         withValue(u"key"_s),
                         withValue(u"state"_s),
                         withValue(u"reason"_s)},
                        1,
                        1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    if (!options.has(u"connection"_s))
        return cli.wrongUsage(tr("--connection is missing."));
    const auto state = fromText<ItemState>(options.value(u"state"_s));
    if (!state)
        return cli.wrongUsage(tr("--state is one of: %1.").arg(wordsOf<ItemState>()));
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto departure = openDeparture(*(*space)->snapshot(), options.positional().first());
    if (!departure)
        return cli.fail(departure.error());
    const SettleItem command{departure->id,
                             ConnectionId(options.value(u"connection"_s)),
                             CredentialId(options.value(u"key"_s)),
                             *state,
                             options.value(u"reason"_s)};
    return tellDeparture(cli, cli.await((*space)->dispatch(command, cli.cancel())));
}

Exit endDeparture(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto departure = openDeparture(*(*space)->snapshot(), options.positional().first());
    if (!departure)
        return cli.fail(departure.error());
    return tellDeparture(cli,
                         cli.await((*space)->dispatch(EndDeparture{departure->id}, cli.cancel())));
}

Exit cancelDeparture(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto departure = openDeparture(*(*space)->snapshot(), options.positional().first());
    if (!departure)
        return cli.fail(departure.error());
    const auto cancelled =
        cli.await((*space)->dispatch(CancelDeparture{departure->id}, cli.cancel()));
    return tellPerson(cli, **space, cancelled, departure->person);
}

template<typename Reply>
Exit tellPlace(Cli &cli, Workspace &space, const Result<Reply> &done, const PlaceId &id)
{
    if (!done)
        return cli.fail(done.error());
    const auto snapshot = space.snapshot();
    const Place *place = snapshot->place(id);
    if (!place)
        return cli.fail(noSuchPlace());
    return cli.done({{u"place"_s, toJson(*place, *snapshot)}},
                    place->id.text() % u"  "_s % place->name);
}

Exit addPlace(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"name"_s), withValue(u"kind"_s), withValue(u"app"_s)}, 0, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    QString problem;
    const QString name = nameOf(cli, options, problem);
    const bool namedByApp = name.isEmpty() && options.has(u"app"_s);
    if (!problem.isEmpty() && !namedByApp)
        return cli.wrongUsage(problem);
    std::optional<PlaceKind> kind = options.has(u"app"_s) ? PlaceKind::App : PlaceKind::Other;
    if (options.has(u"kind"_s))
        kind = fromText<PlaceKind>(options.value(u"kind"_s));
    if (!kind)
        return cli.wrongUsage(tr("--kind is one of: %1.").arg(wordsOf<PlaceKind>()));
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto added =
        cli.await((*space)->dispatch(AddPlace{name, *kind, options.value(u"app"_s)}, cli.cancel()));
    return tellPlace(cli, **space, added, added ? added->id : PlaceId());
}

Exit editPlace(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"name"_s)}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    if (!options.has(u"name"_s))
        return cli.wrongUsage(tr("--name is missing."));
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto snapshot = (*space)->snapshot();
    const Place *place = find(snapshot->places, options.positional().first());
    if (!place)
        return cli.fail(noSuchPlace());
    const auto edited = cli.await(
        (*space)->dispatch(EditPlace{place->id, place->revision, options.value(u"name"_s)},
                           cli.cancel()));
    return tellPlace(cli, **space, edited, place->id);
}

Exit listPlaces(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto snapshot = (*space)->snapshot();
    QJsonArray rows;
    QStringList lines;
    for (const Place &place : snapshot->places) {
        rows.append(toJson(place, *snapshot));
        lines.append(QString(place.id.text() % u"  "_s % place.name % u", "_s % toText(place.kind)));
        for (const Placement &placement : snapshot->placements) {
            const Connection *connection = snapshot->connection(placement.connection);
            if (placement.place != place.id || !connection)
                continue;
            QString line = u"    "_s % placement.id.text() % u"  "_s % connection->name;
            line += placement.version > 0 ? tr(", key %1").arg(placement.version)
                                          : tr(", not known which key");
            if (placement.removedOn)
                line += tr(", taken out on %1").arg(placement.removedOn->toString(Qt::ISODate));
            lines.append(line);
        }
    }
    return cli.done({{u"places"_s, rows}},
                    lines.isEmpty() ? tr("No places yet.") : lines.join(u'\n'));
}

Exit removePlace(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto snapshot = (*space)->snapshot();
    const Place *place = find(snapshot->places, options.positional().first());
    if (!place)
        return cli.fail(noSuchPlace());
    const auto removed = cli.await((*space)->dispatch(RemovePlace{place->id}, cli.cancel()));
    if (!removed)
        return cli.fail(removed.error());
    return cli.done({{u"removed"_s, place->id.text()}}, tr("The place was removed."));
}

Exit notePlacement(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"connection"_s),
                         withValue(u"key"_s),
                         withValue(u"version"_s),
                         withValue(u"since"_s),
                         withValue(u"removed"_s)},
                        1,
                        1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    if (!options.has(u"connection"_s))
        return cli.wrongUsage(tr("--connection is missing."));
    std::optional<int> version;
    if (options.has(u"version"_s)) {
        bool isNumber = false;
        version = options.value(u"version"_s).toInt(&isNumber);
        if (!isNumber || *version < 1)
            return cli.wrongUsage(tr("--version is the number of a key, such as 2."));
    }
    const auto days = daysOf(options, u"removed"_s);
    if (!days)
        return cli.wrongUsage(days.error().what);
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto snapshot = (*space)->snapshot();
    const Place *place = find(snapshot->places, options.positional().first());
    if (!place)
        return cli.fail(noSuchPlace());
    const auto noted =
        cli.await((*space)->dispatch(NotePlacement{place->id,
                                                   ConnectionId(options.value(u"connection"_s)),
                                                   CredentialId(options.value(u"key"_s)),
                                                   version,
                                                   days->since,
                                                   days->last},
                                     cli.cancel()));
    if (!noted)
        return cli.fail(noted.error());
    return cli.done({{u"placement"_s, toJson(*noted, *(*space)->snapshot())}},
                    noted->id.text() % u"  "_s % tr("Noted."));
}

Exit forgetPlacement(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto forgotten =
        cli.await((*space)->dispatch(ForgetPlacement{PlacementId(options.positional().first())},
                                     cli.cancel()));
    if (!forgotten)
        return cli.fail(forgotten.error());
    return cli.done({{u"removed"_s, forgotten->id.text()}}, tr("The note was taken back."));
}

Exit writeCalendar(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"output"_s)}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto snapshot = (*space)->snapshot();
    const QByteArray bytes =
        calendarOf({snapshot->connections, snapshot->credentials, snapshot->sightings},
                   cli.clock().now());
    if (options.has(u"output"_s)) {
        QSaveFile file(options.value(u"output"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            return cli.fail({ErrorCode::Denied,
                             tr("The calendar cannot be written there. Choose another place."),
                             file.errorString()});
        return cli.done({{u"file"_s, options.value(u"output"_s)}},
                        tr("Written to %1.").arg(options.value(u"output"_s)));
    }
    if (cli.options().json)
        return cli.done({{u"calendar"_s, QString::fromUtf8(bytes)}}, {});
    return cli.printRaw(bytes);
}

} // namespace

QList<Verb> peopleVerbs()
{
    return {
        {u"person"_s, u"add"_s, tr("NAME [--role ..] [--email ..]"), addPerson},
        {u"person"_s, u"list"_s, tr("who can see what, and since when that was checked"), listPeople},
        {u"person"_s, u"edit"_s, tr("ID [--name ..] [--role ..] [--email ..]"), editPerson},
        {u"person"_s, u"remove"_s, tr("ID: somebody who can see no key"), removePerson},
        {u"person"_s,
         u"sees"_s,
         tr("ID --connection ID [--key ID] [--as key|admin|app] [--since DATE] [--checked DATE] "
            "[--until DATE]"),
         noteSighting},
        {u"person"_s, u"forget"_s, tr("NOTE: takes back a note of \"sees\""), forgetSighting},
        {u"person"_s,
         u"leaves"_s,
         tr("ID [--on DATE]: the list of keys to replace, as it stands"),
         startDeparture},
        {u"person"_s,
         u"tick"_s,
         tr("ID --connection ID --state open|replaced|shut-off|not-needed [--reason ..]"),
         settleItem},
        {u"person"_s, u"left"_s, tr("ID: the list is done"), endDeparture},
        {u"person"_s, u"stays"_s, tr("ID: takes the list back"), cancelDeparture},
        {u"place"_s,
         u"add"_s,
         tr("NAME [--kind app|website-plug-in|script|colleague|other] [--app APP]"),
         addPlace},
        {u"place"_s, u"list"_s, tr("where keys are used, and what each place holds"), listPlaces},
        {u"place"_s, u"edit"_s, tr("ID --name .."), editPlace},
        {u"place"_s, u"remove"_s, tr("ID: a place that holds no key"), removePlace},
        {u"place"_s,
         u"pasted"_s,
         tr("ID --connection ID [--key ID] [--version N] [--since DATE] [--removed DATE]"),
         notePlacement},
        {u"place"_s, u"forget"_s, tr("NOTE: takes back a note of \"pasted\""), forgetPlacement},
        {u"calendar"_s, {}, tr("[--output FILE]: what falls due, as .ics"), writeCalendar},
    };
}

} // namespace drawbridge::ctl
