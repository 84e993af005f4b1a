// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/ShutOffRepository.h"

#include "core/storage/RowErrors.h"
#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString placeOf(const QString &id)
{
    return u"shut_offs/"_s % id;
}

QString columns()
{
    return u"id, connection, version, phase, requested_at, next_check, revision, sealed"_s;
}

QJsonValue timeOrNull(const std::optional<QDateTime> &time)
{
    return time ? timeToJson(*time) : QJsonValue();
}

std::optional<QDateTime> timeIfThere(const QJsonValue &value)
{
    return value.isNull() || value.isUndefined() ? std::nullopt
                                                 : std::optional(timeFromJson(value));
}

QJsonValue unheardToJson(const std::optional<UnheardRenewal> &unheard)
{
    if (!unheard)
        return {};
    return QJsonObject{{u"at"_s, timeToJson(unheard->at)},
                       {u"endsBy"_s, timeOrNull(unheard->endsBy)}};
}

std::optional<UnheardRenewal> unheardFromJson(const QJsonValue &value)
{
    if (!value.isObject())
        return std::nullopt;
    const QJsonObject object = value.toObject();
    return UnheardRenewal{timeFromJson(object.value(u"at"_s)),
                          timeIfThere(object.value(u"endsBy"_s))};
}

QJsonArray checksToJson(const QList<ShutOffCheck> &checks)
{
    QJsonArray list;
    for (const ShutOffCheck &check : checks)
        list.append(QJsonObject{{u"at"_s, timeToJson(check.at)},
                                {u"verdict"_s, toText(check.verdict)},
                                {u"status"_s, check.status},
                                {u"why"_s, check.why}});
    return list;
}

Result<QList<ShutOffCheck>> checksFromJson(const QJsonArray &list)
{
    QList<ShutOffCheck> checks;
    for (const QJsonValue &value : list) {
        const QJsonObject object = value.toObject();
        ShutOffCheck check;
        check.at = timeFromJson(object.value(u"at"_s));
        TRY(verdict, wordFromSql<CheckVerdict>(object.value(u"verdict"_s).toVariant()));
        check.verdict = verdict;
        check.status = object.value(u"status"_s).toInt();
        check.why = object.value(u"why"_s).toString();
        checks.append(check);
    }
    return checks;
}

