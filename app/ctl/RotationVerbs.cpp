// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Cli.h"
#include "app/ctl/ConnectionInput.h"
#include "app/ctl/Json.h"
#include "app/ctl/RotationText.h"
#include "core/rotation/RotationPlan.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QSaveFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

/// So long a verb stays for an old key to be refused: apps take up to a minute to tell all their machines.
constexpr qint64 secondsToStay = 60;

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

Error noSuchRotation()
{
    return {ErrorCode::NotFound,
            tr("No key is or was replaced under this id. See \"credential rotations\"."),
            {}};
}

const Rotation *findRotation(const Snapshot &snapshot, const RotationId &id)
{
    const auto found = std::find_if(snapshot.rotations.cbegin(),
                                    snapshot.rotations.cend(),
                                    [&id](const Rotation &one) { return one.id == id; });
    return found == snapshot.rotations.cend() ? nullptr : &*found;
}

QString nameOf(const Snapshot &snapshot, const ConnectionId &id)
{
    const Connection *connection = snapshot.connection(id);
    return connection ? connection->name : QString();
}

/// A credential by its id, or the only one of a connection by that one's.
Result<CredentialId> credentialNamed(const Snapshot &snapshot, const QString &id)
{
    for (const Credential &credential : snapshot.credentials) {
        if (credential.id.text() == id)
            return credential.id;
    }
    const QList<Credential> own = snapshot.credentialsOf(ConnectionId(id));
    if (own.size() == 1)
        return own.first().id;
    return Error{ErrorCode::NotFound,
                 tr("There is no key with this id. \"credential list\" shows them."),
                 {}};
}

Result<std::optional<int>> numberOption(const VerbOptions &options,
                                        const QString &name,
                                        int least,
                                        int most)
{
    if (!options.has(name))
        return std::optional<int>();
    bool isNumber = false;
    const int number = options.value(name).toInt(&isNumber);
    if (!isNumber || number < least || number > most)
        return Error{ErrorCode::InvalidInput,
                     tr("--%1 is a number from %2 to %3.").arg(name).arg(least).arg(most),
                     u"usage"_s};
    return std::optional(number);
}

/// Wrong usage where the error says so.
Exit failed(const Cli &cli, const Error &error)
{
    return error.code == ErrorCode::InvalidInput && error.detail == u"usage"_s
        ? cli.wrongUsage(error.what)
        : cli.fail(error);
}

Exit tell(const Cli &cli, const Workspace &space, const Rotation &rotation, Exit exit)
{
    const RotationFacts facts = factsOf(*space.snapshot(), cli.catalog(), rotation);
    return cli.done({{u"rotation"_s, toJson(facts)}}, textFor(facts), exit);
}

/// When there is something to do next without anybody. Nothing: it is over, or waits for somebody.
std::optional<QDateTime> nextMove(const Snapshot &snapshot, const Rotation &rotation)
{
    if (rotation.isOver() || rotation.need != RotationNeed::Nothing)
        return std::nullopt;
    const bool isBack = rotation.phase == RotationPhase::RollingBack && rotation.made;
    if (isBack || rotation.phase == RotationPhase::ShuttingOff) {
        const CredentialVersionId &version = isBack ? rotation.newVersion : rotation.oldVersion;
        for (const KeyShutOff &one : snapshot.shutOffs) {
            if (one.version == version)
                return one.nextCheck;
        }
    }
    return rotation.nextTry;
}

/// Stays while it goes on by itself within a minute.
Result<Rotation> staysWith(const Cli &cli, Workspace &space, Rotation rotation)
{
    const QDateTime until = cli.clock().now().addSecs(secondsToStay);
    while (!cli.cancel().isCancelled()) {
        const std::optional<QDateTime> next = nextMove(*space.snapshot(), rotation);
        if (!next || *next > until)
            break;
        cli.note(sentenceFor(rotation, factsOf(*space.snapshot(), cli.catalog(), rotation).app));
        if (!cli.pauseUntil(*next))
            break;
        // The looks are on their own account; what they saw is then taken over.
        TRY_DONE(cli.await(space.dispatch(ContinueShutOffs{}, cli.cancel())));
        TRY_DONE(cli.await(space.dispatch(ContinueRotations{}, cli.cancel())));
        if (const Rotation *now = findRotation(*space.snapshot(), rotation.id))
            rotation = *now;
    }
    return rotation;
}

