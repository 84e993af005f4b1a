// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Cli.h"
#include "app/ctl/ConnectionInput.h"
#include "app/ctl/Json.h"
#include "app/ctl/SignInVerbs.h"
#include "core/connections/SharedKeys.h"
#include "core/workspace/Apps.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

ConnectionView viewOf(const Snapshot &snapshot, const Connection &connection)
{
    return {connection, snapshot.credentialsOf(connection.id)};
}

QString lineFor(const ConnectionView &view)
{
    const Connection &c = view.connection;
    return QString(c.id.text() % u"  "_s % c.app.leftJustified(16) % u' ' % c.name.leftJustified(24)
                   % u' ' % toText(c.environment).leftJustified(12) % u" held "_s
                   % toText(c.custody) % u", running: "_s % toText(isRunning(c)));
}

/// Who else here has a key of `view`.
QStringList sharersOf(const Snapshot &snapshot, const ConnectionView &view)
{
    QStringList names;
    for (const Credential &credential : view.credentials) {
        if (const CredentialVersion *current = credential.current())
            names += sharersNames(snapshot.connections, snapshot.credentials, *current);
    }
    return names;
}

/// `connection VERB ID` for verbs that give the connection back.
template<typename Command>
Exit runOnOne(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto done = cli.await(
        (*space)->dispatch(Command{ConnectionId(options.positional().first())}, cli.cancel()));
    if (!done)
        return cli.fail(done.error());
    return cli.done({{u"connection"_s, toJson(*done)}}, lineFor(*done));
}

Exit addConnection(Cli &cli, const QStringList &arguments)
{
    const Result<ConnectionInput> input = readConnectionInput(cli, arguments);
    if (!input)
        return input.error().code == ErrorCode::InvalidInput && input.error().detail == u"usage"_s
            ? cli.wrongUsage(input.error().what)
            : cli.fail(input.error());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    std::optional<AddConnection> wanted = input->added;
    if (wanted && needsSignIn(*wanted)) {
        const Result<AddConnection> signedIn = signInFirst(cli, **space, *wanted);
        if (!signedIn)
            return cli.fail(signedIn.error());
        wanted = *signedIn;
    }
    const auto added = wanted ? cli.await((*space)->dispatch(*wanted, cli.cancel()))
                              : cli.await((*space)->dispatch(*input->listed, cli.cancel()));
    if (!added)
        return cli.fail(added.error());
    const QStringList sharers = sharersOf(*(*space)->snapshot(), *added);
    QStringList lines{lineFor(*added)};
    for (const QString &name : sharers)
        lines.append(tr("%1 has the same key: what ends it there ends it here, too.").arg(name));
    return cli.done({{u"connection"_s, toJson(*added)},
                     {u"sameKeyAt"_s, QJsonArray::fromStringList(sharers)}},
                    lines.join(u'\n'));
}

Exit listConnections(Cli &cli, const QStringList &arguments)
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
    for (const Connection &connection : snapshot->connections) {
        const ConnectionView view = viewOf(*snapshot, connection);
        rows.append(toJson(view));
        lines.append(lineFor(view));
    }
    return cli.done({{u"connections"_s, rows}},
                    lines.isEmpty() ? tr("No connections yet.") : lines.join(u'\n'));
}

Exit showConnection(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto snapshot = (*space)->snapshot();
    const Connection *connection = snapshot->connection(ConnectionId(options.positional().first()));
    if (!connection)
        return cli.fail({ErrorCode::NotFound, tr("There is no connection with this id."), {}});
    const ConnectionView view = viewOf(*snapshot, *connection);
    return cli.done({{u"connection"_s, toJson(view)}}, lineFor(view));
}

Exit testConnection(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto tested =
        cli.await((*space)->dispatch(TestConnection{ConnectionId(options.positional().first())},
                                     cli.cancel()));
    if (!tested)
        return cli.fail(tested.error());
    return cli.done(toJson(*tested), tested->explanation, tested->ok ? Exit::Done : Exit::No);
}

QJsonObject toJson(const ScopeRow &row)
{
    return {{u"scope"_s, row.name},
            {u"label"_s, textOrNull(row.label)},
            {u"tick"_s, row.tick},
            {u"access"_s, row.access ? QJsonValue(toText(*row.access)) : QJsonValue()},
            {u"dataClasses"_s, QJsonArray::fromStringList(row.dataClasses)},
            {u"neededBy"_s, QJsonArray::fromStringList(row.neededBy)},
            {u"granted"_s, toText(row.granted)},
            {u"coveredBy"_s, textOrNull(row.coveredBy)},
            {u"used"_s, toText(row.used)},
            {u"reading"_s, row.reading ? QJsonValue(toText(*row.reading)) : QJsonValue()},
            {u"excess"_s, row.excess}};
}

