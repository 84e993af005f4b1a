// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Cli.h"
#include "app/ctl/Json.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

QString lineFor(const Snapshot &snapshot, const Flow &flow)
{
    const auto name = [&snapshot](const ConnectionId &id) {
        const Connection *connection = snapshot.connection(id);
        return connection ? connection->name : id.text();
    };
    QString line = flow.id.text() % u"  "_s % name(flow.from) % u" -> "_s % name(flow.to) % u": "_s
        % flow.dataClasses.join(u", "_s);
    if (flow.retiredAt)
        line += tr(" (retired)");
    return line;
}

Exit addFlow(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"from"_s),
                         withValue(u"to"_s),
                         withValue(u"data"_s),
                         withValue(u"purpose"_s),
                         withValue(u"via"_s),
                         withValue(u"trigger"_s),
                         withValue(u"fields"_s)},
                        0,
                        100);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    // "--data CLASS.." takes several words; what follows the first arrives as positional arguments.
    for (const QString &needed : {u"from"_s, u"to"_s, u"data"_s, u"purpose"_s}) {
        if (!options.has(needed))
            return cli.wrongUsage(tr("--%1 is missing.").arg(needed));
    }
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    AddFlow command;
    command.flow.from = ConnectionId(options.value(u"from"_s));
    command.flow.to = ConnectionId(options.value(u"to"_s));
    command.flow.dataClasses = options.values(u"data"_s) + options.positional();
    command.flow.purpose = options.value(u"purpose"_s);
    command.flow.trigger = options.value(u"trigger"_s);
    command.flow.fields = options.value(u"fields"_s);
    command.flow.carrierName = options.value(u"via"_s);
    if (options.has(u"via"_s)) {
        const AppProfile *hub = cli.catalog().app(options.value(u"via"_s));
        command.flow.carrier = hub && hub->kind == AppKind::Hub ? Carrier::Hub : Carrier::Person;
    }
    const auto added = cli.await((*space)->dispatch(command, cli.cancel()));
    if (!added)
        return cli.fail(added.error());
    return cli.done({{u"flow"_s, toJson(*added)}}, lineFor(*(*space)->snapshot(), *added));
}

Exit listFlows(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({flag(u"all"_s)}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto snapshot = (*space)->snapshot();
    QJsonArray rows;
    QStringList lines;
    for (const Flow &flow : snapshot->flows) {
        if (flow.retiredAt && !options.has(u"all"_s))
            continue;
        rows.append(toJson(flow));
        lines.append(lineFor(*snapshot, flow));
    }
    return cli.done({{u"flows"_s, rows}}, lines.isEmpty() ? tr("No flows yet.") : lines.join(u'\n'));
}

Exit retireFlow(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 1, 1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto retired = cli.await(
        (*space)->dispatch(RetireFlow{FlowId(options.positional().first())}, cli.cancel()));
    if (!retired)
        return cli.fail(retired.error());
    return cli.done({{u"flow"_s, toJson(*retired)}}, lineFor(*(*space)->snapshot(), *retired));
}

Exit exportMap(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"format"_s), withValue(u"output"_s)}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const QString format = options.has(u"format"_s) ? options.value(u"format"_s) : u"svg"_s;
    if (format != u"svg"_s && format != u"json"_s)
        return cli.wrongUsage(tr("--format is svg or json."));
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto bytes = cli.await((*space)->exportMap({}, format, cli.cancel()));
    if (!bytes)
        return cli.fail(bytes.error());
    if (options.has(u"output"_s)) {
        QSaveFile file(options.value(u"output"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(*bytes) != bytes->size()
            || !file.commit())
            return cli.fail(
                {ErrorCode::Denied, tr("The map cannot be written there."), file.errorString()});
        return cli.done({{u"file"_s, options.value(u"output"_s)}, {u"format"_s, format}},
                        tr("Written to %1.").arg(options.value(u"output"_s)));
    }
    if (cli.options().json && format == u"svg"_s)
        return cli.done({{u"format"_s, format}, {u"svg"_s, QString::fromUtf8(*bytes)}}, {});
    return cli.printRaw(bytes->endsWith('\n') ? *bytes : *bytes + '\n');
}

} // namespace

QList<Verb> flowVerbs()
{
    return {
        {u"flow"_s,
         u"add"_s,
         tr("--from ID --to ID --data CLASS.. --purpose TEXT [--via APP]"),
         addFlow},
        {u"flow"_s, u"list"_s, tr("[--all]: what goes where"), listFlows},
        {u"flow"_s, u"retire"_s, tr("ID"), retireFlow},
        {u"map"_s, u"export"_s, tr("--format svg|json [--output FILE]"), exportMap},
    };
}

} // namespace drawbridge::ctl
