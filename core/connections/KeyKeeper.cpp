// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/KeyKeeper.h"

#include "core/base/Log.h"
#include "core/crypto/Digest.h"
#include "core/secrets/LongValue.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/IntentRepository.h"
#include "core/storage/LeaseRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

// {"entry": name}: both end with the entry matching the records.
const QString keepIntent = u"keep-secret"_s;
const QString forgetIntent = u"forget-secret"_s;
// {"entry": new name, "old": old name, "version": id, "sealed": of a long value, "fingerprint"}.
const QString exchangeIntent = u"exchange-secret"_s;

QString base64(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QByteArray bytesOf(const QJsonValue &value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

/// The credential that has this version, if it is still there.
Result<std::optional<Credential>> credentialWith(ReadView &db, const QString &versionId)
{
    TRY(all, CredentialRepository::list(db));
    for (const Credential &credential : all) {
        for (const CredentialVersion &version : credential.versions) {
            if (version.id.text() == versionId)
                return std::optional(credential);
        }
    }
    return std::optional<Credential>();
}

} // namespace

KeyKeeper::KeyKeeper(const Parts &parts)
    : m(parts)
{}

SharedSecret KeyKeeper::joined(const Secrets &secrets)
{
    if (secrets.size() == 1)
        return secrets.first();
    QJsonObject object;
    for (auto it = secrets.begin(); it != secrets.end(); ++it)
        object.insert(it.key(), QString::fromUtf8(it.value()->reveal().toByteArray()));
    QByteArray json = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return share(SecretBytes::takeFrom(json));
}

KeyKeeper::Secrets KeyKeeper::parted(const SharedSecret &value, qsizetype fields)
{
    Secrets secrets;
    if (fields > 1) {
        QByteArray json = value->reveal().toByteArray();
        const QJsonObject object = QJsonDocument::fromJson(json).object();
        wipe(json);
        for (auto it = object.begin(); it != object.end(); ++it) {
            QString text = it.value().toString();
            secrets.insert(it.key(), share(SecretBytes::takeFrom(text)));
        }
    }
    if (secrets.isEmpty())
        secrets.insert(u"value"_s, value);
    return secrets;
}

Result<void> KeyKeeper::keep(CredentialVersion &version,
                             const SharedSecret &value,
                             const QString &label,
                             const std::function<Result<void>(Transaction &)> &record)
{
    version.storeKey = purposeOf(version.id.text(), value->size(), m.store);
    version.fingerprint = fingerprint(*m.fingerprintKey, *value);
    TRY(kept, splitForStore(*value, version.storeKey, m.store, m.random));
    version.sealedValue = kept.inWorkspace;
    const SecretName name{m.workspaceId, version.storeKey};

    TRY(intent, m.database.write<IntentId>([&](Transaction &tx) {
        return begin(tx, keepIntent, {{u"entry"_s, version.storeKey}});
    }));
    Result<void> done = m.store.write(name, kept.inStore, label);
    if (done) {
        done = m.database.write<void>([&](Transaction &tx) -> Result<void> {
            TRY_DONE(record(tx));
            return IntentRepository::clear(tx, intent);
        });
        if (done)
            return {};
    }
    // Not recorded: take the value out again. What cannot be undone now is undone by the intent later.
    const Result<void> undone = m.store.remove(name);
    if (undone) {
        const Result<void> cleared = m.database.write<void>(
            [&](Transaction &tx) { return IntentRepository::clear(tx, intent); });
        if (!cleared)
            logError(QLatin1StringView("connections"), cleared.error());
    } else {
        logError(QLatin1StringView("connections"), undone.error());
    }
    return done;
}

Result<void> KeyKeeper::exchange(CredentialVersion &version,
                                 const SharedSecret &value,
                                 const QString &label,
                                 const std::function<Result<void>(Transaction &)> &record)
{
    const QString old = version.storeKey;
    CredentialVersion changed = version;
    changed.storeKey = purposeOf(version.id.text(), value->size(), m.store);
    if (changed.storeKey == old)
        changed.storeKey = purposeOf(version.id.text() % u".2"_s, value->size(), m.store);
    changed.fingerprint = fingerprint(*m.fingerprintKey, *value);
    TRY(kept, splitForStore(*value, changed.storeKey, m.store, m.random));
    changed.sealedValue = kept.inWorkspace;

    TRY(intent, m.database.write<IntentId>([&](Transaction &tx) {
        return begin(tx,
                     exchangeIntent,
                     {{u"entry"_s, changed.storeKey},
                      {u"old"_s, old},
                      {u"version"_s, version.id.text()},
                      {u"sealed"_s, base64(changed.sealedValue)},
                      {u"fingerprint"_s, base64(changed.fingerprint)}});
    }));
    TRY_DONE(m.store.write({m.workspaceId, changed.storeKey}, kept.inStore, label));
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY_DONE(CredentialRepository::updateVersion(tx, changed));
        return record(tx);
    }));
    version = changed;
    const Result<void> removed = m.store.remove({m.workspaceId, old});
    if (!removed) {
        logError(QLatin1StringView("connections"), removed.error());
        return {}; // the intent stays, and the next start removes it
    }
    return clear(intent);
}