QString lineFor(const ScopeRow &row)
{
    const QString reading = !row.reading        ? QString()
        : *row.reading == ScopeReading::CanRead ? tr(", can read")
        : *row.reading == ScopeReading::MayNot  ? tr(", may not read")
                                                : tr(", reading: not told");
    return QString(row.name.leftJustified(24) % u' '
                   % (row.neededBy.isEmpty() ? tr("not needed") : tr("needed")) % u", "_s
                   % tr("granted: %1").arg(toText(row.granted))
                   % (row.coveredBy.isEmpty() ? QString() : tr(" (by %1)").arg(row.coveredBy))
                   % u", "_s % toText(row.used).replace(u'-', u' ') % reading
                   % (row.excess ? tr(", more than it needs") : QString()));
}

Exit showScopes(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({flag(u"try"_s)}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const ConnectionId id(options.positional().first());
    if (options.has(u"try"_s)) {
        const auto looked = cli.await((*space)->dispatch(LookAtScopes{id}, cli.cancel()));
        if (!looked)
            return cli.fail(looked.error());
    }
    const auto snapshot = (*space)->snapshot();
    const Connection *connection = snapshot->connection(id);
    const AppProfile *profile = connection ? cli.catalog().app(connection->app) : nullptr;
    if (!profile)
        return cli.fail({ErrorCode::NotFound,
                         connection
                             ? tr("The app of this connection is not in the catalog any more.")
                             : tr("There is no connection with this id."),
                         {}});
    const ScopeReview review = reviewScopes(*profile, *connection);
    QJsonArray rows;
    QStringList lines{review.summary};
    for (const ScopeRow &row : review.rows) {
        rows.append(toJson(row));
        lines.append(lineFor(row));
    }
    QJsonValue tried;
    if (const auto &looks = connection->lastLooks) {
        const QString note = tr("Reading was looked at; writing cannot be tested safely.");
        lines.append(note);
        if (!looks->stoppedBecause.isEmpty())
            lines.append(looks->stoppedBecause);
        tried = QJsonObject{{u"at"_s, timeToJson(looks->at)},
                            {u"stoppedBecause"_s, textOrNull(looks->stoppedBecause)},
                            {u"note"_s, note}};
    }
    return cli.done({{u"needed"_s, QJsonArray::fromStringList(review.needed)},
                     {u"granted"_s,
                      review.grantedKnown ? QJsonValue(QJsonArray::fromStringList(review.granted))
                                          : QJsonValue()},
                     {u"used"_s, QJsonArray::fromStringList(review.used)},
                     {u"excess"_s, QJsonArray::fromStringList(review.excess)},
                     {u"missing"_s, QJsonArray::fromStringList(review.missing)},
                     {u"summary"_s, review.summary},
                     {u"rows"_s, rows},
                     {u"tried"_s, tried}},
                    lines.join(u'\n'));
}

Exit removeConnection(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const QString id = options.positional().first();
    const auto before = (*space)->snapshot();
    const bool wasSeen = isSeenRefused(before->credentialsOf(ConnectionId(id)),
                                       before->shutOffsOf(ConnectionId(id)));
    const auto removed =
        cli.await((*space)->dispatch(RemoveConnection{ConnectionId(id)}, cli.cancel()));
    if (!removed)
        return cli.fail(removed.error());
    return cli.done({{u"removed"_s, id}, {u"seenRefused"_s, wasSeen}},
                    wasSeen
                        ? tr("Removed here, after the app was seen to refuse the key.")
                        : tr("Removed here. The key itself was not seen refused: it works at the "
                             "app until it is shut off there."));
}

} // namespace

QList<Verb> connectionVerbs()
{
    return {
        {u"connection"_s,
         u"add"_s,
         tr("APP --name .. --environment .. --owner .. --purpose .. [--secret-stdin]"),
         addConnection},
        {u"connection"_s, u"list"_s, tr("all connections"), listConnections},
        {u"connection"_s, u"show"_s, tr("ID"), showConnection},
        {u"connection"_s,
         u"test"_s,
         tr("ID: tries the key; exit 1 if it does not work"),
         testConnection},
        {u"connection"_s,
         u"scopes"_s,
         tr("ID [--try]: what the key needs, has and uses; --try looks what it can read"),
         showScopes},
        {u"connection"_s,
         u"pause"_s,
         tr("ID: Drawbridge stops using and handing out the key"),
         runOnOne<PauseConnection>},
        {u"connection"_s, u"resume"_s, tr("ID"), runOnOne<ResumeConnection>},
        {u"connection"_s,
         u"remove"_s,
         tr("ID: forgets it here; the key lives on at the app"),
         removeConnection},
    };
}

} // namespace drawbridge::ctl