/// The app may have given a key that could not be kept: this program has it, so it does not end before it has tried for
/// a while. A keychain may be unlocked, a disk get room.
Result<Rotation> triesAgain(const Cli &cli,
                            Workspace &space,
                            Result<Rotation> driven,
                            const RotationId &known)
{
    constexpr qint64 secondsBetween = 2;
    const QDateTime until = cli.clock().now().addSecs(secondsToStay);
    const auto isForLater = [](const Result<Rotation> &result) {
        const ErrorCode code = result ? ErrorCode::Internal : result.error().code;
        return code == ErrorCode::Locked || code == ErrorCode::Unavailable
            || code == ErrorCode::TimedOut;
    };
    while (isForLater(driven) && cli.clock().now() < until) {
        const Rotation *open = findRotation(*space.snapshot(), known);
        if (!open || open->phase != RotationPhase::Making || !open->asked)
            break;
        cli.note(driven.error().what);
        if (!cli.pauseUntil(cli.clock().now().addSecs(secondsBetween)))
            break;
        ContinueRotation command;
        command.id = known;
        driven = cli.await(space.dispatch(command, cli.cancel()));
    }
    return driven;
}

/// What came of a command that drives one rotation, and what became of it since.
Exit finish(const Cli &cli,
            Workspace &space,
            const Result<Rotation> &first,
            const RotationId &known,
            bool stays,
            bool isGoingBack = false)
{
    const Result<Rotation> driven = stays ? triesAgain(cli, space, first, known) : first;
    const auto howToGoOn = [&cli](const RotationId &id) {
        cli.note(
            tr("Everything is kept as it stands. Go on with: credential resume %1").arg(id.text()));
    };
    if (!driven) {
        const Exit told = cli.fail(driven.error());
        const Rotation *open = findRotation(*space.snapshot(), known);
        if (open && !open->isOver() && driven.error().code != ErrorCode::Busy)
            howToGoOn(known);
        return told;
    }
    Result<Rotation> last = stays ? staysWith(cli, space, *driven) : driven;
    if (!last) {
        howToGoOn(driven->id);
        return cli.fail(last.error());
    }
    if (stays && cli.cancel().isCancelled() && !last->isOver())
        howToGoOn(last->id);
    const bool isAsAsked = isGoingBack && last->phase != RotationPhase::Reconnect
        && last->newEnd != KeyEnd::StillWorks && last->problem.isEmpty();
    return tell(cli, space, *last, isNo(*last) && !isAsAsked ? Exit::No : Exit::Done);
}