QJsonObject fieldsToJson(const QMap<QString, QString> &fields)
{
    QJsonObject object;
    for (auto it = fields.begin(); it != fields.end(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

QJsonObject sealedPart(const KeyShutOff &shutOff)
{
    return {{u"keyNumber"_s, shutOff.keyNumber},
            {u"authority"_s, shutOff.authority.text()},
            {u"toldByCall"_s, shutOff.toldByCall},
            {u"answer"_s, shutOff.answer},
            {u"doneByHandAt"_s, timeOrNull(shutOff.doneByHandAt)},
            {u"unheard"_s, unheardToJson(shutOff.unheard)},
            {u"seenGoneAt"_s, timeOrNull(shutOff.seenGoneAt)},
            {u"refusedSince"_s, timeOrNull(shutOff.refusedSince)},
            {u"refusals"_s, shutOff.refusals},
            {u"tries"_s, shutOff.tries},
            {u"checks"_s, checksToJson(shutOff.checks)},
            {u"notBefore"_s, timeOrNull(shutOff.notBefore)},
            {u"whyUncheckable"_s, shutOff.whyUncheckable},
            {u"publicFields"_s, fieldsToJson(shutOff.publicFields)},
            {u"page"_s, shutOff.page.toString(QUrl::FullyEncoded)},
            {u"steps"_s, textsToJson(shutOff.steps)},
            {u"stillLive"_s, textsToJson(shutOff.stillLive)},
            {u"valueWiped"_s, shutOff.valueWiped}};
}

Result<void> readSealedPart(const QJsonObject &object, KeyShutOff &shutOff)
{
    shutOff.keyNumber = object.value(u"keyNumber"_s).toInt(1);
    shutOff.authority = ConnectionId(object.value(u"authority"_s).toString());
    shutOff.toldByCall = object.value(u"toldByCall"_s).toBool();
    shutOff.answer = object.value(u"answer"_s).toString();
    shutOff.doneByHandAt = timeIfThere(object.value(u"doneByHandAt"_s));
    shutOff.unheard = unheardFromJson(object.value(u"unheard"_s));
    shutOff.seenGoneAt = timeIfThere(object.value(u"seenGoneAt"_s));
    shutOff.refusedSince = timeIfThere(object.value(u"refusedSince"_s));
    shutOff.refusals = object.value(u"refusals"_s).toInt();
    shutOff.tries = object.value(u"tries"_s).toInt();
    TRY(checks, checksFromJson(object.value(u"checks"_s).toArray()));
    shutOff.checks = checks;
    shutOff.notBefore = timeIfThere(object.value(u"notBefore"_s));
    shutOff.whyUncheckable = object.value(u"whyUncheckable"_s).toString();
    const QJsonObject fields = object.value(u"publicFields"_s).toObject();
    for (auto it = fields.begin(); it != fields.end(); ++it)
        shutOff.publicFields.insert(it.key(), it.value().toString());
    shutOff.page = QUrl(object.value(u"page"_s).toString(), QUrl::StrictMode);
    shutOff.steps = textsFromJson(object.value(u"steps"_s));
    shutOff.stillLive = textsFromJson(object.value(u"stillLive"_s));
    shutOff.valueWiped = object.value(u"valueWiped"_s).toBool();
    return {};
}

Result<KeyShutOff> fromRow(const Session &session, const QSqlQuery &row)
{
    KeyShutOff shutOff;
    const QString id = row.value(0).toString();
    shutOff.id = ShutOffId(id);
    shutOff.connection = ConnectionId(row.value(1).toString());
    shutOff.version = CredentialVersionId(row.value(2).toString());
    TRY(phase, wordFromSql<ShutOffPhase>(row.value(3)));
    shutOff.phase = phase;
    shutOff.requestedAt = timeFromSql(row.value(4));
    if (!row.value(5).isNull())
        shutOff.nextCheck = timeFromSql(row.value(5));
    shutOff.revision = row.value(6).toLongLong();
    TRY(object, session.unseal(row.value(7), placeOf(id)));
    TRY_DONE(readSealedPart(object, shutOff));
    return shutOff;
}

Result<QList<KeyShutOff>> listWhere(Session &session,
                                    const QString &condition,
                                    const QVariantList &values)
{
    QList<KeyShutOff> found;
    TRY_DONE(session.select(u"SELECT "_s % columns() % u" FROM shut_offs"_s % condition
                                % u" ORDER BY requested_at, id"_s,
                            values,
                            [&](const QSqlQuery &row) -> Result<void> {
                                TRY(shutOff, fromRow(session, row));
                                found.append(shutOff);
                                return {};
                            }));
    return found;
}

} // namespace

Result<void> ShutOffRepository::insert(Transaction &tx, const KeyShutOff &shutOff)
{
    Session &session = tx.session();
    TRY(sealed, session.seal(sealedPart(shutOff), placeOf(shutOff.id.text())));
    TRY_DONE(session.change(u"INSERT INTO shut_offs ("_s % columns()
                                % u") VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s,
                            {shutOff.id.text(),
                             shutOff.connection.text(),
                             shutOff.version.text(),
                             toText(shutOff.phase),
                             toSql(shutOff.requestedAt),
                             toSql(shutOff.nextCheck),
                             shutOff.revision,
                             sealed}));
    return {};
}

Result<void> ShutOffRepository::update(Transaction &tx, const KeyShutOff &shutOff)
{
    Session &session = tx.session();
    TRY(sealed, session.seal(sealedPart(shutOff), placeOf(shutOff.id.text())));
    TRY(rows,
        session.change(u"UPDATE shut_offs SET phase = ?, next_check = ?, revision = revision + 1, "
                       "sealed = ? WHERE id = ? AND revision = ?"_s,
                       {toText(shutOff.phase),
                        toSql(shutOff.nextCheck),
                        sealed,
                        shutOff.id.text(),
                        shutOff.revision}));
    return checkRevision(session, rows, u"shut_offs"_s, shutOff.id.text());
}

Result<KeyShutOff> ShutOffRepository::get(ReadView &view, const ShutOffId &id)
{
    TRY(found, listWhere(view.session(), u" WHERE id = ?"_s, {id.text()}));
    if (found.isEmpty())
        return notThereAnyMore(placeOf(id.text()));
    return found.first();
}

Result<QList<KeyShutOff>> ShutOffRepository::list(ReadView &view)
{
    return listWhere(view.session(), {}, {});
}

Result<QList<KeyShutOff>> ShutOffRepository::listOf(ReadView &view, const ConnectionId &id)
{
    return listWhere(view.session(), u" WHERE connection = ?"_s, {id.text()});
}

Result<void> ShutOffRepository::removeOf(Transaction &tx, const ConnectionId &id)
{
    TRY_DONE(tx.session().change(u"DELETE FROM shut_offs WHERE connection = ?"_s, {id.text()}));
    return {};
}

} // namespace drawbridge
