// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Random.h"
#include "core/crypto/Scrypt.h"
#include "core/secrets/SecretStore.h"

#include <chrono>
#include <memory>

namespace drawbridge {

struct VaultOptions
{
    ScryptCost costOfNewVaults;
    std::chrono::milliseconds patience = std::chrono::seconds(10); ///< with another writer
};

/// Secrets in one sealed file under a passphrase, for computers without a keychain. Any number of
/// processes may use the same file; each sees what the others wrote. docs/vault-format.md tells the
/// format. Besides SecretStore's errors: Busy (another process holds the file), Unavailable (the
/// disk is full or fails; what was there is untouched).
class VaultFileStore final : public SecretStore
{
public:
    /// `vault.drawbridge` in `folder`, which exists with mode 0700. `random` outlives the store.
    VaultFileStore(QString folder, Random &random, VaultOptions options = {});
    ~VaultFileStore() override;

    [[nodiscard]] SecretsKind kind() const override { return SecretsKind::Vault; }
    [[nodiscard]] QString description() const override;
    [[nodiscard]] qsizetype maxValueSize() const override;
    [[nodiscard]] StoreStatus status() override;

    Result<void> create(const SecretBytes &passphrase) override;
    Result<void> unlock(const SecretBytes &passphrase) override;
    void lock() override;
    /// Makes a new key as well, so that an old copy of the file with the old passphrase opens only
    /// itself. Other processes find the vault locked.
    Result<void> changePassphrase(const SecretBytes &current, const SecretBytes &next) override;

    Result<SecretBytes> read(const SecretName &name) override;
    Result<void> write(const SecretName &name,
                       const SecretBytes &value,
                       const QString &label) override;
    Result<void> remove(const SecretName &name) override;
    Result<QStringList> purposes(const QString &workspace) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace drawbridge