Exit rotateDue(Cli &cli, Workspace &space)
{
    // What is under way goes on first: it may be what is due.
    const auto looked = cli.await(space.dispatch(ContinueShutOffs{}, cli.cancel()));
    if (!looked)
        return cli.fail(looked.error());
    const auto continued = cli.await(space.dispatch(ContinueRotations{}, cli.cancel()));
    if (!continued)
        return cli.fail(continued.error());
    const auto report = cli.await(space.dispatch(RotateDue{}, cli.cancel()));
    if (!report)
        return cli.fail(report.error());
    const auto snapshot = space.snapshot();
    QJsonArray begun;
    QJsonArray forOwner;
    QJsonArray byHand;
    QJsonArray notBegun;
    QStringList lines;
    for (const Rotation &one : report->rotations) {
        const RotationFacts facts = factsOf(*snapshot, cli.catalog(), one);
        begun.append(toJson(facts));
        lines.append(textFor(facts));
    }
    for (const Rotation &one : snapshot->rotations) {
        const bool waitsForSomebody = !one.isOver()
            && (one.need != RotationNeed::Nothing || one.phase == RotationPhase::ByHand
                || one.placesLeft() > 0);
        const bool isNew =
            std::any_of(report->rotations.cbegin(),
                        report->rotations.cend(),
                        [&one](const Rotation &other) { return other.id == one.id; });
        if (!waitsForSomebody)
            continue;
        const RotationFacts facts = factsOf(*snapshot, cli.catalog(), one);
        forOwner.append(toJson(facts));
        if (!isNew)
            lines.append(textFor(facts));
    }
    for (const KeyDue &due : report->byHand) {
        const QString name = nameOf(*snapshot, due.connection);
        byHand.append(toJson(due, name));
        lines.append(tr("%1: to be replaced by %2, and only its owner can make the new key: "
                        "credential rotate %3 --by-hand")
                         .arg(name, due.on.toString(Qt::ISODate), due.credential.text()));
    }
    for (const KeyDue &due : report->failed) {
        const QString name = nameOf(*snapshot, due.connection);
        notBegun.append(toJson(due, name));
        lines.append(tr("%1: it could not be begun. See why: credential rotate %2")
                         .arg(name, due.credential.text()));
    }
    if (report->isQuiet)
        lines.append(tr("Nothing was begun: these are quiet hours."));
    const bool isLeft = !forOwner.isEmpty() || !byHand.isEmpty() || !notBegun.isEmpty()
        || std::any_of(report->rotations.cbegin(), report->rotations.cend(), isNo);
    return cli.done({{u"rotations"_s, begun},
                     {u"continued"_s, *looked + *continued},
                     {u"forOwner"_s, forOwner},
                     {u"byHand"_s, byHand},
                     {u"failed"_s, notBegun},
                     {u"quiet"_s, report->isQuiet}},
                    lines.isEmpty() ? tr("No key is due.") : lines.join(u'\n'),
                    isLeft ? Exit::No : Exit::Done);
}

/// What its owner is to know beforehand; empty where there is no moment without a working key.
QString gapOf(const Cli &cli, const Snapshot &snapshot, const CredentialId &id)
{
    const auto credential = std::find_if(snapshot.credentials.cbegin(),
                                         snapshot.credentials.cend(),
                                         [&id](const Credential &one) { return one.id == id; });
    if (credential == snapshot.credentials.cend())
        return {};
    const Connection *connection = snapshot.connection(credential->connection);
    const AppProfile *profile = connection ? cli.catalog().app(connection->app) : nullptr;
    if (!profile)
        return {};
    const PlanInput input{*profile,
                          *connection,
                          *credential,
                          snapshot.connections,
                          snapshot.places,
                          snapshot.placements};
    return gapNotice(planFor(input), profile->name);
}

Result<QMap<QString, QString>> fieldOptions(const VerbOptions &options)
{
    QMap<QString, QString> fields;
    for (const QString &pair : options.values(u"field"_s)) {
        const qsizetype at = pair.indexOf(u'=');
        if (at < 1)
            return Error{ErrorCode::InvalidInput, tr("--field needs name=value."), u"usage"_s};
        fields.insert(pair.left(at), pair.mid(at + 1));
    }
    return fields;
}

/// The fields of a key for this once that are public, by --field: those that its app's keys have, and no secret.
Result<QMap<QString, QString>> onceFields(const Cli &cli,
                                          const Snapshot &snapshot,
                                          const ConnectionId &id,
                                          const VerbOptions &options)
{
    TRY(fields, fieldOptions(options));
    const Connection *connection = snapshot.connection(id);
    const AppProfile *profile = connection ? cli.catalog().app(connection->app) : nullptr;
    const AuthOption *option = profile ? profile->authOption(connection->auth) : nullptr;
    for (auto it = fields.cbegin(); option && it != fields.cend(); ++it) {
        const auto known =
            std::find_if(option->fields.cbegin(),
                         option->fields.cend(),
                         [&it](const AuthField &one) { return one.name == it.key(); });
        if (known == option->fields.cend())
            return Error{ErrorCode::InvalidInput,
                         tr("A key of %1 has no field \"%2\".").arg(profile->name, it.key()),
                         u"usage"_s};
        if (known->secret)
            return Error{ErrorCode::InvalidInput,
                         tr("\"%1\" is secret: it comes in on standard input, not by --field.")
                             .arg(it.key()),
                         u"usage"_s};
    }
    return fields;
}

