// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/RotationRepository.h"

#include "core/storage/RowErrors.h"
#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString placeOf(const QString &id)
{
    return u"rotations/"_s % id;
}

QString columns()
{
    return u"id, connection, credential, old_version, new_version, phase, is_over, requested_at, "
           "next_try, revision, sealed"_s;
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

template<typename Word>
Result<void> readWord(const QJsonObject &object, const QString &name, Word &word)
{
    TRY(found, wordFromSql<Word>(object.value(name).toVariant()));
    word = found;
    return {};
}

QJsonArray placesToJson(const QList<HandOver> &places)
{
    QJsonArray list;
    for (const HandOver &place : places)
        list.append(QJsonObject{{u"placement"_s, place.placement.text()},
                                {u"place"_s, place.place.text()},
                                {u"name"_s, place.name},
                                {u"doneAt"_s, timeOrNull(place.doneAt)}});
    return list;
}

QJsonArray momentsToJson(const QList<RotationMoment> &moments)
{
    QJsonArray list;
    for (const RotationMoment &moment : moments)
        list.append(
            QJsonObject{{u"phase"_s, toText(moment.phase)}, {u"at"_s, timeToJson(moment.at)}});
    return list;
}

QJsonObject sealedPart(const Rotation &rotation)
{
    return {{u"oldNumber"_s, rotation.oldNumber},
            {u"way"_s, toText(rotation.way)},
            {u"fate"_s, toText(rotation.fate)},
            {u"canList"_s, rotation.canList},
            {u"signsIn"_s, rotation.signsIn},
            {u"need"_s, toText(rotation.need)},
            {u"authority"_s, rotation.authority.text()},
            {u"label"_s, rotation.label},
            {u"knownIds"_s, textsToJson(rotation.knownIds)},
            {u"listed"_s, rotation.listed},
            {u"asked"_s, rotation.asked},
            {u"newKeyId"_s, rotation.newKeyId},
            {u"made"_s, rotation.made},
            {u"inUse"_s, rotation.inUse},
            {u"lostKeys"_s, rotation.lostKeys},
            {u"oldCould"_s, textsToJson(rotation.oldCould)},
            {u"places"_s, placesToJson(rotation.places)},
            {u"overlapHours"_s, rotation.overlapHours},
            {u"startsAt"_s, timeOrNull(rotation.startsAt)},
            {u"endsOldAt"_s, timeOrNull(rotation.endsOldAt)},
            {u"oldEnd"_s, toText(rotation.oldEnd)},
            {u"newEnd"_s, toText(rotation.newEnd)},
            {u"tested"_s, rotation.tested},
            {u"problem"_s, rotation.problem},
            {u"tries"_s, rotation.tries},
            {u"moments"_s, momentsToJson(rotation.moments)}};
}

Result<void> readSealedPart(const QJsonObject &object, Rotation &rotation)
{
    rotation.oldNumber = object.value(u"oldNumber"_s).toInt(1);
    TRY_DONE(readWord(object, u"way"_s, rotation.way));
    TRY_DONE(readWord(object, u"fate"_s, rotation.fate));
    rotation.canList = object.value(u"canList"_s).toBool();
    rotation.signsIn = object.value(u"signsIn"_s).toBool();
    TRY_DONE(readWord(object, u"need"_s, rotation.need));
    rotation.authority = ConnectionId(object.value(u"authority"_s).toString());
    rotation.label = object.value(u"label"_s).toString();
    rotation.knownIds = textsFromJson(object.value(u"knownIds"_s));
    rotation.listed = object.value(u"listed"_s).toBool();
    rotation.asked = object.value(u"asked"_s).toBool();
    rotation.newKeyId = object.value(u"newKeyId"_s).toString();
    rotation.made = object.value(u"made"_s).toBool();
    rotation.inUse = object.value(u"inUse"_s).toBool();
    rotation.lostKeys = object.value(u"lostKeys"_s).toInt();
    rotation.oldCould = textsFromJson(object.value(u"oldCould"_s));
    for (const QJsonValue value : object.value(u"places"_s).toArray()) {
        const QJsonObject place = value.toObject();
        rotation.places.append({PlacementId(place.value(u"placement"_s).toString()),
                                PlaceId(place.value(u"place"_s).toString()),
                                place.value(u"name"_s).toString(),
                                timeIfThere(place.value(u"doneAt"_s))});
    }
    rotation.overlapHours = object.value(u"overlapHours"_s).toInt();
    rotation.startsAt = timeIfThere(object.value(u"startsAt"_s));
    rotation.endsOldAt = timeIfThere(object.value(u"endsOldAt"_s));
    TRY_DONE(readWord(object, u"oldEnd"_s, rotation.oldEnd));
    TRY_DONE(readWord(object, u"newEnd"_s, rotation.newEnd));
    rotation.tested = object.value(u"tested"_s).toString();
    rotation.problem = object.value(u"problem"_s).toString();
    rotation.tries = object.value(u"tries"_s).toInt();
    for (const QJsonValue value : object.value(u"moments"_s).toArray()) {
        RotationMoment moment;
        TRY_DONE(readWord(value.toObject(), u"phase"_s, moment.phase));
        moment.at = timeFromJson(value.toObject().value(u"at"_s));
        rotation.moments.append(moment);
    }
    return {};
}

Result<Rotation> fromRow(const Session &session, const QSqlQuery &row)
{
    Rotation rotation;
    const QString id = row.value(0).toString();
    rotation.id = RotationId(id);
    rotation.connection = ConnectionId(row.value(1).toString());
    rotation.credential = CredentialId(row.value(2).toString());
    rotation.oldVersion = CredentialVersionId(row.value(3).toString());
    rotation.newVersion = CredentialVersionId(row.value(4).toString());
    TRY(phase, wordFromSql<RotationPhase>(row.value(5)));
    rotation.phase = phase;
    rotation.requestedAt = timeFromSql(row.value(7));
    if (!row.value(8).isNull())
        rotation.nextTry = timeFromSql(row.value(8));
    rotation.revision = row.value(9).toLongLong();
    TRY(object, session.unseal(row.value(10), placeOf(id)));
    TRY_DONE(readSealedPart(object, rotation));
    return rotation;
}

Result<QList<Rotation>> listWhere(Session &session,
                                  const QString &condition,
                                  const QVariantList &values)
{
    QList<Rotation> found;
    TRY_DONE(session.select(u"SELECT "_s % columns() % u" FROM rotations"_s % condition
                                % u" ORDER BY requested_at, id"_s,
                            values,
                            [&](const QSqlQuery &row) -> Result<void> {
                                TRY(rotation, fromRow(session, row));
                                found.append(rotation);
                                return {};
                            }));
    return found;
}

} // namespace

