// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets/VaultFileStore.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace drawbridge {

/// Stands in for the login's keychain where a test needs one that outlives the process that wrote to it: a vault in
/// a folder of its own, always open.
class StandInKeychain final : public SecretStore
{
public:
    StandInKeychain(const QString &folder, Random &random);

    /// Answers as if another keychain were behind it, or none.
    void setStatus(const StoreStatus &status) { m_status = status; }
    void setMaxValueSize(qsizetype size) { m_maxValueSize = size; }
    /// Called before its entries are listed, as others work meanwhile.
    void setBeforeListing(std::function<void()> work) { m_beforeListing = std::move(work); }
    [[nodiscard]] int writes() const { return m_writes; }
    /// How many there are, whatever their workspace.
    [[nodiscard]] int entries();

    [[nodiscard]] SecretsKind kind() const override { return SecretsKind::Keychain; }
    [[nodiscard]] QString description() const override { return QStringLiteral("A stand-in"); }
    [[nodiscard]] qsizetype maxValueSize() const override
    {
        return std::min(m_maxValueSize, m_vault.maxValueSize());
    }
    [[nodiscard]] StoreStatus status() override { return m_status; }
    Result<void> create(const SecretBytes &passphrase) override;
    Result<void> unlock(const SecretBytes &passphrase) override;
    void lock() override {}
    Result<void> changePassphrase(const SecretBytes &current, const SecretBytes &next) override;
    Result<SecretBytes> read(const SecretName &name) override;
    Result<void> write(const SecretName &name,
                       const SecretBytes &value,
                       const QString &label) override;
    Result<void> remove(const SecretName &name) override;
    Result<QStringList> purposes(const QString &workspace) override;

private:
    [[nodiscard]] Result<void> checkReady() const;

    QString m_register; ///< the file that names every workspace that ever had an entry
    VaultFileStore m_vault;
    StoreStatus m_status;
    qsizetype m_maxValueSize = std::numeric_limits<qsizetype>::max();
    int m_writes = 0;
    std::function<void()> m_beforeListing;
};

} // namespace drawbridge
