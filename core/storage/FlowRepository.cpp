// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/FlowRepository.h"

#include "core/storage/RowErrors.h"
#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString placeOf(const QString &id)
{
    return u"flows/"_s % id;
}

QString columns()
{
    return u"id, from_connection, to_connection, carrier, how_known, created_at, retired_at, "
           "revision, sealed"_s;
}

QJsonObject sealedPart(const Flow &flow)
{
    return {{u"dataClasses"_s, textsToJson(flow.dataClasses)},
            {u"fields"_s, flow.fields},
            {u"trigger"_s, flow.trigger},
            {u"carrierName"_s, flow.carrierName},
            {u"purpose"_s, flow.purpose},
            {u"ifTwice"_s, flow.ifTwice},
            {u"ifItFails"_s, flow.ifItFails},
            {u"whoHears"_s, flow.whoHears}};
}

void readSealedPart(const QJsonObject &object, Flow &flow)
{
    flow.dataClasses = textsFromJson(object.value(u"dataClasses"_s));
    flow.fields = object.value(u"fields"_s).toString();
    flow.trigger = object.value(u"trigger"_s).toString();
    flow.carrierName = object.value(u"carrierName"_s).toString();
    flow.purpose = object.value(u"purpose"_s).toString();
    flow.ifTwice = object.value(u"ifTwice"_s).toString();
    flow.ifItFails = object.value(u"ifItFails"_s).toString();
    flow.whoHears = object.value(u"whoHears"_s).toString();
}

Result<Flow> fromRow(const Session &session, const QSqlQuery &row)
{
    Flow flow;
    const QString id = row.value(0).toString();
    flow.id = FlowId(id);
    flow.from = ConnectionId(row.value(1).toString());
    flow.to = ConnectionId(row.value(2).toString());
    TRY(carrier, wordFromSql<Carrier>(row.value(3)));
    flow.carrier = carrier;
    TRY(howKnown, wordFromSql<HowKnown>(row.value(4)));
    flow.howKnown = howKnown;
    flow.createdAt = timeFromSql(row.value(5));
    if (!row.value(6).isNull())
        flow.retiredAt = timeFromSql(row.value(6));
    flow.revision = row.value(7).toLongLong();
    TRY(object, session.unseal(row.value(8), placeOf(id)));
    readSealedPart(object, flow);
    return flow;
}

Result<QList<Flow>> listWhere(Session &session, const QString &condition, const QVariantList &values)
{
    QList<Flow> flows;
    TRY_DONE(session.select(u"SELECT "_s % columns() % u" FROM flows"_s % condition
                                % u" ORDER BY created_at, id"_s,
                            values,
                            [&](const QSqlQuery &row) -> Result<void> {
                                TRY(flow, fromRow(session, row));
                                flows.append(flow);
                                return {};
                            }));
    return flows;
}

} // namespace

Result<void> FlowRepository::insert(Transaction &tx, const Flow &flow)
{
    Session &session = tx.session();
    TRY(sealed, session.seal(sealedPart(flow), placeOf(flow.id.text())));
    TRY_DONE(session.change(u"INSERT INTO flows ("_s % columns()
                                % u") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                            {flow.id.text(),
                             flow.from.text(),
                             flow.to.text(),
                             toText(flow.carrier),
                             toText(flow.howKnown),
                             toSql(flow.createdAt),
                             toSql(flow.retiredAt),
                             flow.revision,
                             sealed}));
    return {};
}

Result<void> FlowRepository::update(Transaction &tx, const Flow &flow)
{
    Session &session = tx.session();
    TRY(sealed, session.seal(sealedPart(flow), placeOf(flow.id.text())));
    TRY(rows,
        session.change(u"UPDATE flows SET from_connection = ?, to_connection = ?, carrier = ?, "
                       "how_known = ?, retired_at = ?, revision = revision + 1, sealed = ? "
                       "WHERE id = ? AND revision = ?"_s,
                       {flow.from.text(),
                        flow.to.text(),
                        toText(flow.carrier),
                        toText(flow.howKnown),
                        toSql(flow.retiredAt),
                        sealed,
                        flow.id.text(),
                        flow.revision}));
    return checkRevision(session, rows, u"flows"_s, flow.id.text());
}

Result<Flow> FlowRepository::get(ReadView &view, const FlowId &id)
{
    TRY(found, listWhere(view.session(), u" WHERE id = ?"_s, {id.text()}));
    if (found.isEmpty())
        return notThereAnyMore(placeOf(id.text()));
    return found.first();
}

Result<QList<Flow>> FlowRepository::list(ReadView &view)
{
    return listWhere(view.session(), {}, {});
}

Result<void> FlowRepository::remove(Transaction &tx, const FlowId &id)
{
    return changeOne(tx.session(),
                     u"DELETE FROM flows WHERE id = ?"_s,
                     {id.text()},
                     placeOf(id.text()));
}

Result<void> FlowRepository::removeOf(Transaction &tx, const ConnectionId &id)
{
    TRY_DONE(
        tx.session().change(u"DELETE FROM flows WHERE from_connection = ? OR to_connection = ?"_s,
                            {id.text(), id.text()}));
    return {};
}

} // namespace drawbridge