Exit rotate(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({flag(u"due"_s),
                         flag(u"by-hand"_s),
                         withValue(u"with"_s),
                         flag(u"authority-stdin"_s),
                         withValue(u"field"_s),
                         withValue(u"at"_s),
                         withValue(u"overlap-hours"_s),
                         flag(u"no-wait"_s)},
                        0,
                        1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const bool isDue = options.has(u"due"_s);
    if (isDue == !options.positional().isEmpty())
        return cli.wrongUsage(tr("Give the id of one key, or --due for all that are."));
    if (isDue) {
        for (const QString &other : {u"by-hand"_s,
                                     u"with"_s,
                                     u"authority-stdin"_s,
                                     u"field"_s,
                                     u"at"_s,
                                     u"overlap-hours"_s}) {
            if (options.has(other))
                return cli.wrongUsage(tr("--due goes without --%1.").arg(other));
        }
    }
    if (options.has(u"with"_s) && options.has(u"authority-stdin"_s))
        return cli.wrongUsage(tr("Give --with or --authority-stdin, not both."));
    if (options.has(u"field"_s) && !options.has(u"authority-stdin"_s))
        return cli.wrongUsage(tr("--field goes with --authority-stdin."));
    const auto overlap = numberOption(options, u"overlap-hours"_s, 0, 24 * 90);
    if (!overlap)
        return failed(cli, overlap.error());
    StartRotation command;
    if (options.has(u"at"_s)) {
        command.startsAt = readTime(options.value(u"at"_s));
        if (!command.startsAt)
            return cli.wrongUsage(tr("--at needs a time such as 2026-11-24T08:00:00Z."));
    }
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    if (isDue)
        return rotateDue(cli, **space);
    const auto snapshot = (*space)->snapshot();
    const auto credential = credentialNamed(*snapshot, options.positional().first());
    if (!credential)
        return cli.fail(credential.error());
    command.credential = *credential;
    command.byHand = options.has(u"by-hand"_s);
    command.authority = ConnectionId(options.value(u"with"_s));
    command.overlapHours = overlap->value_or(snapshot->rotationRules.overlapHours);
    if (options.has(u"authority-stdin"_s)) {
        const auto owner =
            std::find_if(snapshot->credentials.cbegin(),
                         snapshot->credentials.cend(),
                         [&](const Credential &one) { return one.id == *credential; });
        const auto given = onceFields(cli, *snapshot, owner->connection, options);
        if (!given)
            return failed(cli, given.error());
        command.oneTimeFields = *given;
        auto secret = readSecretInput();
        if (!secret)
            return cli.fail(secret.error());
        const auto fields = secretFields(secret.takeValue());
        if (!fields)
            return cli.fail(fields.error());
        command.oneTimeKey = *fields;
    }
    const QString notice = gapOf(cli, *snapshot, *credential);
    if (!notice.isEmpty())
        cli.note(notice);
    const auto driven = cli.await((*space)->dispatch(command, cli.cancel()));
    const Rotation *open = (*space)->snapshot()->rotationOf(*credential);
    const RotationId known = driven ? driven->id : open ? open->id : RotationId();
    return finish(cli, **space, driven, known, !options.has(u"no-wait"_s));
}

/// The one thing that `resume` was told besides the id; empty: to go on.
Result<QString> wishOf(const VerbOptions &options)
{
    QString wish;
    for (const QString &one : {u"with"_s,
                               u"authority-stdin"_s,
                               u"by-hand"_s,
                               u"place-done"_s,
                               u"place-undone"_s,
                               u"end-old-now"_s,
                               u"secret-stdin"_s}) {
        if (!options.has(one))
            continue;
        if (!wish.isEmpty())
            return Error{ErrorCode::InvalidInput,
                         tr("--%1 and --%2 do not go together.").arg(wish, one),
                         u"usage"_s};
        wish = one;
    }
    if (wish != u"secret-stdin"_s && options.has(u"expires"_s))
        return Error{ErrorCode::InvalidInput, tr("--expires goes with --secret-stdin."), u"usage"_s};
    if (wish != u"secret-stdin"_s && wish != u"authority-stdin"_s && options.has(u"field"_s))
        return Error{ErrorCode::InvalidInput,
                     tr("--field goes with --secret-stdin or --authority-stdin."),
                     u"usage"_s};
    return wish;
}

Result<GiveNewKey> givenKey(const RotationId &id, const VerbOptions &options)
{
    GiveNewKey command;
    command.id = id;
    TRY(endsAt, dateOption(options, u"expires"_s));
    command.endsAt = endsAt;
    TRY(given, fieldOptions(options));
    command.publicFields = given;
    TRY(secret, readSecretInput());
    TRY(fields, secretFields(std::move(secret)));
    command.secrets = fields;
    return command;
}

Result<Rotation> resumed(const Cli &cli,
                         Workspace &space,
                         const RotationId &id,
                         const VerbOptions &options,
                         const QString &wish)
{
    if (wish == u"place-done"_s || wish == u"place-undone"_s) {
        TickPlace command;
        command.id = id;
        command.placement = PlacementId(options.value(wish));
        command.done = wish == u"place-done"_s;
        const Rotation *known = findRotation(*space.snapshot(), id);
        const bool isListed = known
            && std::any_of(known->places.cbegin(), known->places.cend(), [&](const HandOver &one) {
                                  return one.placement == command.placement;
                              });
        if (!isListed)
            return Error{ErrorCode::NotFound,
                         tr("This place is not on the list. \"credential rotations\" shows it."),
                         {}};
        return cli.await(space.dispatch(command, cli.cancel()));
    }
    if (wish == u"end-old-now"_s)
        return cli.await(space.dispatch(EndOldKeyNow{id}, cli.cancel()));
    if (wish == u"secret-stdin"_s) {
        TRY(command, givenKey(id, options));
        return cli.await(space.dispatch(command, cli.cancel()));
    }
    ContinueRotation command;
    command.id = id;
    command.byHand = wish == u"by-hand"_s;
    command.authority = ConnectionId(options.value(u"with"_s));
    if (wish == u"authority-stdin"_s) {
        const auto now = space.snapshot();
        if (const Rotation *known = findRotation(*now, id)) {
            TRY(given, onceFields(cli, *now, known->connection, options));
            command.oneTimeFields = given;
        }
        TRY(secret, readSecretInput());
        TRY(fields, secretFields(std::move(secret)));
        command.oneTimeKey = fields;
    }
    return cli.await(space.dispatch(command, cli.cancel()));
}

Exit resume(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"with"_s),
                         flag(u"authority-stdin"_s),
                         flag(u"by-hand"_s),
                         withValue(u"place-done"_s),
                         withValue(u"place-undone"_s),
                         flag(u"end-old-now"_s),
                         flag(u"secret-stdin"_s),
                         withValue(u"field"_s),
                         withValue(u"expires"_s),
                         flag(u"no-wait"_s)},
                        1,
                        1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto wish = wishOf(options);
    if (!wish)
        return failed(cli, wish.error());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const RotationId id(options.positional().first());
    if (!findRotation(*(*space)->snapshot(), id))
        return cli.fail(noSuchRotation());
    const auto driven = resumed(cli, **space, id, options, *wish);
    if (!driven && driven.error().detail == u"usage"_s)
        return failed(cli, driven.error());
    // The app's no to a pasted key is an answer.
    if (!driven && *wish == u"secret-stdin"_s && driven.error().code == ErrorCode::Refused) {
        const Exit told = cli.fail(driven.error());
        return told == Exit::CouldNot ? Exit::No : told;
    }
    return finish(cli, **space, driven, id, !options.has(u"no-wait"_s));
}

