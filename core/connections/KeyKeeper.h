// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/base/Result.h"
#include "core/base/SecretBytes.h"
#include "core/model/Credential.h"
#include "core/storage/IntentRepository.h"

#include <QMap>

#include <functional>

namespace drawbridge {

class Database;
class SecretStore;
class Transaction;

/// Puts the values of credentials into the secret store and takes them out again, so that a crash at any moment
/// leaves neither a value without its record nor a record without its value: the two stores cannot share a
/// transaction, so an intent is committed first. Blocking; thread-safe; all parts outlive it.
class KeyKeeper
{
public:
    struct Parts
    {
        Database &database;
        SecretStore &store;
        const Clock &clock;
        Random &random;
        QString workspaceId;
        SharedSecret fingerprintKey;
        /// An error for the owner when the keys are not in `store` any more; asked before it is written to, and where
        /// it does not give what it should.
        std::function<Result<void>()> checkStore = {};
    };
    explicit KeyKeeper(const Parts &parts);

    using Secrets = QMap<QString, SharedSecret>;

    /// Several fields are kept as one JSON object; one field as its bare value, so that other tools can read it.
    [[nodiscard]] static SharedSecret joined(const Secrets &secrets);
    /// The opposite: a bare value comes back as {"value": it}.
    [[nodiscard]] static Secrets parted(const SharedSecret &value, qsizetype fields);

    /// Fills in storeKey, fingerprint and sealedValue of `version`, keeps the value, and then calls `record` in a transaction
    /// that also ends the intent. If that fails, the value is taken out again.
    Result<void> keep(CredentialVersion &version,
                      const SharedSecret &value,
                      const QString &label,
                      const std::function<Result<void>(Transaction &)> &record);
    /// Puts `value` in the place of the one that `version` has, for what a provider gives only once: it is safe in the
    /// store before the old one goes, and if this process dies in between, the next one goes on with the new one.
    /// `record` is called in the transaction that makes it so, after `version` was filled in and stored. If this
    /// fails, the old value is still the one in use, and `value` is the caller's to try again with.
    Result<void> exchange(CredentialVersion &version,
                          const SharedSecret &value,
                          const QString &label,
                          const std::function<Result<void>(Transaction &)> &record);
    [[nodiscard]] Result<SharedSecret> read(const CredentialVersion &version) const;
    /// Calls `record`, which forgets the versions, in a transaction that begins intents to remove their values;
    /// then removes them. What cannot be removed now is removed by clearIntents() later.
    Result<void> forget(const QList<CredentialVersion> &versions,
                        const std::function<Result<void>(Transaction &)> &record);
    /// Finishes what an earlier run was killed in. A store that is locked now leaves the intents for later.
    Result<int> clearIntents();

private:
    /// Asks whether this store is the one to write to and nobody is moving the keys, and writes down what is to come.
    Result<IntentId> begin(Transaction &tx, const QString &kind, const QJsonObject &payload) const;
    /// Ends the intents of keep() and forget(): the entry stays if a record names it.
    Result<void> settleEntry(const Intent &intent);
    /// Ends the intent of exchange(): forward if the new value is in the store.
    Result<void> settleExchange(const Intent &intent);
    Result<void> clear(const IntentId &intent);
    [[nodiscard]] Result<void> checkStore() const;

    Parts m;
};

} // namespace drawbridge
