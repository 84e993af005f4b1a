// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Cli.h"
#include "app/ctl/Json.h"

#include <QCoreApplication>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

Exit listCredentials(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    QJsonArray rows;
    QStringList lines;
    for (const Credential &credential : (*space)->snapshot()->credentials) {
        for (const QJsonValue &row : toJson(credential))
            rows.append(row);
        lines.append(credential.id.text() % u"  "_s % credential.label);
    }
    return cli.done({{u"credentials"_s, rows}},
                    lines.isEmpty() ? tr("No keys yet.") : lines.join(u'\n'));
}

Exit revealCredential(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    // A terminal only: a redirected secret ends in a file or another program's memory.
    if (cli.options().json || !isatty(STDOUT_FILENO))
        return cli.fail(
            {ErrorCode::Insecure,
             tr("A key is shown on a terminal only. Run this without --json and without "
                "redirecting its output."),
             {}});
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto secret = cli.await(
        (*space)->dispatch(RevealKey{CredentialId(options.positional().first())}, cli.cancel()));
    if (!secret)
        return cli.fail(secret.error());
    const QByteArrayView bytes = (*secret)->reveal();
    qsizetype written = 0;
    while (written < bytes.size()) {
        const ssize_t n = ::write(STDOUT_FILENO,
                                  bytes.data() + written,
                                  static_cast<size_t>(bytes.size() - written));
        if (n <= 0)
            return cli.fail({ErrorCode::Unavailable, tr("The terminal went away."), {}});
        written += n;
    }
    return cli.printRaw("\n");
}

Exit refreshSignIns(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 0, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    RefreshSignIns command;
    if (!options.positional().isEmpty()) {
        command.only = ConnectionId(options.positional().first());
        if (!(*space)->snapshot()->connection(*command.only))
            return cli.fail({ErrorCode::NotFound, tr("There is no connection with this id."), {}});
    }
    const auto refreshed = cli.await((*space)->dispatch(command, cli.cancel()));
    if (!refreshed)
        return cli.fail(refreshed.error());
    return cli.done({{u"refreshed"_s, *refreshed}},
                    tr("%1 sign-ins were due and are refreshed.").arg(*refreshed));
}

} // namespace

QList<Verb> credentialVerbs()
{
    return {
        {u"credential"_s, u"list"_s, tr("all keys with their versions and dates"), listCredentials},
        {u"credential"_s,
         u"refresh"_s,
         tr("[CONNECTION]: renews the sign-ins that are due; for cron"),
         refreshSignIns},
        {u"credential"_s, u"reveal"_s, tr("ID: shows one key on this terminal"), revealCredential}};
}

} // namespace drawbridge::ctl
