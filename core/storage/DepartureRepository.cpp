// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/DepartureRepository.h"

#include "core/storage/RowErrors.h"
#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString placeOf(const DepartureId &id)
{
    return u"departures/"_s % id.text();
}

QJsonObject toJson(const DepartureItem &item)
{
    return {{u"connection"_s, item.connection.text()},
            {u"name"_s, item.name},
            {u"credential"_s, item.credential.text()},
            {u"version"_s, item.version},
            {u"why"_s, textsToJson(item.why)},
            {u"assumed"_s, item.assumed},
            {u"danger"_s, toText(item.danger)},
            {u"state"_s, toText(item.state)},
            {u"reason"_s, item.reason},
            {u"closedAt"_s, item.closedAt ? timeToJson(*item.closedAt) : QJsonValue()}};
}

Result<DepartureItem> itemFromJson(const QJsonObject &object)
{
    DepartureItem item;
    item.connection = ConnectionId(object.value(u"connection"_s).toString());
    item.name = object.value(u"name"_s).toString();
    item.credential = CredentialId(object.value(u"credential"_s).toString());
    item.version = object.value(u"version"_s).toInt();
    item.why = textsFromJson(object.value(u"why"_s));
    item.assumed = object.value(u"assumed"_s).toBool();
    TRY(danger, wordFromSql<Severity>(object.value(u"danger"_s).toVariant()));
    item.danger = danger;
    TRY(state, wordFromSql<ItemState>(object.value(u"state"_s).toVariant()));
    item.state = state;
    item.reason = object.value(u"reason"_s).toString();
    if (!object.value(u"closedAt"_s).isNull())
        item.closedAt = timeFromJson(object.value(u"closedAt"_s));
    return item;
}

Result<QByteArray> sealedPart(const Session &session, const Departure &departure)
{
    QJsonArray items;
    for (const DepartureItem &item : departure.items)
        items.append(toJson(item));
    return session.seal({{u"items"_s, items}}, placeOf(departure.id));
}

Result<Departure> fromRow(const Session &session, const QSqlQuery &row)
{
    Departure departure;
    departure.id = DepartureId(row.value(0).toString());
    departure.person = PersonId(row.value(1).toString());
    departure.startedAt = timeFromSql(row.value(2));
    if (!row.value(3).isNull())
        departure.endedAt = timeFromSql(row.value(3));
    departure.revision = row.value(4).toLongLong();
    TRY(object, session.unseal(row.value(5), placeOf(departure.id)));
    const QJsonArray items = object.value(u"items"_s).toArray();
    for (const QJsonValue &value : items) {
        TRY(item, itemFromJson(value.toObject()));
        departure.items.append(item);
    }
    return departure;
}

Result<QList<Departure>> listWhere(Session &session,
                                   const QString &condition,
                                   const QVariantList &values)
{
    QList<Departure> departures;
    TRY_DONE(session.select(u"SELECT id, person, started_at, ended_at, revision, sealed "
                            "FROM departures"_s
                                % condition % u" ORDER BY started_at, id"_s,
                            values,
                            [&](const QSqlQuery &row) -> Result<void> {
                                TRY(departure, fromRow(session, row));
                                departures.append(departure);
                                return {};
                            }));
    return departures;
}

} // namespace

Result<void> DepartureRepository::insert(Transaction &tx, const Departure &departure)
{
    Session &session = tx.session();
    TRY(sealed, sealedPart(session, departure));
    TRY_DONE(session.change(u"INSERT INTO departures (id, person, started_at, ended_at, revision, "
                            "sealed) VALUES (?, ?, ?, ?, ?, ?)"_s,
                            {departure.id.text(),
                             departure.person.text(),
                             toSql(departure.startedAt),
                             toSql(departure.endedAt),
                             departure.revision,
                             sealed}));
    return {};
}

Result<void> DepartureRepository::update(Transaction &tx, const Departure &departure)
{
    Session &session = tx.session();
    TRY(sealed, sealedPart(session, departure));
    TRY(rows,
        session.change(u"UPDATE departures SET ended_at = ?, revision = revision + 1, sealed = ? "
                       "WHERE id = ? AND revision = ?"_s,
                       {toSql(departure.endedAt), sealed, departure.id.text(), departure.revision}));
    return checkRevision(session, rows, u"departures"_s, departure.id.text());
}

Result<Departure> DepartureRepository::get(ReadView &view, const DepartureId &id)
{
    TRY(found, listWhere(view.session(), u" WHERE id = ?"_s, {id.text()}));
    if (found.isEmpty())
        return notThereAnyMore(placeOf(id));
    return found.first();
}

Result<QList<Departure>> DepartureRepository::list(ReadView &view)
{
    return listWhere(view.session(), {}, {});
}

Result<void> DepartureRepository::remove(Transaction &tx, const DepartureId &id)
{
    return changeOne(tx.session(),
                     u"DELETE FROM departures WHERE id = ?"_s,
                     {id.text()},
                     placeOf(id));
}

Result<void> DepartureRepository::removeOf(Transaction &tx, const PersonId &id)
{
    TRY_DONE(tx.session().change(u"DELETE FROM departures WHERE person = ?"_s, {id.text()}));
    return {};
}

} // namespace drawbridge