Exit abortRotation(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({flag(u"no-wait"_s)}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const RotationId id(options.positional().first());
    if (!findRotation(*(*space)->snapshot(), id))
        return cli.fail(noSuchRotation());
    const auto driven = cli.await((*space)->dispatch(AbortRotation{id}, cli.cancel()));
    return finish(cli, **space, driven, id, !options.has(u"no-wait"_s), true);
}

Exit listRotations(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({flag(u"open"_s)}, 0, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto snapshot = (*space)->snapshot();
    const QString only = options.positional().value(0);
    QJsonArray rows;
    QStringList lines;
    bool isFound = only.isEmpty();
    for (const Rotation &one : snapshot->rotations) {
        const bool isMeant = only.isEmpty() || one.id.text() == only
            || one.connection.text() == only || one.credential.text() == only;
        isFound = isFound || isMeant;
        if (!isMeant || (options.has(u"open"_s) && one.isOver()))
            continue;
        const RotationFacts facts = factsOf(*snapshot, cli.catalog(), one);
        rows.append(toJson(facts));
        lines.append(one.id.text() % u"  "_s % textFor(facts));
    }
    if (!isFound && !snapshot->connection(ConnectionId(only)) && !credentialNamed(*snapshot, only))
        return cli.fail(noSuchRotation());
    return cli.done({{u"rotations"_s, rows}},
                    lines.isEmpty() ? tr("No key is being replaced.") : lines.join(u'\n'));
}

QString endWords(const LiveKey &key)
{
    switch (key.end) {
    case KeyEnd::NotBegun:
        return key.stage == VersionStage::Current ? tr("in use")
            : key.stage == VersionStage::Pending  ? tr("new, not in use yet")
                                                  : tr("not ended");
    case KeyEnd::UnderWay:
        return tr("being ended");
    case KeyEnd::ByHand:
        return tr("waits to be ended by hand");
    case KeyEnd::StillWorks:
        return tr("ended, and still works");
    case KeyEnd::SeenRefused:
        return tr("refused");
    case KeyEnd::CannotBeSeen:
        return tr("ended, it was said; nobody can see it");
    }
    return {};
}

Exit listLive(Cli &cli, const QStringList &arguments)
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
    for (const LiveKey &key : snapshot->liveKeys) {
        const QString name = nameOf(*snapshot, key.connection);
        rows.append(toJson(key, name));
        lines.append(tr("%1, key %2: %3, %4 days old")
                         .arg(name)
                         .arg(key.number)
                         .arg(endWords(key))
                         .arg(key.ageDays));
    }
    return cli.done({{u"keys"_s, rows}},
                    lines.isEmpty() ? tr("No key was seen to live.") : lines.join(u'\n'));
}

Exit listCalendar(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"days"_s)}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto days = numberOption(options, u"days"_s, 0, 3660);
    if (!days)
        return failed(cli, days.error());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto snapshot = (*space)->snapshot();
    const QList<KeyDue> due = *days ? calendarOf(snapshot->rotationRules,
                                                 cli.catalog(),
                                                 snapshot->connections,
                                                 snapshot->credentials,
                                                 snapshot->takenAt.toLocalTime().date(),
                                                 **days)
                                    : snapshot->keyCalendar;
    QJsonArray rows;
    QStringList lines;
    for (const KeyDue &one : due) {
        const QString name = nameOf(*snapshot, one.connection);
        rows.append(toJson(one, name));
        lines.append(
            tr("%1  %2, by %3 at the latest")
                .arg(one.planned.toString(Qt::ISODate), name, one.on.toString(Qt::ISODate)));
    }
    return cli.done({{u"due"_s, rows}},
                    lines.isEmpty() ? tr("No key falls due.") : lines.join(u'\n'));
}

