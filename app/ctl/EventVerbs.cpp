// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/Cli.h"
#include "app/ctl/Json.h"
#include "core/timeline/Timeline.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

Exit searchEvents(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({withValue(u"connection"_s),
                         withValue(u"type"_s),
                         withValue(u"since"_s),
                         withValue(u"until"_s),
                         withValue(u"limit"_s),
                         withValue(u"before"_s)},
                        0,
                        1);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    EventQuery query;
    query.text = options.positional().value(0);
    for (const QString &id : options.values(u"connection"_s))
        query.connections.append(ConnectionId(id));
    query.types = options.values(u"type"_s);
    for (const auto &[name, time] :
         {std::pair{u"since"_s, &query.since}, {u"until"_s, &query.until}}) {
        if (!options.has(name))
            continue;
        const auto value = readTime(options.value(name));
        if (!value)
            return cli.wrongUsage(tr("--%1 needs a time such as 2026-11-24T08:00:00Z.").arg(name));
        *time = *value;
    }
    bool sound = true;
    if (options.has(u"limit"_s)) {
        query.limit = options.value(u"limit"_s).toInt(&sound);
        if (!sound || query.limit < 1 || query.limit > 10000)
            return cli.wrongUsage(tr("--limit is a number from 1 to 10000."));
    }
    if (options.has(u"before"_s)) {
        query.before = options.value(u"before"_s).toLongLong(&sound);
        if (!sound || query.before < 1)
            return cli.wrongUsage(tr("--before is the number of an event."));
    }
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto page = cli.await((*space)->searchEvents(query));
    if (!page)
        return cli.fail(page.error());
    QJsonArray rows;
    QStringList lines;
    for (const Event &event : page->events) {
        rows.append(toJson(event));
        lines.append(event.time.toUTC().toString(Qt::ISODateWithMs) % u"  "_s
                     % event.type.leftJustified(22) % u' ' % event.summary);
    }
    return cli.done({{u"events"_s, rows}, {u"more"_s, page->more}},
                    lines.isEmpty() ? tr("No events match.") : lines.join(u'\n'));
}

Exit verifyEvents(Cli &cli, const QStringList &arguments)
{
    VerbOptions options({}, 0, 0);
    if (!options.parse(arguments))
        return cli.wrongUsage(options.problem());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    const auto check = cli.await((*space)->checkEvents(cli.cancel()));
    if (!check)
        return cli.fail(check.error());
    const std::optional<LogBreak> &found = check->firstBreak;
    const QString sentence = sentenceOf(*check);
    const QJsonObject document{{u"verified"_s, !found},
                               {u"count"_s, check->count},
                               {u"firstBroken"_s, found ? QJsonValue(found->seq) : QJsonValue()},
                               {u"fault"_s, found ? QJsonValue(toText(found->fault)) : QJsonValue()},
                               {u"reason"_s, found ? QJsonValue(sentence) : QJsonValue()},
                               {u"witness"_s, QJsonValue()}};
    return cli.done(document, sentence, found ? Exit::No : Exit::Done);
}

} // namespace

QList<Verb> eventVerbs()
{
    return {{u"event"_s,
             u"search"_s,
             tr("[QUERY] [--connection ID] [--type T] [--since T] [--until T] [--limit N] "
                "[--before SEQ]"),
             searchEvents},
            {u"event"_s, u"verify"_s, QString(), verifyEvents}};
}

} // namespace drawbridge::ctl
