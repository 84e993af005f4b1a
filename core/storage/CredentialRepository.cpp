// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/CredentialRepository.h"

#include "core/storage/RowErrors.h"
#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString placeOf(const CredentialId &id)
{
    return u"credentials/"_s % id.text();
}

QString placeOf(const CredentialVersionId &id)
{
    return u"credential_versions/"_s % id.text();
}

QString placeOfFields(const CredentialVersionId &id)
{
    return u"former_fields/"_s % id.text();
}

QVariant bytesOrNull(const QByteArray &bytes)
{
    return bytes.isEmpty() ? QVariant(QMetaType::fromType<QByteArray>()) : QVariant(bytes);
}

QJsonObject grantToJson(const GrantState &grant)
{
    QJsonObject object{{u"signedInAt"_s, timeToJson(grant.signedInAt)},
                       {u"refreshedAt"_s, timeToJson(grant.refreshedAt)},
                       {u"refreshable"_s, grant.refreshable},
                       {u"scopes"_s, textsToJson(grant.scopes)},
                       {u"scopesKnown"_s, grant.scopesKnown},
                       {u"triedAt"_s, timeToJson(grant.triedAt)},
                       {u"failures"_s, grant.failures},
                       {u"fault"_s, toText(grant.fault)},
                       {u"explanation"_s, grant.explanation}};
    if (grant.accessEndsAt)
        object.insert(u"accessEndsAt"_s, timeToJson(*grant.accessEndsAt));
    return object;
}

Result<GrantState> grantFromJson(const QJsonObject &object)
{
    GrantState grant;
    grant.signedInAt = timeFromJson(object.value(u"signedInAt"_s));
    grant.refreshedAt = timeFromJson(object.value(u"refreshedAt"_s));
    if (const QDateTime end = timeFromJson(object.value(u"accessEndsAt"_s)); end.isValid())
        grant.accessEndsAt = end;
    grant.refreshable = object.value(u"refreshable"_s).toBool();
    grant.scopes = textsFromJson(object.value(u"scopes"_s));
    grant.scopesKnown = object.value(u"scopesKnown"_s).toBool();
    grant.triedAt = timeFromJson(object.value(u"triedAt"_s));
    grant.failures = object.value(u"failures"_s).toInt();
    TRY(fault, wordFromSql<RefreshFault>(object.value(u"fault"_s).toVariant()));
    grant.fault = fault;
    grant.explanation = object.value(u"explanation"_s).toString();
    return grant;
}

QJsonObject sealedPart(const Credential &credential)
{
    QJsonObject object{{u"label"_s, credential.label}};
    if (credential.grant)
        object.insert(u"grant"_s, grantToJson(*credential.grant));
    return object;
}

Result<CredentialVersion> versionFromRow(const QSqlQuery &row)
{
    CredentialVersion version;
    version.id = CredentialVersionId(row.value(1).toString());
    version.number = row.value(2).toInt();
    TRY(stage, wordFromSql<VersionStage>(row.value(3)));
    version.stage = stage;
    version.fingerprint = row.value(4).toByteArray();
    version.createdAt = timeFromSql(row.value(5));
    version.endsAt = dayFromSql(row.value(6));
    version.replaceBy = dayFromSql(row.value(7));
    version.storeKey = row.value(8).toString();
    version.sealedValue = row.value(9).toByteArray();
    return version;
}

Result<Credential> fromRow(const Session &session, const QSqlQuery &row)
{
    Credential credential;
    credential.id = CredentialId(row.value(0).toString());
    credential.connection = ConnectionId(row.value(1).toString());
    TRY(kind, wordFromSql<CredentialKind>(row.value(2)));
    credential.kind = kind;
    TRY(object, session.unseal(row.value(3), placeOf(credential.id)));
    credential.label = object.value(u"label"_s).toString();
    if (const QJsonValue kept = object.value(u"grant"_s); kept.isObject()) {
        TRY(grant, grantFromJson(kept.toObject()));
        credential.grant = grant;
    }
    return credential;
}

