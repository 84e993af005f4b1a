// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets/SecretStore.h"

#include <QSemaphore>

#include <functional>
#include <map>
#include <mutex>
#include <optional>

namespace drawbridge {

/// A secret store in memory that fails, waits or breaks off when a test tells it to, and keeps a
/// record.
class FakeSecretStore final : public SecretStore
{
public:
    enum class Call { Read, Write, Remove, Unlock };

    explicit FakeSecretStore(SecretsKind kind = SecretsKind::Keychain);
    ~FakeSecretStore() override;

    /// What every call but status() answers from now on while the state is not Ready.
    void setStatus(StoreStatus status);
    void setMaxValueSize(qsizetype size);
    /// A vault's passphrase; unlock() and changePassphrase() compare with it.
    void setPassphrase(const QByteArray &passphrase);

    /// The next `call` fails with `error` and does nothing.
    void failNext(Call call, Error error);
    /// The next `call` is carried out and then fails all the same, as when the answer is lost.
    void failAfterNext(Call call, Error error);
    /// Runs within the next `call`, after its effect: the place to kill the process.
    void afterNext(Call call, std::function<void()> action);
    /// From now on `call` blocks until release() was called once for each.
    void hold(Call call);
    void release(int calls = 1);

    [[nodiscard]] QList<SecretName> names() const;
    [[nodiscard]] QString labelOf(const SecretName &name) const;
    /// As another program of the login would do it.
    void drop(const SecretName &name);
    /// "write <purpose>", oldest first, with the failed ones.
    [[nodiscard]] QStringList record() const;

    [[nodiscard]] SecretsKind kind() const override;
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
    struct Entry
    {
        SecretBytes value;
        QString label;
    };
    struct Plan
    {
        std::optional<Error> before;
        std::optional<Error> after;
        std::function<void()> action;
        bool held = false;
    };

    [[nodiscard]] Result<void> begin(Call call, const QString &what);
    [[nodiscard]] Result<void> end(Call call);
    [[nodiscard]] Result<void> checkReady() const;

    const SecretsKind m_kind;
    mutable std::mutex m_mutex;
    StoreStatus m_status;
    qsizetype m_maxValueSize = 65536;
    QByteArray m_passphrase;
    std::map<SecretName, Entry> m_entries;
    std::map<Call, Plan> m_plans;
    QStringList m_record;
    QSemaphore m_gate;
};

} // namespace drawbridge