/// "api-key=90" and such into `days`; 0 takes a rule away.
template<typename Word>
Result<void> readAges(const VerbOptions &options, const QString &name, QMap<Word, int> &days)
{
    for (const QString &pair : options.values(name)) {
        const qsizetype at = pair.indexOf(u'=');
        const auto word = fromText<Word>(pair.left(at));
        bool isNumber = false;
        const int number = pair.mid(at + 1).toInt(&isNumber);
        if (at < 1 || !word || !isNumber || number < 0)
            return Error{ErrorCode::InvalidInput,
                         name == u"max-age-of"_s
                             ? tr("--max-age-of needs a kind and days: api-key=90.")
                             : tr("--max-age-in needs production, staging or development, and "
                                  "days: production=90."),
                         u"usage"_s};
        if (number == 0)
            days.remove(*word);
        else
            days.insert(*word, number);
    }
    return {};
}

Result<void> readQuiet(const QString &text, RotationRules &rules)
{
    if (text == u"none"_s) {
        rules.quietFrom.reset();
        rules.quietTo.reset();
        return {};
    }
    const QStringList parts = text.split(u'-');
    const QTime from = QTime::fromString(parts.value(0), u"HH:mm"_s);
    const QTime to = QTime::fromString(parts.value(1), u"HH:mm"_s);
    if (parts.size() != 2 || !from.isValid() || !to.isValid())
        return Error{ErrorCode::InvalidInput,
                     tr("--quiet needs two times: 22:00-06:00, or none."),
                     u"usage"_s};
    rules.quietFrom = from;
    rules.quietTo = to;
    return {};
}