Result<void> RotationRepository::insert(Transaction &tx, const Rotation &rotation)
{
    Session &session = tx.session();
    TRY(sealed, session.seal(sealedPart(rotation), placeOf(rotation.id.text())));
    TRY_DONE(session.change(u"INSERT INTO rotations ("_s % columns()
                                % u") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                            {rotation.id.text(),
                             rotation.connection.text(),
                             rotation.credential.text(),
                             rotation.oldVersion.text(),
                             rotation.newVersion.text(),
                             toText(rotation.phase),
                             rotation.isOver() ? 1 : 0,
                             toSql(rotation.requestedAt),
                             toSql(rotation.nextTry),
                             rotation.revision,
                             sealed}));
    return {};
}

Result<void> RotationRepository::update(Transaction &tx, const Rotation &rotation)
{
    Session &session = tx.session();
    TRY(sealed, session.seal(sealedPart(rotation), placeOf(rotation.id.text())));
    TRY(rows,
        session.change(u"UPDATE rotations SET phase = ?, is_over = ?, next_try = ?, "
                       "revision = revision + 1, sealed = ? WHERE id = ? AND revision = ?"_s,
                       {toText(rotation.phase),
                        rotation.isOver() ? 1 : 0,
                        toSql(rotation.nextTry),
                        sealed,
                        rotation.id.text(),
                        rotation.revision}));
    return checkRevision(session, rows, u"rotations"_s, rotation.id.text());
}

Result<Rotation> RotationRepository::get(ReadView &view, const RotationId &id)
{
    TRY(found, listWhere(view.session(), u" WHERE id = ?"_s, {id.text()}));
    if (found.isEmpty())
        return notThereAnyMore(placeOf(id.text()));
    return found.first();
}

Result<QList<Rotation>> RotationRepository::list(ReadView &view)
{
    return listWhere(view.session(), {}, {});
}

Result<QList<Rotation>> RotationRepository::listOf(ReadView &view, const ConnectionId &id)
{
    return listWhere(view.session(), u" WHERE connection = ?"_s, {id.text()});
}

Result<std::optional<Rotation>> RotationRepository::openOf(ReadView &view, const CredentialId &id)
{
    TRY(found, listWhere(view.session(), u" WHERE credential = ? AND is_over = 0"_s, {id.text()}));
    return found.isEmpty() ? std::optional<Rotation>() : std::optional(found.first());
}

Result<void> RotationRepository::removeOf(Transaction &tx, const ConnectionId &id)
{
    TRY_DONE(tx.session().change(u"DELETE FROM rotations WHERE connection = ?"_s, {id.text()}));
    return {};
}

} // namespace drawbridge
