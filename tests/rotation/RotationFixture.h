// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/keeping/Opening.h"
#include "core/workspace/OpenWorkspace.h"
#include "tests/rotation/ShopUnderTest.h"

namespace drawbridge {

/// The time of this computer, moved on by so much: certificates are valid in it, and waiting takes no time.
class ShiftedClock final : public Clock
{
public:
    [[nodiscard]] QDateTime now() const override { return m_real.now().addMSecs(m_ahead); }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override
    {
        return m_real.monotonic() + std::chrono::milliseconds(m_passed);
    }
    /// Back: the wall clock alone, as a user or a faulty battery would set it.
    void advance(std::chrono::milliseconds by)
    {
        m_ahead += by.count();
        m_passed += std::max<qint64>(0, by.count());
    }
    [[nodiscard]] qint64 ahead() const { return m_ahead; }
    void setAhead(qint64 ahead) { m_ahead = ahead; }

private:
    SystemClock m_real;
    std::atomic<qint64> m_ahead = 0;
    std::atomic<qint64> m_passed = 0;
};

/// A business in a folder, opened as the door would, with a runner of its own that tests can look into. Any number of
/// them may have one folder open.
class RotationFixture
{
public:
    struct Setting
    {
        QString folder;
        std::shared_ptr<SecretStore> store; ///< a keychain
        Clock *clock = nullptr;
        Catalog catalog;
        /// What stands between it and the app; empty: nothing does.
        std::function<std::unique_ptr<HttpSender>(HttpSender &)> sender = {};
        std::function<void(const QString &)> onStep = {};
        QString actor = QStringLiteral("ada (test)");
        /// Finishes nothing that a killed process left.
        bool justLooking = false;
    };

    ~RotationFixture();
    Q_DISABLE_COPY_MOVE(RotationFixture)
    [[nodiscard]] static Result<void> create(const Setting &setting);
    [[nodiscard]] static Result<std::unique_ptr<RotationFixture>> open(const Setting &setting);

    /// A tried connection to the shop; the id of its key.
    [[nodiscard]] Result<CredentialId> connect(const ShopUnderTest &shop,
                                               const QString &name,
                                               const QByteArray &key,
                                               const std::optional<QDate> &replaceBy = {});
    [[nodiscard]] Result<Rotation> rotation(const RotationId &id);
    [[nodiscard]] Result<std::optional<Rotation>> openRotation(const CredentialId &id);
    /// Oldest first.
    [[nodiscard]] Result<QList<Rotation>> rotationsOf(const CredentialId &id);
    [[nodiscard]] Result<Credential> credential(const CredentialId &id);
    [[nodiscard]] Result<Connection> connection(const ConnectionId &id);
    /// The value in the store; empty: nothing is kept of it.
    [[nodiscard]] QByteArray valueOf(const CredentialVersion &version);
    [[nodiscard]] QByteArray currentValue(const CredentialId &id);
    [[nodiscard]] QByteArray valueOfVersion(const CredentialId &id, int number);
    [[nodiscard]] std::optional<ShutOffId> shutOffOf(const CredentialVersionId &version);
    /// As a program that stays open would: goes on with everything that is due, at the time it is due, until nothing is
    /// left to do without somebody. The old key's last look, a day later, is not waited for.
    [[nodiscard]] Result<Rotation> settle(const RotationId &id);
    /// Versions that are on the ledger of keys that live.
    [[nodiscard]] QSet<QString> ledger();

    OpenWorkspace &space() { return *m_open; }
    Database &database() { return m_looked ? *m_looked : *m_open->database; }
    ShutOffs &shutOffs() { return *m_shutOffs; }
    Rotations &rotations() { return *m_rotations; }
    /// Called before a settling waits: for a clock that others are to know of.
    std::function<void()> onWait = {};

private:
    explicit RotationFixture(const Setting &setting);

    Setting m_setting;
    ShiftedClock *m_clock = nullptr;
    SystemRandom m_random;
    HttpClient m_client;
    std::unique_ptr<HttpSender> m_sender;
    std::shared_ptr<OpenWorkspace> m_open;
    /// In its place, where it is just looked.
    std::optional<WorkspaceKeys> m_keys;
    std::unique_ptr<Database> m_looked;
    std::unique_ptr<KeyKeeper> m_lookedKeys;
    std::unique_ptr<ShutOffs> m_shutOffs;
    std::unique_ptr<Rotations> m_rotations;
};

/// What is not as it should be of the keys of one credential, by the shop's own list. Empty: all is well.
/// `isAtRest`: nothing that the app made is unknown here, and nothing that lives is missing on the ledger.
[[nodiscard]] QStringList wrongWith(ShopUnderTest &shop,
                                    RotationFixture &business,
                                    const CredentialId &credential,
                                    bool isAtRest);

} // namespace drawbridge
