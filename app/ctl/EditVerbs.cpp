// SPDX-License-Identifier: GPL-3.0-or-later
// Verbs that change what is there: the window's "Change", "Replace", areas and settings.
#include "app/ctl/Cli.h"
#include "app/ctl/ConnectionInput.h"
#include "app/ctl/Json.h"
#include "app/ctl/SignInVerbs.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

std::optional<QString> given(const VerbOptions &options, const QString &name)
{
    return options.has(name) ? std::optional(options.value(name).trimmed()) : std::nullopt;
}

/// The connection as it is now; NotFound by its id.
Result<Connection> connectionIn(const Workspace &space, const QString &id)
{
    const std::shared_ptr<const Snapshot> snapshot = space.snapshot();
    const Connection *connection = snapshot->connection(ConnectionId(id));
    if (!connection)
        return Error{ErrorCode::NotFound, tr("There is no connection with this id."), id};
    return *connection;
}

Exit tellConnection(Cli &cli, const Result<ConnectionView> &result, const QString &sentence)
{
    if (!result)
        return cli.fail(result.error());
    return cli.done({{u"connection"_s, toJson(*result)}}, sentence.arg(result->connection.name));
}

Exit editConnection(Cli &cli, const QStringList &arguments)
{
    const QStringList names{u"name"_s,
                            u"owner"_s,
                            u"purpose"_s,
                            u"job"_s,
                            u"notes"_s,
                            u"boundary"_s,
                            u"held-by"_s,
                            u"look-again"_s,
                            u"replace-by"_s,
                            u"expires"_s};
    QList<QCommandLineOption> known;
    for (const QString &name : names)
        known.append(withValue(name));
    VerbOptions options(known, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    if (std::none_of(names.begin(), names.end(), [&](const QString &n) { return options.has(n); }))
        return cli.wrongUsage(tr("Say what to change, such as --owner Anna."));
    const auto lookAgain = dateOption(options, u"look-again"_s);
    const auto replaceBy = dateOption(options, u"replace-by"_s);
    const auto endsAt = dateOption(options, u"expires"_s);
    for (const auto *date : {&lookAgain, &replaceBy, &endsAt}) {
        if (!*date)
            return cli.wrongUsage(date->error().what);
    }
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto connection = connectionIn(**space, options.positional().first());
    if (!connection)
        return cli.fail(connection.error());
    EditConnection command;
    command.id = connection->id;
    command.revision = connection->revision;
    command.name = given(options, u"name"_s);
    command.owner = given(options, u"owner"_s);
    command.purpose = given(options, u"purpose"_s);
    command.notes = given(options, u"notes"_s);
    command.heldBy = given(options, u"held-by"_s);
    if (options.has(u"job"_s))
        command.jobs = options.values(u"job"_s);
    if (const auto boundary = given(options, u"boundary"_s))
        command.boundary = BoundaryId(*boundary);
    command.lookAgainOn = *lookAgain;
    command.replaceBy = *replaceBy;
    command.endsAt = *endsAt;
    return tellConnection(cli,
                          cli.await((*space)->dispatch(command, cli.cancel())),
                          tr("\"%1\" was changed."));
}

Exit replaceKey(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"expires"_s),
                         withValue(u"replace-by"_s),
                         flag(u"no-test"_s),
                         flag(u"shut-off-old"_s),
                         flag(u"secret-stdin"_s),
                         flag(u"yes"_s)},
                        1,
                        1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto endsAt = dateOption(options, u"expires"_s);
    const auto replaceBy = dateOption(options, u"replace-by"_s);
    for (const auto *date : {&endsAt, &replaceBy}) {
        if (!*date)
            return cli.wrongUsage(date->error().what);
    }
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto connection = connectionIn(**space, options.positional().first());
    if (!connection)
        return cli.fail(connection.error());
    const bool signsIn =
        connection->auth == AuthKind::OAuth || connection->auth == AuthKind::Device;
    if (signsIn && options.has(u"secret-stdin"_s))
        return cli.wrongUsage(tr("\"%1\" is signed in to, without a key: leave out --secret-stdin.")
                                  .arg(connection->name));
    if (signsIn)
        return signInAgain(cli,
                           **space,
                           connection->id,
                           options.has(u"yes"_s) ? IdentityConfirmed::Yes : IdentityConfirmed::No);
    if (!options.has(u"secret-stdin"_s))
        return cli.wrongUsage(tr("The new key comes in on standard input: add --secret-stdin."));
    Result<SecretBytes> secret = readSecretInput();
    if (!secret)
        return cli.fail(secret.error());
    const auto fields = secretFields(secret.takeValue());
    if (!fields)
        return cli.fail(fields.error());
    ReplaceKey command;
    command.id = connection->id;
    command.secrets = *fields;
    command.test = options.has(u"no-test"_s) ? TestFirst::No : TestFirst::Yes;
    command.endsAt = *endsAt;
    command.replaceBy = *replaceBy;
    const auto replaced = cli.await((*space)->dispatch(command, cli.cancel()));
    if (replaced && options.has(u"shut-off-old"_s))
        return shutOffOldKey(cli, **space, *replaced);
    return tellConnection(
        cli,
        replaced,
        tr("\"%1\" uses the new key here. The old one works until it is shut off at the app."));
}

