// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets/SecretStore.h"

#include <chrono>
#include <memory>

namespace drawbridge {

/// How long the keychain may take before we go on without it.
struct KeychainTimes
{
    std::chrono::milliseconds answer = std::chrono::seconds(8);
    std::chrono::milliseconds prompt =
        std::chrono::minutes(2); ///< while the owner types in unlock()
};

/// The keychain of the owner's login: the Secret Service on Linux, tried with gnome-keyring
/// (KWallet is not tried). A locked keychain is never mistaken for an empty one, and nothing is
/// ever written in the clear where there is none. Needs a QCoreApplication, which may be blocked
/// meanwhile.
class KeychainStore final : public SecretStore
{
public:
    explicit KeychainStore(KeychainTimes times = {});
    ~KeychainStore() override;

    [[nodiscard]] SecretsKind kind() const override { return SecretsKind::Keychain; }
    [[nodiscard]] QString description() const override;
    [[nodiscard]] qsizetype maxValueSize() const override;
    [[nodiscard]] StoreStatus status() override;

    Result<void> create(const SecretBytes &passphrase) override;
    Result<void> unlock(const SecretBytes &passphrase) override;
    void lock() override;
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
