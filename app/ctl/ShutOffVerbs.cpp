// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Cli.h"
#include "app/ctl/ConnectionInput.h"
#include "app/ctl/Json.h"
#include "core/connections/SharedKeys.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

/// A single refusal is confirmed twice before --wait is content.
constexpr int refusalsToWaitFor = 3;
/// Looks of the first two minutes.
constexpr int looksToWaitFor = 6;

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

QString appNameOf(const Cli &cli, const Snapshot &snapshot, const ConnectionId &id)
{
    const Connection *connection = snapshot.connection(id);
    if (!connection)
        return {};
    const AppProfile *app = cli.catalog().app(connection->app);
    return app ? app->name : connection->app;
}

/// The answer to "is it dead?" is no: it was seen to work, or nobody has ended it yet.
bool saysItWorks(const KeyShutOff &shutOff)
{
    const bool wasSeen =
        shutOff.lastCheck() && shutOff.lastCheck()->verdict == CheckVerdict::StillWorks;
    return !shutOff.refusedSince && (wasSeen || shutOff.phase == ShutOffPhase::ByHand);
}

/// Who else here has the very key.
QStringList sharersOf(const Snapshot &snapshot, const KeyShutOff &shutOff)
{
    for (const Credential &credential : snapshot.credentialsOf(shutOff.connection)) {
        for (const CredentialVersion &version : credential.versions) {
            if (version.id == shutOff.version)
                return sharersNames(snapshot.connections, snapshot.credentials, version);
        }
    }
    return {};
}

QString textFor(const KeyShutOff &shutOff, const QString &app)
{
    QStringList lines{sentenceFor(shutOff, app)};
    const bool isOwnersTurn =
        shutOff.phase == ShutOffPhase::ByHand || shutOff.phase == ShutOffPhase::StillWorks;
    if (isOwnersTurn) {
        if (!shutOff.page.isEmpty())
            lines.append(tr("Page: %1").arg(shutOff.page.toString(QUrl::FullyEncoded)));
        for (const QString &step : shutOff.steps)
            lines.append(tr("  - %1").arg(step));
        lines.append(
            tr("Then: connection shut-off %1 --done-by-hand").arg(shutOff.connection.text()));
    }
    if (shutOff.wantsAnEye()) {
        if (!shutOff.page.isEmpty())
            lines.append(tr("Page: %1").arg(shutOff.page.toString(QUrl::FullyEncoded)));
        lines.append(
            tr("Is Drawbridge still listed there? If it is, end it there. Once it is gone: "
               "connection shut-off %1 --seen-gone")
                .arg(shutOff.connection.text()));
    }
    if (!shutOff.canBeChecked() && shutOff.phase != ShutOffPhase::CannotBeChecked)
        lines.append(tr("Nobody will be able to see it: %1").arg(shutOff.whyUncheckable));
    for (const QString &live : shutOff.stillLive)
        lines.append(tr("Still live: %1").arg(live));
    return lines.join(u'\n');
}

Exit tell(const Cli &cli, const Snapshot &snapshot, const KeyShutOff &shutOff)
{
    const QString app = appNameOf(cli, snapshot, shutOff.connection);
    const QStringList sharers = sharersOf(snapshot, shutOff);
    QJsonObject document = toJson(shutOff, app);
    document.insert(u"sameKeyAt"_s, QJsonArray::fromStringList(sharers));
    QStringList lines{textFor(shutOff, app)};
    for (const QString &name : sharers)
        lines.append(tr("The same key is in use here by %1, which ends with it.").arg(name));
    return cli.done(document, lines.join(u'\n'), saysItWorks(shutOff) ? Exit::No : Exit::Done);
}

bool isWorthWaiting(const KeyShutOff &shutOff)
{
    if (shutOff.phase == ShutOffPhase::Refused)
        return shutOff.refusals < refusalsToWaitFor;
    return shutOff.phase == ShutOffPhase::Checking && shutOff.tries < looksToWaitFor;
}

Result<KeyShutOff> waitForIt(const Cli &cli, Workspace &space, KeyShutOff shutOff)
{
    while (isWorthWaiting(shutOff) && shutOff.nextCheck) {
        cli.note(sentenceFor(shutOff, appNameOf(cli, *space.snapshot(), shutOff.connection)));
        if (!cli.pauseUntil(*shutOff.nextCheck))
            break;
        TRY(looked, cli.await(space.dispatch(CheckShutOffNow{shutOff.id}, cli.cancel())));
        shutOff = looked;
    }
    return shutOff;
}

/// The newest shut-off of the connection, or of its key number `key`.
const KeyShutOff *shutOffOf(const QList<KeyShutOff> &all, int key)
{
    const KeyShutOff *found = nullptr;
    for (const KeyShutOff &one : all) {
        if (key <= 0 || one.keyNumber == key)
            found = &one;
    }
    return found;
}

Result<CredentialVersionId> versionOf(const Snapshot &snapshot, const ConnectionId &id, int key)
{
    for (const Credential &credential : snapshot.credentialsOf(id)) {
        for (const CredentialVersion &version : credential.versions) {
            if (version.number == key)
                return version.id;
        }
    }
    return Error{ErrorCode::NotFound, tr("This connection has no key of that number."), {}};
}