/// `condition` is about the credentials ("c").
Result<QList<Credential>> listWhere(Session &session,
                                    const QString &condition,
                                    const QVariantList &values)
{
    QList<Credential> credentials;
    QHash<QString, qsizetype> places;
    TRY_DONE(session.select(u"SELECT c.id, c.connection, c.kind, c.sealed FROM credentials c"_s
                                % condition % u" ORDER BY c.id"_s,
                            values,
                            [&](const QSqlQuery &row) -> Result<void> {
                                TRY(credential, fromRow(session, row));
                                places.insert(credential.id.text(), credentials.size());
                                credentials.append(credential);
                                return {};
                            }));
    TRY_DONE(session.select(u"SELECT v.credential, v.id, v.number, v.stage, v.fingerprint, "
                            "v.created_at, v.ends_at, v.replace_by, v.store_key, v.sealed_value "
                            "FROM credential_versions v JOIN credentials c ON c.id = v.credential"_s
                                % condition % u" ORDER BY v.number DESC"_s,
                            values,
                            [&](const QSqlQuery &row) -> Result<void> {
                                TRY(version, versionFromRow(row));
                                const qsizetype place = places.value(row.value(0).toString());
                                credentials[place].versions.append(version);
                                return {};
                            }));
    return credentials;
}

} // namespace

Result<void> CredentialRepository::insert(Transaction &tx, const Credential &credential)
{
    Session &session = tx.session();
    TRY(sealed, session.seal(sealedPart(credential), placeOf(credential.id)));
    TRY_DONE(session.change(
        u"INSERT INTO credentials (id, connection, kind, sealed) VALUES (?, ?, ?, ?)"_s,
        {credential.id.text(), credential.connection.text(), toText(credential.kind), sealed}));
    for (const CredentialVersion &version : credential.versions)
        TRY_DONE(addVersion(tx, credential.id, version));
    return {};
}

Result<void> CredentialRepository::update(Transaction &tx, const Credential &credential)
{
    TRY(sealed, tx.session().seal(sealedPart(credential), placeOf(credential.id)));
    return changeOne(tx.session(),
                     u"UPDATE credentials SET sealed = ? WHERE id = ?"_s,
                     {sealed, credential.id.text()},
                     placeOf(credential.id));
}

Result<void> CredentialRepository::addVersion(Transaction &tx,
                                              const CredentialId &id,
                                              const CredentialVersion &version)
{
    TRY_DONE(tx.session().change(u"INSERT INTO credential_versions (id, credential, number, stage, "
                                 "fingerprint, created_at, ends_at, replace_by, store_key, "
                                 "sealed_value) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                                 {version.id.text(),
                                  id.text(),
                                  version.number,
                                  toText(version.stage),
                                  version.fingerprint,
                                  toSql(version.createdAt),
                                  toSql(version.endsAt),
                                  toSql(version.replaceBy),
                                  textOrNull(version.storeKey),
                                  bytesOrNull(version.sealedValue)}));
    return {};
}

Result<void> CredentialRepository::addCurrentVersion(Transaction &tx,
                                                     const CredentialId &id,
                                                     const CredentialVersion &version)
{
    Session &session = tx.session();
    const QString step =
        u"UPDATE credential_versions SET stage = ? WHERE credential = ? AND stage = ?"_s;
    TRY_DONE(
        session.change(step,
                       {toText(VersionStage::Retired), id.text(), toText(VersionStage::Previous)}));
    TRY_DONE(
        session.change(step,
                       {toText(VersionStage::Previous), id.text(), toText(VersionStage::Current)}));
    CredentialVersion current = version;
    current.stage = VersionStage::Current;
    return addVersion(tx, id, current);
}

Result<void> CredentialRepository::setStage(Transaction &tx,
                                            const CredentialVersionId &id,
                                            VersionStage stage)
{
    return changeOne(tx.session(),
                     u"UPDATE credential_versions SET stage = ? WHERE id = ?"_s,
                     {toText(stage), id.text()},
                     placeOf(id));
}