Exit listBoundaries(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    QJsonArray rows;
    QStringList lines;
    for (const Boundary &boundary : (*space)->snapshot()->boundaries) {
        rows.append(toJson(boundary));
        lines.append(boundary.id.text() % u"  "_s % boundary.name);
    }
    return cli.done({{u"boundaries"_s, rows}},
                    lines.isEmpty() ? tr("No areas yet.") : lines.join(u'\n'));
}

Exit setBoundary(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"id"_s)}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const QString name = options.positional().first();
    const auto made = options.has(u"id"_s)
        ? cli.await((*space)->dispatch(RenameBoundary{BoundaryId(options.value(u"id"_s)), name},
                                       cli.cancel()))
        : cli.await((*space)->dispatch(AddBoundary{name}, cli.cancel()));
    if (!made)
        return cli.fail(made.error());
    return cli.done({{u"boundary"_s, toJson(*made)}}, made->id.text() % u"  "_s % made->name);
}

Exit removeBoundary(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const QString id = options.positional().first();
    const auto removed =
        cli.await((*space)->dispatch(RemoveBoundary{BoundaryId(id)}, cli.cancel()));
    if (!removed)
        return cli.fail(removed.error());
    return cli.done({{u"removed"_s, id}}, tr("The area was removed."));
}

Exit restoreFlow(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto restored = cli.await(
        (*space)->dispatch(RestoreFlow{FlowId(options.positional().first())}, cli.cancel()));
    if (!restored)
        return cli.fail(restored.error());
    return cli.done({{u"flow"_s, toJson(*restored)}}, tr("It is on the map again."));
}

Exit editFlow(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"data"_s),
                         withValue(u"purpose"_s),
                         withValue(u"fields"_s),
                         withValue(u"trigger"_s),
                         withValue(u"if-twice"_s),
                         withValue(u"if-it-fails"_s),
                         withValue(u"who-hears"_s)},
                        1,
                        1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const std::shared_ptr<const Snapshot> snapshot = (*space)->snapshot();
    const Flow *stored = snapshot->flow(FlowId(options.positional().first()));
    if (!stored)
        return cli.fail({ErrorCode::NotFound, tr("There is no flow with this id."), {}});
    Flow flow = *stored;
    if (options.has(u"data"_s))
        flow.dataClasses = options.values(u"data"_s);
    const std::pair<QString, QString Flow::*> texts[] = {{u"purpose"_s, &Flow::purpose},
                                                         {u"fields"_s, &Flow::fields},
                                                         {u"trigger"_s, &Flow::trigger},
                                                         {u"if-twice"_s, &Flow::ifTwice},
                                                         {u"if-it-fails"_s, &Flow::ifItFails},
                                                         {u"who-hears"_s, &Flow::whoHears}};
    for (const auto &[name, member] : texts)
        flow.*member = given(options, name).value_or(flow.*member);
    const auto edited = cli.await((*space)->dispatch(EditFlow{flow}, cli.cancel()));
    if (!edited)
        return cli.fail(edited.error());
    return cli.done({{u"flow"_s, toJson(*edited)}}, tr("It was changed."));
}

} // namespace

QList<Verb> editVerbs()
{
    return {
        {u"connection"_s,
         u"edit"_s,
         tr("ID [--name ..] [--owner ..] [--purpose ..] [--job ..] [--notes ..] [--boundary ID] "
            "[--replace-by DATE] .."),
         editConnection},
        {u"connection"_s,
         u"replace-key"_s,
         tr("ID --secret-stdin [--no-test] [--replace-by DATE] [--shut-off-old]: the old key stays "
            "beside it"),
         replaceKey},
        {u"flow"_s, u"edit"_s, tr("ID [--data CLASS ..] [--purpose ..] ..."), editFlow},
        {u"flow"_s, u"restore"_s, tr("ID: undoes retire"), restoreFlow},
        {u"boundary"_s, u"list"_s, tr("the areas of the map"), listBoundaries},
        {u"boundary"_s, u"set"_s, tr("NAME [--id ID]: makes an area, or renames one"), setBoundary},
        {u"boundary"_s, u"remove"_s, tr("ID: an area without connections"), removeBoundary},
    };
}

} // namespace drawbridge::ctl
