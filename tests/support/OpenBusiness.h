// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "tests/support/FakeSecretStore.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

/// A real business in a folder of its own, with the built-in catalog and a store for keys that is in memory: for
/// tests of screens. The clock stands at the time of the start.
class OpenBusiness
{
public:
    explicit OpenBusiness(drawbridge::SecretsKind kind = drawbridge::SecretsKind::Keychain)
        : m_clock(QDateTime::currentDateTimeUtc())
        , m_store(std::make_shared<drawbridge::FakeSecretStore>(kind))
        , m_otherStore(std::make_shared<drawbridge::FakeSecretStore>(
              kind == drawbridge::SecretsKind::Vault ? drawbridge::SecretsKind::Keychain
                                                     : drawbridge::SecretsKind::Vault))
    {
        drawbridge::WorkspaceParts parts;
        parts.folder = m_folder.filePath(QStringLiteral("business"));
        parts.clock = &m_clock;
        parts.random = &m_random;
        drawbridge::Result<drawbridge::Catalog> catalog = drawbridge::Catalog::builtIn();
        if (catalog.isOk())
            parts.catalog = catalog.takeValue();
        parts.actor = QStringLiteral("ada (window)");
        parts.makeStore = [store = m_store, other = m_otherStore](drawbridge::SecretsKind wanted,
                                                                  const QString &) {
            return wanted == store->kind() ? store : other;
        };
        m_workspace = std::make_unique<drawbridge::Workspace>(std::move(parts));
    }

    /// Makes the business and opens it.
    [[nodiscard]] drawbridge::Result<void> start(const drawbridge::CreateWorkspace &request)
    {
        const drawbridge::Result<void> opened = wait(m_workspace->open());
        if (!opened.isOk())
            return opened;
        return wait(m_workspace->create(request));
    }

    template<typename T>
    [[nodiscard]] static drawbridge::Result<T> wait(const QFuture<drawbridge::Result<T>> &future)
    {
        if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 30000))
            return drawbridge::Error{drawbridge::ErrorCode::TimedOut,
                                     QStringLiteral("No answer came."),
                                     {}};
        return future.result();
    }

    template<typename Command>
    [[nodiscard]] auto run(const Command &command)
    {
        return wait(m_workspace->dispatch(command));
    }

    [[nodiscard]] drawbridge::Workspace &workspace() { return *m_workspace; }
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

private:
    QTemporaryDir m_folder;
    drawbridge::ManualClock m_clock;
    drawbridge::SystemRandom m_random;
    std::shared_ptr<drawbridge::FakeSecretStore> m_store;
    std::shared_ptr<drawbridge::FakeSecretStore> m_otherStore;
    std::unique_ptr<drawbridge::Workspace> m_workspace;
};
