// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/crypto/Scrypt.h"
#include "core/crypto/Seal.h"
#include "core/keeping/WorkspaceFile.h"
#include "core/secrets/SecretStore.h"
#include "core/secrets/SecretsPlace.h"

#include <functional>
#include <memory>

namespace drawbridge {

class Database;

/// Told how far long work has come; `total` is an estimate. Called on the working thread.
using Progress = std::function<void(qint64 done, qint64 total)>;

/// What the use-cases of this room stand on. All of it outlives the call. Every function of the room blocks
/// (scrypt, fsync, a keychain that asks its owner), so it runs on a pool thread.
struct KeepingParts
{
    QString folder; ///< of the workspace; made 0700 where it is not there yet
    const Clock *clock = nullptr;
    Random *random = nullptr;
    QString actor; ///< for the events: "ada (window)"
    /// Makes the secret store at a place for a folder.
    std::function<std::shared_ptr<SecretStore>(const SecretsPlace &, const QString &folder)>
        makeStore;
    ScryptCost cost; ///< of the passphrase of a backup
    /// Called after each step a dying process could leave behind, with its name: a test ends the process in it.
    std::function<void(QStringView step)> onStep;
};

/// What opens a workspace.
struct WorkspaceKeys
{
    WorkspaceFile file;
    std::shared_ptr<SecretStore> store; ///< ready and unlocked
    SealKey dataKey;
};

/// An open workspace, as this room needs it.
struct OpenWorkspaceParts
{
    KeepingParts parts;
    Database *database = nullptr;
    const WorkspaceKeys *keys = nullptr;
};

} // namespace drawbridge
