// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Cli.h"
#include "app/ctl/StopSignals.h"
#include "core/base/PlainText.h"
#include "core/connections/FileRewrite.h"
#include "core/importers/EnvProposals.h"
#include "core/importers/FolderScan.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QSet>

#include <unistd.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

constexpr qsizetype longestEnvFile = 1024 * 1024;
constexpr qint64 progressEveryMs = 500;
constexpr qsizetype longestPath = 4096;

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

QJsonObject findingJson(const QString &file,
                        qint64 line,
                        const QString &app,
                        const QString &kind,
                        const QJsonValue &environment)
{
    return {{u"file"_s, file},
            {u"line"_s, line},
            {u"app"_s, app},
            {u"kind"_s, kind.isEmpty() ? QJsonValue() : QJsonValue(kind)},
            {u"environment"_s, environment}};
}

QJsonValue environmentJson(const std::optional<KeyEnvironment> &environment)
{
    return environment ? QJsonValue(toText(*environment)) : QJsonValue();
}

Exit scanFolder(Cli &cli, const QString &path)
{
    stopSignalsCancel(cli.cancel());
    auto scanner = KeyScanner::make(cli.catalog().keys());
    if (!scanner)
        return cli.fail(scanner.error());
    QElapsedTimer since;
    since.start();
    const bool tellsProgress = ::isatty(STDERR_FILENO) == 1;
    const auto report = scanFiles(path, *scanner, cli.cancel(), [&](qint64 files, qint64 bytes) {
        if (tellsProgress && since.elapsed() >= progressEveryMs) {
            since.restart();
            cli.note(tr("%1 files, %2 MB").arg(files).arg(bytes / 1'000'000));
        }
    });
    if (!report)
        return cli.fail(report.error());
    QJsonArray findings;
    QStringList lines;
    for (const ScanFinding &each : report->findings) {
        findings.append(findingJson(each.file,
                                    each.line,
                                    each.key.app,
                                    each.key.kind,
                                    environmentJson(each.key.environment)));
        lines.append(QString(plainText(each.file, longestPath) % u':' % QString::number(each.line)
                             % u": "_s % each.key.label));
    }
    QJsonArray notRead;
    for (const auto &each : report->notRead)
        notRead.append(QJsonObject{{u"file"_s, each.file}, {u"why"_s, each.why}});
    if (report->cutShort)
        cli.note(
            tr("There are more than %1; the search stopped here.").arg(report->findings.size()));
    lines.append(tr("%1 keys found in %2 files (%3 MB); %4 not looked into.")
                     .arg(QString::number(report->findings.size()),
                          QString::number(report->files),
                          QString::number(report->bytes / 1'000'000),
                          QString::number(report->notRead.size())));
    return cli.done({{u"findings"_s, findings},
                     {u"notRead"_s, notRead},
                     {u"files"_s, report->files},
                     {u"bytes"_s, report->bytes},
                     {u"cutShort"_s, report->cutShort}},
                    lines.join(u'\n'));
}

QJsonObject proposalJson(const EnvProposal &proposal)
{
    return {{u"app"_s, proposal.app},
            {u"name"_s, proposal.appName},
            {u"environment"_s, toText(proposal.environment)},
            {u"auth"_s, proposal.auth ? QJsonValue(toText(*proposal.auth)) : QJsonValue()},
            {u"settings"_s, QJsonArray::fromStringList(proposal.names)},
            {u"fields"_s,
             QJsonArray::fromStringList(proposal.secrets.keys() + proposal.publicFields.keys())},
            {u"line"_s, proposal.line},
            {u"why"_s, proposal.whyNot.isEmpty() ? QJsonValue() : QJsonValue(proposal.whyNot)}};
}

/// The lines of what the proposals are made of.
QSet<qint64> linesTold(const EnvFile &file, const QList<EnvProposal> &proposals)
{
    QSet<qint64> lines;
    for (const EnvProposal &proposal : proposals) {
        lines.insert(proposal.line);
        for (const EnvEntry &entry : file.entries) {
            const auto isIts = [&](const QString &value) {
                return entry.value && entry.value->reveal() == value.toUtf8();
            };
            if (proposal.names.contains(entry.name)
                || std::any_of(proposal.publicFields.cbegin(), proposal.publicFields.cend(), isIts))
                lines.insert(entry.line);
        }
    }
    return lines;
}

Exit proposeFromEnvFile(Cli &cli, const QString &path)
{
    auto bytes = readWholeFile(path, longestEnvFile);
    if (!bytes)
        return cli.fail(bytes.error());
    const auto read = readEnvFile(*bytes);
    const QList<EnvProposal> proposals =
        read.isOk() ? proposeConnections(*read, cli.catalog()) : QList<EnvProposal>();
    wipe(*bytes);
    if (!read)
        return cli.fail(read.error());
    QJsonArray rows;
    QJsonArray findings;
    QStringList lines;
    for (const EnvProposal &proposal : proposals) {
        rows.append(proposalJson(proposal));
        findings.append(findingJson(path,
                                    proposal.line,
                                    proposal.app,
                                    proposal.kind,
                                    environmentJson(proposal.told)));
        lines.append(tr("line %1: %2: %3")
                         .arg(QString::number(proposal.line),
                              proposal.appName,
                              proposal.auth ? proposal.names.join(u", "_s) : proposal.whyNot));
    }
    // What is no setting can hold a key all the same: a line that was taken out, a part of an address.
    auto scanner = KeyScanner::make(cli.catalog().keys());
    if (!scanner)
        return cli.fail(scanner.error());
    const auto all = scanFiles(path, *scanner, cli.cancel());
    if (!all)
        return cli.fail(all.error());
    const QSet<qint64> told = linesTold(*read, proposals);
    for (const ScanFinding &each : all->findings) {
        const bool isTold = told.contains(each.line);
        if (isTold)
            continue;
        findings.append(findingJson(path,
                                    each.line,
                                    each.key.app,
                                    each.key.kind,
                                    environmentJson(each.key.environment)));
        lines.append(tr("line %1: %2, in no setting that could be connected")
                         .arg(QString::number(each.line), each.key.label));
    }
    for (const QString &warning : read->warnings)
        cli.note(warning);
    if (lines.isEmpty())
        lines.append(tr("No app is known by what stands in this file."));
    return cli.done({{u"proposals"_s, rows},
                     {u"findings"_s, findings},
                     {u"warnings"_s, QJsonArray::fromStringList(read->warnings)}},
                    lines.join(u'\n'));
}

Exit scan(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"env-file"_s)}, 0, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const QStringList folder = options.positional();
    if (options.has(u"env-file"_s) == !folder.isEmpty())
        return cli.wrongUsage(tr("Name one folder to look through, or --env-file FILE."));
    return folder.isEmpty() ? proposeFromEnvFile(cli, options.value(u"env-file"_s))
                            : scanFolder(cli, folder.first());
}

} // namespace

QList<Verb> scanVerbs()
{
    return {{u"scan"_s,
             QString(),
             tr("DIR: keys that lie in files; --env-file FILE: what it could connect"),
             scan}};
}

} // namespace drawbridge::ctl
