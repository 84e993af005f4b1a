// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/events/EventRows.h"

#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

Result<QString> actorName(Session &session, qint64 id)
{
    const auto known = session.actorNames().constFind(id);
    if (known != session.actorNames().constEnd())
        return *known;
    QString name;
    TRY_DONE(session.select(u"SELECT lower(hex(mark)), sealed FROM actors WHERE id = ?"_s,
                            {id},
                            [&](const QSqlQuery &row) -> Result<void> {
                                TRY(object,
                                    session.unseal(row.value(1),
                                                   u"actors/"_s % row.value(0).toString()));
                                name = object.value(u"actor"_s).toString();
                                return {};
                            }));
    session.actorNames().insert(id, name);
    return name;
}

} // namespace

QString eventColumns()
{
    return u"SELECT e.seq, e.id, e.time, e.actor, e.request, c.text, f.text, a.text, t.text, "
           "e.outcome, e.severity, e.summary, e.sealed"_s;
}

QString eventJoins()
{
    return u" LEFT JOIN names t ON t.id = e.type LEFT JOIN names c ON c.id = e.connection "
           "LEFT JOIN names f ON f.id = e.flow LEFT JOIN names a ON a.id = e.app"_s;
}

Result<Event> eventFromRow(Session &session, const QSqlQuery &row)
{
    Event event;
    event.seq = row.value(0).toLongLong();
    event.id = EventId(row.value(1).toString());
    event.time = timeFromSql(row.value(2));
    TRY(actor, actorName(session, row.value(3).toLongLong()));
    event.actor = actor;
    event.requestId = row.value(4).toString();
    event.connection = ConnectionId(row.value(5).toString());
    event.flow = FlowId(row.value(6).toString());
    event.app = row.value(7).toString();
    event.type = row.value(8).toString();
    TRY(outcome, wordFromSql<Outcome>(row.value(9)));
    event.outcome = outcome;
    TRY(severity, wordFromSql<Severity>(row.value(10)));
    event.severity = severity;
    event.summary = row.value(11).toString();
    if (!row.value(12).isNull()) {
        TRY(attributes, session.unseal(row.value(12), u"events/"_s % event.id.text()));
        event.attributes = attributes;
    }
    return event;
}

} // namespace drawbridge
