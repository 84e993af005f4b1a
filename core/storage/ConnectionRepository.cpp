// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/ConnectionRepository.h"

#include "core/storage/RowErrors.h"
#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString placeOf(const QString &id)
{
    return u"connections/"_s % id;
}

QJsonObject testToJson(const ConnectionTest &test)
{
    return {{u"at"_s, timeToJson(test.at)},
            {u"ok"_s, test.ok},
            {u"status"_s, test.status},
            {u"latencyMs"_s, test.latencyMs},
            {u"identity"_s, test.identity},
            {u"granted"_s, textsToJson(test.granted)},
            {u"grantedKnown"_s, test.grantedKnown},
            {u"explanation"_s, test.explanation}};
}

ConnectionTest testFromJson(const QJsonObject &object)
{
    ConnectionTest test;
    test.at = timeFromJson(object.value(u"at"_s));
    test.ok = object.value(u"ok"_s).toBool();
    test.status = object.value(u"status"_s).toInt();
    test.latencyMs = object.value(u"latencyMs"_s).toInt();
    test.identity = object.value(u"identity"_s).toString();
    test.granted = textsFromJson(object.value(u"granted"_s));
    test.grantedKnown = object.value(u"grantedKnown"_s).toBool();
    test.explanation = object.value(u"explanation"_s).toString();
    return test;
}

QJsonObject looksToJson(const ScopeLooks &looks)
{
    QJsonArray list;
    for (const ScopeLook &look : looks.looks)
        list.append(QJsonObject{{u"scope"_s, look.scope},
                                {u"reading"_s, toText(look.reading)},
                                {u"status"_s, look.status}});
    return {{u"at"_s, timeToJson(looks.at)},
            {u"looks"_s, list},
            {u"stoppedBecause"_s, looks.stoppedBecause}};
}

ScopeLooks looksFromJson(const QJsonObject &object)
{
    ScopeLooks looks;
    looks.at = timeFromJson(object.value(u"at"_s));
    looks.stoppedBecause = object.value(u"stoppedBecause"_s).toString();
    const QJsonArray list = object.value(u"looks"_s).toArray();
    for (const QJsonValue &each : list) {
        // A word of a later version says nothing to this one.
        looks.looks.append(
            {each[u"scope"].toString(),
             fromText<ScopeReading>(each[u"reading"].toString()).value_or(ScopeReading::NotTold),
             each[u"status"].toInt()});
    }
    return looks;
}