Result<IntentId> KeyKeeper::begin(Transaction &tx,
                                  const QString &kind,
                                  const QJsonObject &payload) const
{
    // Whoever moves the keys takes the lease only while no intent of a living process is there, so what is right now
    // stays so until this intent is cleared.
    TRY_DONE(LeaseRepository::checkFree(tx, moveSecretsLease));
    TRY_DONE(checkStore());
    return IntentRepository::add(tx, kind, payload);
}

Result<void> KeyKeeper::checkStore() const
{
    return m.checkStore ? m.checkStore() : Result<void>();
}

Result<SharedSecret> KeyKeeper::read(const CredentialVersion &version) const
{
    Result<SecretBytes> value =
        readValue(m.store, {m.workspaceId, version.storeKey}, version.sealedValue);
    if (!value)
        TRY_DONE(checkStore());
    if (!value && value.error().code == ErrorCode::NotFound)
        return Error{
            ErrorCode::NotFound,
            QCoreApplication::translate("KeyKeeper",
                                        "Your keychain no longer has this key. Somebody removed it "
                                        "there: paste the key again."),
            version.storeKey};
    if (!value)
        return value.error();
    return share(value.takeValue());
}

Result<void> KeyKeeper::forget(const QList<CredentialVersion> &versions,
                               const std::function<Result<void>(Transaction &)> &record)
{
    QList<std::pair<IntentId, QString>> intents;
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        for (const CredentialVersion &version : versions) {
            if (version.storeKey.isEmpty())
                continue;
            TRY(intent, begin(tx, forgetIntent, {{u"entry"_s, version.storeKey}}));
            intents.append({intent, version.storeKey});
        }
        return record(tx);
    }));
    for (const auto &[intent, entry] : intents) {
        const Result<void> removed = m.store.remove({m.workspaceId, entry});
        if (!removed) {
            logError(QLatin1StringView("connections"), removed.error());
            continue;
        }
        TRY_DONE(clear(intent));
    }
    return {};
}

Result<void> KeyKeeper::clear(const IntentId &intent)
{
    return m.database.write<void>(
        [&](Transaction &tx) { return IntentRepository::clear(tx, intent); });
}

Result<void> KeyKeeper::settleEntry(const Intent &intent)
{
    const QString entry = intent.payload.value(u"entry"_s).toString();
    TRY(recorded, m.database.read<bool>([&](ReadView &db) {
        return CredentialRepository::hasEntry(db, entry);
    }));
    if (!recorded)
        TRY_DONE(m.store.remove({m.workspaceId, entry}));
    return clear(intent.id);
}

Result<void> KeyKeeper::settleExchange(const Intent &intent)
{
    const QString entry = intent.payload.value(u"entry"_s).toString();
    const QString old = intent.payload.value(u"old"_s).toString();
    const QString versionId = intent.payload.value(u"version"_s).toString();
    const Result<SecretBytes> found = m.store.read({m.workspaceId, entry});
    if (!found && found.error().code != ErrorCode::NotFound)
        return found.error();
    TRY_DONE(m.database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY(holder, credentialWith(tx, versionId));
        if (!holder || !found)
            return {};
        Credential credential = *holder;
        for (CredentialVersion &version : credential.versions) {
            // Where the record names another entry than the old one, what came after is newer than this.
            if (version.id.text() != versionId || version.storeKey != old)
                continue;
            version.storeKey = entry;
            version.sealedValue = bytesOf(intent.payload.value(u"sealed"_s));
            version.fingerprint = bytesOf(intent.payload.value(u"fingerprint"_s));
            TRY_DONE(CredentialRepository::updateVersion(tx, version));
            if (credential.grant) {
                credential.grant->refreshedAt = intent.createdAt;
                credential.grant->accessEndsAt =
                    intent.createdAt; // how long it lives is not known any more
                TRY_DONE(CredentialRepository::update(tx, credential));
            }
            Event event;
            event.connection = credential.connection;
            event.type = u"credential.exchange-finished"_s;
            event.summary = QCoreApplication::translate(
                "KeyKeeper", "A key that was being exchanged when Drawbridge ended is in use now");
            TRY_DONE(EventLog::append(tx, event));
        }
        return {};
    }));
    for (const QString &name : {entry, old}) {
        TRY(recorded, m.database.read<bool>([&](ReadView &db) {
            return CredentialRepository::hasEntry(db, name);
        }));
        if (!recorded)
            TRY_DONE(m.store.remove({m.workspaceId, name}));
    }
    return clear(intent.id);
}

Result<int> KeyKeeper::clearIntents()
{
    // Those of living processes are left alone: they may be between the store and their record right now.
    TRY(intents, IntentRepository::abandoned(m.database));
    int cleared = 0;
    for (const Intent &intent : intents) {
        if (intent.kind == exchangeIntent)
            TRY_DONE(settleExchange(intent));
        else if (intent.kind == keepIntent || intent.kind == forgetIntent)
            TRY_DONE(settleEntry(intent));
        else
            continue;
        ++cleared;
    }
    return cleared;
}

} // namespace drawbridge
