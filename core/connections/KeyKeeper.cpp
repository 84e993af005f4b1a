// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/KeyKeeper.h"

#include "core/base/Log.h"
#include "core/crypto/Digest.h"
#include "core/secrets/LongValue.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/IntentRepository.h"
#include "core/storage/LeaseRepository.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

// An intent's payload names the entry only; both kinds end with the entry matching the records.
const QString keepIntent = u"keep-secret"_s;
const QString forgetIntent = u"forget-secret"_s;

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
        return begin(tx, keepIntent, version.storeKey);
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

Result<IntentId> KeyKeeper::begin(Transaction &tx, const QString &kind, const QString &entry) const
{
    // Whoever moves the keys takes the lease only while no intent of a living process is there, so what is right now
    // stays so until this intent is cleared.
    TRY_DONE(LeaseRepository::checkFree(tx, moveSecretsLease));
    TRY_DONE(checkStore());
    return IntentRepository::add(tx, kind, {{u"entry"_s, entry}});
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
            TRY(intent, begin(tx, forgetIntent, version.storeKey));
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
        TRY_DONE(m.database.write<void>(
            [id = intent](Transaction &tx) { return IntentRepository::clear(tx, id); }));
    }
    return {};
}

Result<int> KeyKeeper::clearIntents()
{
    // Those of living processes are left alone: they may be between the store and their record right now.
    TRY(intents, IntentRepository::abandoned(m.database));
    int cleared = 0;
    for (const Intent &intent : intents) {
        if (intent.kind != keepIntent && intent.kind != forgetIntent)
            continue;
        const QString entry = intent.payload.value(u"entry"_s).toString();
        TRY(recorded, m.database.read<bool>([&](ReadView &db) {
            return CredentialRepository::hasEntry(db, entry);
        }));
        if (!recorded)
            TRY_DONE(m.store.remove({m.workspaceId, entry}));
        TRY_DONE(m.database.write<void>(
            [id = intent.id](Transaction &tx) { return IntentRepository::clear(tx, id); }));
        ++cleared;
    }
    return cleared;
}

} // namespace drawbridge
