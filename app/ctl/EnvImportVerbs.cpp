// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Cli.h"
#include "app/ctl/Json.h"
#include "core/importers/FolderScan.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

Result<QList<ScanFinding>> keysLeftIn(const Cli &cli, const QString &path)
{
    TRY(scanner, KeyScanner::make(cli.catalog().keys()));
    TRY(report, scanFiles(path, scanner, cli.cancel()));
    return report.findings;
}

Exit importEnv(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"take"_s),
                         withValue(u"owner"_s),
                         flag(u"rewrite"_s),
                         flag(u"no-test"_s)},
                        1,
                        1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    ImportEnvFile command;
    command.path = options.positional().first();
    command.settings = options.values(u"take"_s);
    command.owner = options.has(u"owner"_s) ? options.value(u"owner"_s) : notSaidYet();
    command.test = options.has(u"no-test"_s) ? TestFirst::No : TestFirst::Yes;
    command.rewrite = options.has(u"rewrite"_s) ? RewriteFile::Yes : RewriteFile::No;
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto done = cli.await((*space)->dispatch(command, cli.cancel()));
    if (!done)
        return cli.fail(done.error());
    QJsonArray connections;
    QStringList lines;
    for (const ConnectionView &view : done->connections) {
        connections.append(toJson(view));
        lines.append(tr("Connected: %1").arg(view.connection.name));
    }
    QJsonArray refused;
    for (const auto &each : done->refused) {
        refused.append(QJsonObject{{u"setting"_s, each.setting}, {u"why"_s, each.why}});
        lines.append(tr("Left in the file: %1. %2").arg(each.setting, each.why));
    }
    QJsonArray left;
    if (done->rewritten) {
        const auto found = keysLeftIn(cli, command.path);
        if (!found)
            cli.note(tr("Whether other keys are left in the file could not be looked up: %1")
                         .arg(found.error().what));
        for (const ScanFinding &each : found ? *found : QList<ScanFinding>()) {
            left.append(QJsonObject{{u"line"_s, each.line}, {u"app"_s, each.key.app}});
            lines.append(
                tr("A key still lies in line %1 (%2): it is in no setting that could be taken "
                   "out. Take it out yourself, and replace it.")
                    .arg(QString::number(each.line), each.key.label));
        }
    }
    if (done->rewritten)
        lines.append(tr("The file now says where the keys are. As it was, it is kept sealed: "
                        "\"connection restore-env\" puts it back."));
    else if (!done->connections.isEmpty())
        lines.append(tr("The keys still lie in the file. --rewrite takes them out."));
    if (!done->connections.isEmpty())
        lines.append(tr("Replace these keys: they lay in a file."));
    return cli.done({{u"connections"_s, connections},
                     {u"refused"_s, refused},
                     {u"rewritten"_s, done->rewritten},
                     {u"left"_s, left}},
                    lines.join(u'\n'),
                    done->connections.isEmpty() ? Exit::No : Exit::Done);
}

Exit restoreEnv(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto done =
        cli.await((*space)->dispatch(RestoreEnvFile{options.positional().first()}, cli.cancel()));
    if (!done)
        return cli.fail(done.error());
    return cli.done({{u"restored"_s, *done}}, tr("The file is as it was, with its keys in it."));
}

} // namespace

QList<Verb> envImportVerbs()
{
    return {{u"connection"_s,
             u"import-env"_s,
             tr("FILE [--take NAME].. [--rewrite]: what an .env file holds becomes connections"),
             importEnv},
            {u"connection"_s, u"restore-env"_s, tr("FILE: put it back as it was"), restoreEnv}};
}

} // namespace drawbridge::ctl