Result<RotationRules> changedRules(const VerbOptions &options, RotationRules rules)
{
    constexpr int mostDays = 3660;
    TRY(maxAge, numberOption(options, u"max-age"_s, 0, mostDays));
    TRY(sensitive, numberOption(options, u"sensitive"_s, 0, mostDays));
    TRY(overlap, numberOption(options, u"overlap-hours"_s, 0, 24 * 90));
    rules.maxAgeDays = maxAge.value_or(rules.maxAgeDays);
    rules.sensitiveDays = sensitive.value_or(rules.sensitiveDays);
    rules.overlapHours = overlap.value_or(rules.overlapHours);
    TRY_DONE(readAges(options, u"max-age-of"_s, rules.byKind));
    TRY_DONE(readAges(options, u"max-age-in"_s, rules.byEnvironment));
    if (options.has(u"quiet"_s))
        TRY_DONE(readQuiet(options.value(u"quiet"_s), rules));
    if (options.has(u"told"_s))
        rules.told = options.value(u"told"_s);
    return rules;
}

QString textFor(const RotationRules &rules)
{
    const auto days = [](int number) {
        return number > 0 ? tr("%1 days at most").arg(number) : tr("no limit");
    };
    QStringList lines{tr("Every key: %1").arg(days(rules.maxAgeDays))};
    for (auto it = rules.byKind.begin(); it != rules.byKind.end(); ++it)
        lines.append(tr("Keys of the kind %1: %2").arg(toText(it.key()), days(it.value())));
    for (auto it = rules.byEnvironment.begin(); it != rules.byEnvironment.end(); ++it)
        lines.append(tr("Keys in %1: %2").arg(toText(it.key()), days(it.value())));
    lines.append(tr("Keys that reach sensitive data: %1").arg(days(rules.sensitiveDays)));
    lines.append(rules.quietFrom && rules.quietTo ? tr("Quiet from %1 to %2")
                                                        .arg(rules.quietFrom->toString(u"HH:mm"_s),
                                                             rules.quietTo->toString(u"HH:mm"_s))
                                                  : tr("No quiet hours"));
    if (!rules.told.isEmpty())
        lines.append(tr("Told, too: %1").arg(rules.told));
    lines.append(tr("An old key lives on for %1 hours").arg(rules.overlapHours));
    return lines.join(u'\n');
}

Exit setRules(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"max-age"_s),
                         withValue(u"max-age-of"_s),
                         withValue(u"max-age-in"_s),
                         withValue(u"sensitive"_s),
                         withValue(u"quiet"_s),
                         withValue(u"told"_s),
                         withValue(u"overlap-hours"_s)},
                        0,
                        0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    // What is wrong usage is so without a business, too.
    if (const auto sound = changedRules(options, {}); !sound)
        return failed(cli, sound.error());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    auto rules = changedRules(options, (*space)->snapshot()->rotationRules);
    if (!rules)
        return failed(cli, rules.error());
    const auto set = cli.await((*space)->dispatch(SetRotationRules{*rules}, cli.cancel()));
    if (!set)
        return cli.fail(set.error());
    return cli.done({{u"rules"_s, toJson(*rules)}}, textFor(*rules));
}