QJsonObject fieldsToJson(const QMap<QString, QString> &fields)
{
    QJsonObject object;
    for (auto it = fields.begin(); it != fields.end(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

QMap<QString, QString> fieldsFromJson(const QJsonObject &object)
{
    QMap<QString, QString> fields;
    for (auto it = object.begin(); it != object.end(); ++it)
        fields.insert(it.key(), it.value().toString());
    return fields;
}

QJsonObject sealedPart(const Connection &connection)
{
    QJsonObject object{
        {u"name"_s, connection.name},
        {u"heldBy"_s, connection.heldBy},
        {u"shutOffPage"_s, connection.shutOffPage.toString(QUrl::FullyEncoded)},
        {u"owner"_s, connection.owner},
        {u"purpose"_s, connection.purpose},
        {u"jobs"_s, textsToJson(connection.jobs)},
        {u"scopes"_s, textsToJson(connection.scopes)},
        {u"publicFields"_s, fieldsToJson(connection.publicFields)},
        {u"baseUrl"_s, connection.baseUrl.toString(QUrl::FullyEncoded)},
        {u"reach"_s, toText(connection.reach)},
        {u"authority"_s, connection.trustedAuthorityPem},
        {u"notes"_s, connection.notes},
    };
    if (connection.heldSince)
        object.insert(u"heldSince"_s, connection.heldSince->toString(Qt::ISODate));
    if (connection.lastTest)
        object.insert(u"lastTest"_s, testToJson(*connection.lastTest));
    if (connection.lastLooks)
        object.insert(u"lastLooks"_s, looksToJson(*connection.lastLooks));
    return object;
}

Result<void> readSealedPart(const QJsonObject &object, Connection &connection)
{
    connection.name = object.value(u"name"_s).toString();
    connection.heldBy = object.value(u"heldBy"_s).toString();
    connection.heldSince = dayFromSql(object.value(u"heldSince"_s).toVariant());
    connection.shutOffPage = QUrl(object.value(u"shutOffPage"_s).toString());
    connection.owner = object.value(u"owner"_s).toString();
    connection.purpose = object.value(u"purpose"_s).toString();
    connection.jobs = textsFromJson(object.value(u"jobs"_s));
    connection.scopes = textsFromJson(object.value(u"scopes"_s));
    connection.publicFields = fieldsFromJson(object.value(u"publicFields"_s).toObject());
    connection.baseUrl = QUrl(object.value(u"baseUrl"_s).toString());
    TRY(reach, wordFromSql<NetworkReach>(object.value(u"reach"_s).toVariant()));
    connection.reach = reach;
    connection.trustedAuthorityPem = object.value(u"authority"_s).toString();
    connection.notes = object.value(u"notes"_s).toString();
    if (object.contains(u"lastTest"_s))
        connection.lastTest = testFromJson(object.value(u"lastTest"_s).toObject());
    if (object.contains(u"lastLooks"_s))
        connection.lastLooks = looksFromJson(object.value(u"lastLooks"_s).toObject());
    return {};
}

QString columns()
{
    return u"id, app, environment, custody, auth, boundary, paused, checked, look_again_on, "
           "created_at, revision, sealed"_s;
}

Result<Connection> fromRow(const Session &session, const QSqlQuery &row)
{
    Connection connection;
    const QString id = row.value(0).toString();
    connection.id = ConnectionId(id);
    connection.app = row.value(1).toString();
    TRY(environment, wordFromSql<Environment>(row.value(2)));
    connection.environment = environment;
    TRY(custody, wordFromSql<Custody>(row.value(3)));
    connection.custody = custody;
    TRY(auth, wordFromSql<AuthKind>(row.value(4)));
    connection.auth = auth;
    connection.boundary = BoundaryId(row.value(5).toString());
    connection.paused = row.value(6).toBool();
    TRY(checked, wordFromSql<Answer>(row.value(7)));
    connection.checked = checked;
    connection.lookAgainOn = dayFromSql(row.value(8));
    connection.createdAt = timeFromSql(row.value(9));
    connection.revision = row.value(10).toLongLong();
    TRY(object, session.unseal(row.value(11), placeOf(id)));
    TRY_DONE(readSealedPart(object, connection));
    return connection;
}

Result<QList<Connection>> listWhere(Session &session,
                                    const QString &condition,
                                    const QVariantList &values)
{
    QList<Connection> connections;
    TRY_DONE(session.select(u"SELECT "_s % columns() % u" FROM connections"_s % condition
                                % u" ORDER BY created_at, id"_s,
                            values,
                            [&](const QSqlQuery &row) -> Result<void> {
                                TRY(connection, fromRow(session, row));
                                connections.append(connection);
                                return {};
                            }));
    return connections;
}

} // namespace

Result<void> ConnectionRepository::insert(Transaction &tx, const Connection &connection)
{
    Session &session = tx.session();
    const QString id = connection.id.text();
    TRY(sealed, session.seal(sealedPart(connection), placeOf(id)));
    TRY_DONE(session.change(u"INSERT INTO connections ("_s % columns()
                                % u") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                            {id,
                             connection.app,
                             toText(connection.environment),
                             toText(connection.custody),
                             toText(connection.auth),
                             textOrNull(connection.boundary.text()),
                             int(connection.paused),
                             toText(connection.checked),
                             toSql(connection.lookAgainOn),
                             toSql(connection.createdAt),
                             connection.revision,
                             sealed}));
    return {};
}

Result<void> ConnectionRepository::update(Transaction &tx, const Connection &connection)
{
    Session &session = tx.session();
    const QString id = connection.id.text();
    TRY(sealed, session.seal(sealedPart(connection), placeOf(id)));
    TRY(rows,
        session.change(u"UPDATE connections SET app = ?, environment = ?, custody = ?, auth = ?, "
                       "boundary = ?, paused = ?, checked = ?, look_again_on = ?, "
                       "revision = revision + 1, sealed = ? WHERE id = ? AND revision = ?"_s,
                       {connection.app,
                        toText(connection.environment),
                        toText(connection.custody),
                        toText(connection.auth),
                        textOrNull(connection.boundary.text()),
                        int(connection.paused),
                        toText(connection.checked),
                        toSql(connection.lookAgainOn),
                        sealed,
                        id,
                        connection.revision}));
    return checkRevision(session, rows, u"connections"_s, id);
}

Result<Connection> ConnectionRepository::get(ReadView &view, const ConnectionId &id)
{
    TRY(found, listWhere(view.session(), u" WHERE id = ?"_s, {id.text()}));
    if (found.isEmpty())
        return notThereAnyMore(placeOf(id.text()));
    return found.first();
}

Result<QList<Connection>> ConnectionRepository::list(ReadView &view)
{
    return listWhere(view.session(), {}, {});
}

Result<void> ConnectionRepository::remove(Transaction &tx, const ConnectionId &id)
{
    return changeOne(tx.session(),
                     u"DELETE FROM connections WHERE id = ?"_s,
                     {id.text()},
                     placeOf(id.text()));
}

} // namespace drawbridge
