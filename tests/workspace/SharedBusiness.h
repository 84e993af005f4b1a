// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "tests/support/FakeSecretStore.h"

#include <QTemporaryDir>
#include <QTest>

namespace drawbridge {

inline const QByteArray vaultPassphrase = "four plain test words";

/// One business that several doors stand before, as a window and a command line would: a keychain in memory that
/// they share, and real vault files.
class SharedBusiness
{
public:
    SharedBusiness();

    /// A door of its own: its own database connection, its own unlocked vault.
    [[nodiscard]] std::unique_ptr<Workspace> door(const QString &actor);
    /// The business, made through `first`.
    [[nodiscard]] Result<void> make(Workspace &first, SecretsKind kind);

    template<typename T>
    [[nodiscard]] static Result<T> wait(const QFuture<Result<T>> &future)
    {
        if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 30000))
            return Error{ErrorCode::TimedOut, QStringLiteral("No answer came."), {}};
        return future.result();
    }

    /// Untested, with this value.
    [[nodiscard]] static AddConnection connectionNamed(const QString &name, const QByteArray &value);
    /// What the door gives out for the only key of that connection.
    [[nodiscard]] static Result<QByteArray> keyOf(Workspace &door, const QString &name);

    [[nodiscard]] FakeSecretStore &keychain() { return *m_keychain; }
    /// The store in the network, in memory as well.
    [[nodiscard]] FakeSecretStore &server() { return *m_server; }
    [[nodiscard]] QString folder() const { return m_folder.filePath(QStringLiteral("business")); }
    [[nodiscard]] static SharedSecret passphrase();

private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    SystemRandom m_random;
    Catalog m_catalog;
    std::shared_ptr<FakeSecretStore> m_keychain;
    std::shared_ptr<FakeSecretStore> m_server;
};

} // namespace drawbridge