Result<void> CredentialRepository::updateVersion(Transaction &tx, const CredentialVersion &version)
{
    return changeOne(tx.session(),
                     u"UPDATE credential_versions SET stage = ?, fingerprint = ?, ends_at = ?, "
                     "replace_by = ?, store_key = ?, sealed_value = ? WHERE id = ?"_s,
                     {toText(version.stage),
                      version.fingerprint,
                      toSql(version.endsAt),
                      toSql(version.replaceBy),
                      textOrNull(version.storeKey),
                      bytesOrNull(version.sealedValue),
                      version.id.text()},
                     placeOf(version.id));
}

Result<void> CredentialRepository::keepFields(Transaction &tx,
                                              const CredentialVersionId &id,
                                              const QMap<QString, QString> &fields)
{
    Session &session = tx.session();
    QJsonObject object;
    for (auto it = fields.begin(); it != fields.end(); ++it)
        object.insert(it.key(), it.value());
    TRY(sealed, session.seal({{u"fields"_s, object}}, placeOfFields(id)));
    TRY_DONE(session.change(u"INSERT INTO former_fields (version, sealed) VALUES (?, ?) "
                            "ON CONFLICT (version) DO UPDATE SET sealed = excluded.sealed"_s,
                            {id.text(), sealed}));
    return {};
}

Result<std::optional<QMap<QString, QString>>> CredentialRepository::fieldsOf(
    ReadView &view, const CredentialVersionId &id)
{
    Session &session = view.session();
    std::optional<QMap<QString, QString>> fields;
    TRY_DONE(session.select(u"SELECT sealed FROM former_fields WHERE version = ?"_s,
                            {id.text()},
                            [&](const QSqlQuery &row) -> Result<void> {
                                TRY(object, session.unseal(row.value(0), placeOfFields(id)));
                                fields.emplace();
                                const QJsonObject kept = object.value(u"fields"_s).toObject();
                                for (auto it = kept.begin(); it != kept.end(); ++it)
                                    fields->insert(it.key(), it.value().toString());
                                return {};
                            }));
    return fields;
}

Result<Credential> CredentialRepository::get(ReadView &view, const CredentialId &id)
{
    TRY(found, listWhere(view.session(), u" WHERE c.id = ?"_s, {id.text()}));
    if (found.isEmpty())
        return notThereAnyMore(placeOf(id));
    return found.first();
}

Result<QList<Credential>> CredentialRepository::list(ReadView &view)
{
    return listWhere(view.session(), {}, {});
}

Result<QList<Credential>> CredentialRepository::listOf(ReadView &view, const ConnectionId &id)
{
    return listWhere(view.session(), u" WHERE c.connection = ?"_s, {id.text()});
}

Result<bool> CredentialRepository::hasEntry(ReadView &view, const QString &storeKey)
{
    TRY(found,
        view.session().value(u"SELECT 1 FROM credential_versions WHERE store_key = ? LIMIT 1"_s,
                             {storeKey}));
    return found.isValid();
}

Result<void> CredentialRepository::remove(Transaction &tx, const CredentialId &id)
{
    Session &session = tx.session();
    TRY_DONE(session.change(u"DELETE FROM former_fields WHERE version IN "
                            "(SELECT id FROM credential_versions WHERE credential = ?)"_s,
                            {id.text()}));
    TRY_DONE(session.change(u"DELETE FROM credential_versions WHERE credential = ?"_s, {id.text()}));
    return changeOne(session, u"DELETE FROM credentials WHERE id = ?"_s, {id.text()}, placeOf(id));
}

Result<void> CredentialRepository::removeOf(Transaction &tx, const ConnectionId &id)
{
    Session &session = tx.session();
    TRY_DONE(session.change(u"DELETE FROM former_fields WHERE version IN "
                            "(SELECT v.id FROM credential_versions v JOIN credentials c "
                            "ON c.id = v.credential WHERE c.connection = ?)"_s,
                            {id.text()}));
    TRY_DONE(session.change(u"DELETE FROM credential_versions WHERE credential IN "
                            "(SELECT id FROM credentials WHERE connection = ?)"_s,
                            {id.text()}));
    TRY_DONE(session.change(u"DELETE FROM credentials WHERE connection = ?"_s, {id.text()}));
    return {};
}

} // namespace drawbridge