/// All events of the connection since it began, in pages.
Result<QList<Event>> eventsOf(const Cli &cli, Workspace &space, const Rotation &rotation)
{
    EventQuery query;
    query.connections = {rotation.connection};
    query.types = {u"credential.rotation."_s, u"connection.shut-off."_s};
    query.since = rotation.requestedAt.addSecs(-1);
    query.limit = 1000;
    QList<Event> all;
    while (true) {
        TRY(page, cli.await(space.searchEvents(query)));
        all += page.events;
        if (!page.more || page.events.isEmpty())
            return all;
        query.before = page.events.last().seq;
    }
}

Exit writeReport(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 2, 2);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const QString path = options.positional().at(1);
    const bool isJson = path.endsWith(u".json"_s, Qt::CaseInsensitive);
    if (!isJson && !path.endsWith(u".md"_s, Qt::CaseInsensitive)
        && !path.endsWith(u".txt"_s, Qt::CaseInsensitive))
        return cli.wrongUsage(tr("The file ends in .md, .txt or .json."));
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const Rotation *rotation =
        findRotation(*(*space)->snapshot(), RotationId(options.positional().first()));
    if (!rotation)
        return cli.fail(noSuchRotation());
    const RotationFacts facts = factsOf(*(*space)->snapshot(), cli.catalog(), *rotation);
    const auto events = eventsOf(cli, **space, facts.rotation);
    if (!events)
        return cli.fail(events.error());
    const QByteArray bytes = isJson ? QJsonDocument(reportJson(facts, *events)).toJson()
                                    : reportMarkdown(facts, *events);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return cli.fail({ErrorCode::Denied,
                         tr("The report cannot be written there. Choose another place."),
                         file.errorString()});
    return cli.done({{u"file"_s, path}}, tr("Written to %1.").arg(path));
}

} // namespace

QList<Verb> rotationVerbs()
{
    return {
        {u"credential"_s,
         u"rotate"_s,
         tr("ID [--by-hand] [--with CONNECTION] [--authority-stdin [--field k=v]] [--at TIME] "
            "[--overlap-hours "
            "N] "
            "[--no-wait]: replaces a key and sees the old one refused; --due: all that are due, "
            "for "
            "cron; exit 1 where its owner has to decide"),
         rotate},
        {u"credential"_s,
         u"resume"_s,
         tr("ROTATION [--with ID | --authority-stdin [--field k=v] | --by-hand | --secret-stdin "
            "[--field k=v] "
            "[--expires DATE] | --place-done ID | --place-undone ID | --end-old-now] [--no-wait]"),
         resume},
        {u"credential"_s, u"abort"_s, tr("ROTATION [--no-wait]: back to the old key"), abortRotation},
        {u"credential"_s,
         u"rotations"_s,
         tr("[ID] [--open]: the replacing of keys, and how far it is"),
         listRotations},
        {u"credential"_s,
         u"live"_s,
         tr("every key that its app was not seen to refuse, with its age"),
         listLive},
        {u"credential"_s,
         u"calendar"_s,
         tr("[--days N]: which key is to be replaced when"),
         listCalendar},
        {u"credential"_s,
         u"rules"_s,
         tr("[--max-age N] [--max-age-of KIND=N] [--max-age-in ENVIRONMENT=N] [--sensitive N] "
            "[--quiet HH:MM-HH:MM|none] [--told NAME] [--overlap-hours N]: how old keys may "
            "become"),
         setRules},
        {u"credential"_s,
         u"report"_s,
         tr("ROTATION FILE: what was done when, by whom, and what was seen (.md, .txt, .json)"),
         writeReport}};
}

} // namespace drawbridge::ctl
