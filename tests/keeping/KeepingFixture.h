// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/keeping/Backup.h"
#include "core/keeping/Opening.h"
#include "core/model/Event.h"
#include "core/storage/Database.h"
#include "tests/keeping/StandInKeychain.h"
#include "tests/keeping/StandInServerStore.h"

#include <QTemporaryDir>

namespace drawbridge {

/// A place with workspaces and keychains for tests of core/keeping: everything is on disk, so that another process
/// can go on where one was killed.
class KeepingFixture
{
public:
    KeepingFixture();

    [[nodiscard]] QString path(const QString &name) const { return m_dir.filePath(name); }
    /// For the workspace folder `name`, with the keychain of the login `login`.
    [[nodiscard]] KeepingParts parts(const QString &name,
                                     const QString &login = QStringLiteral("ada"));
    [[nodiscard]] std::shared_ptr<StandInKeychain> keychain(
        const QString &login = QStringLiteral("ada"));

    /// The store in the network at `place`, with its sign-in in the keychain of that login.
    [[nodiscard]] std::shared_ptr<StandInServerStore> server(
        const SecretsPlace &place, const QString &login = QStringLiteral("ada"));

    /// How many entries the store in the network of this kind has, whatever their workspace.
    [[nodiscard]] int entriesAt(SecretsKind kind) const;

    qsizetype keychainLimit = 0; ///< of every keychain made from now on; 0: as it is
    StoreStatus keychainStatus;  ///< the same
    bool areServersAway = false; ///< the same, of every server
    ManualClock clock;
    SystemRandom random;

private:
    QTemporaryDir m_dir;
};

/// An open workspace as the door would hold it.
struct OpenFixture
{
    KeepingParts parts;
    WorkspaceKeys keys;
    std::unique_ptr<Database> database;

    [[nodiscard]] OpenWorkspaceParts open() const { return {parts, database.get(), &keys}; }
};

inline const QByteArray vaultPassphrase = "correct horse";
inline const QByteArray backupPassphrase = "battery staple";

[[nodiscard]] SharedSecret secret(const QByteArray &text);
/// What an owner gives for a store of this kind.
[[nodiscard]] StoreAccess accessTo(SecretsKind kind);
[[nodiscard]] CreateWorkspace creation(SecretsKind kind,
                                       const QString &name = QStringLiteral("Ada's Shop"));
[[nodiscard]] RestoreBackup restoration(const QString &file, SecretsKind kind);

[[nodiscard]] Result<OpenFixture> createAndOpen(const KeepingParts &parts, SecretsKind kind);
/// As after a start: finds the workspace, makes and unlocks its store, opens the database, settles.
[[nodiscard]] Result<OpenFixture> openAgain(const KeepingParts &parts,
                                            const QByteArray &passphrase = vaultPassphrase);

/// A connection with one key of this value in the store.
[[nodiscard]] Result<void> addKey(const OpenFixture &open,
                                  const QString &name,
                                  const QByteArray &value);
/// The value the current key of that connection has in the store.
[[nodiscard]] Result<QByteArray> keyOf(const OpenFixture &open, const QString &name);
[[nodiscard]] Result<QList<Event>> eventsOf(const OpenFixture &open, const QString &type);
[[nodiscard]] Result<QString> businessNameOf(const OpenFixture &open);

/// Runs `work` in a process of its own that is killed (-9) when `step` is reached for the `time`th time. False when
/// the process ended by itself.
[[nodiscard]] bool isKilledAt(KeepingParts parts,
                              const QString &step,
                              const std::function<void(const KeepingParts &)> &work,
                              int time = 1);
/// The names of the steps `work` passes, in order, with repeats.
[[nodiscard]] QStringList stepsOf(KeepingParts parts,
                                  const std::function<void(const KeepingParts &)> &work);

} // namespace drawbridge