Exit continueAll(Cli &cli, Workspace &space)
{
    const auto continued = cli.await(space.dispatch(ContinueShutOffs{}, cli.cancel()));
    if (!continued)
        return cli.fail(continued.error());
    QJsonArray rows;
    QStringList lines;
    bool anyWorks = false;
    const auto snapshot = space.snapshot();
    for (const KeyShutOff &one : snapshot->shutOffs) {
        if (one.isOver())
            continue;
        const QString app = appNameOf(cli, *snapshot, one.connection);
        rows.append(toJson(one, app));
        lines.append(one.connection.text() % u"  "_s % sentenceFor(one, app));
        anyWorks = anyWorks || saysItWorks(one);
    }
    return cli.done({{u"continued"_s, *continued}, {u"shutOffs"_s, rows}},
                    lines.isEmpty() ? tr("Nothing is being shut off.") : lines.join(u'\n'),
                    anyWorks ? Exit::No : Exit::Done);
}

Result<QMap<QString, SharedSecret>> secretFromInput()
{
    TRY(secret, readSecretInput());
    return secretFields(std::move(secret));
}

Exit shutOffConnection(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({flag(u"done-by-hand"_s),
                         flag(u"seen-gone"_s),
                         flag(u"check"_s),
                         flag(u"wait"_s),
                         withValue(u"key"_s),
                         withValue(u"with"_s),
                         flag(u"with-secret-stdin"_s),
                         withValue(u"with-field"_s)},
                        0,
                        1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    bool isNumber = true;
    const int key = options.has(u"key"_s) ? options.value(u"key"_s).toInt(&isNumber) : 0;
    if (!isNumber || key < 0)
        return cli.wrongUsage(
            tr("--key takes the number of a key, as \"credential list\" shows it."));
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    if (options.positional().isEmpty())
        return continueAll(cli, **space);
    const ConnectionId id(options.positional().first());
    const auto snapshot = (*space)->snapshot();
    if (!snapshot->connection(id))
        return cli.fail({ErrorCode::NotFound, tr("There is no connection with this id."), {}});
    const QList<KeyShutOff> known = snapshot->shutOffsOf(id);
    const KeyShutOff *underWay = shutOffOf(known, key);
    Result<KeyShutOff> done = Error{};
    const bool isWord = options.has(u"done-by-hand"_s) || options.has(u"seen-gone"_s);
    if (isWord || options.has(u"check"_s)) {
        if (!underWay)
            return cli.fail({ErrorCode::NotFound,
                             tr("No key of this connection is being shut off. Begin it without "
                                "--done-by-hand, --seen-gone and --check."),
                             {}});
        done = options.has(u"seen-gone"_s)
            ? cli.await((*space)->dispatch(ShutOffSeenGone{underWay->id}, cli.cancel()))
            : options.has(u"done-by-hand"_s)
            ? cli.await((*space)->dispatch(ShutOffDoneByHand{underWay->id}, cli.cancel()))
            : cli.await((*space)->dispatch(CheckShutOffNow{underWay->id}, cli.cancel()));
    } else {
        StartShutOff command;
        command.connection = id;
        command.authority = ConnectionId(options.value(u"with"_s));
        if (options.has(u"with-secret-stdin"_s)) {
            const auto brought = secretFromInput();
            if (!brought)
                return cli.fail(brought.error());
            command.onceSecrets = *brought;
        }
        for (const QString &field : options.values(u"with-field"_s))
            command.onceFields.insert(field.section(u'=', 0, 0), field.section(u'=', 1));
        if (key > 0) {
            const auto version = versionOf(*snapshot, id, key);
            if (!version)
                return cli.fail(version.error());
            command.version = *version;
        }
        done = cli.await((*space)->dispatch(command, cli.cancel()));
    }
    if (done && options.has(u"wait"_s))
        done = waitForIt(cli, **space, *done);
    if (!done)
        return cli.fail(done.error());
    return tell(cli, *(*space)->snapshot(), *done);
}

} // namespace

Exit shutOffOldKey(Cli &cli, Workspace &space, const ConnectionView &replaced)
{
    StartShutOff command;
    command.connection = replaced.connection.id;
    for (const Credential &credential : replaced.credentials) {
        for (const CredentialVersion &version : credential.versions) {
            if (version.stage == VersionStage::Previous)
                command.version = version.id;
        }
    }
    const auto done = cli.await(space.dispatch(command, cli.cancel()));
    if (!done)
        return cli.fail(done.error());
    const QString app = appNameOf(cli, *space.snapshot(), command.connection);
    return cli.done({{u"connection"_s, toJson(replaced)}, {u"shutOff"_s, toJson(*done, app)}},
                    textFor(*done, app),
                    saysItWorks(*done) ? Exit::No : Exit::Done);
}

QList<Verb> shutOffVerbs()
{
    return {{u"connection"_s,
             u"shut-off"_s,
             tr("[ID] [--done-by-hand] [--seen-gone] [--check] [--wait] [--key N] [--with ID | "
                "--with-secret-stdin [--with-field K=V]..]: ends a key at its app and sees it "
                "refused; exit 1 while it works; without ID: goes on with all"),
             shutOffConnection}};
}

} // namespace drawbridge::ctl
