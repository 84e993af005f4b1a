// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"
#include "core/secrets/SecretsPlace.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace drawbridge {

enum class WithSecrets { No, Yes };

/// Makes the workspace folder, its data key and its canary.
struct CreateWorkspace
{
    QString businessName;
    SecretsKind secrets = SecretsKind::Keychain;
    SharedSecret vaultPassphrase; ///< for Vault only
    StoreAccess access = {};      ///< for a store in the network only
};

struct WorkspaceProblem
{
    QString kind;
    QString what;
};

struct CheckWorkspace
{
    using Reply = QList<WorkspaceProblem>;
};

/// One sealed file, readable with the passphrase alone.
struct BackUp
{
    using Reply = bool;
    QString file;
    SharedSecret passphrase;
    WithSecrets secrets = WithSecrets::No;
};

/// Into a folder that holds no workspace. Opens paused: every connection rests until the owner resumes it. To a store
/// on this computer; from there the keys can be moved.
struct RestoreBackup
{
    QString file;
    SharedSecret passphrase;
    SecretsKind secrets = SecretsKind::Keychain;
    SharedSecret vaultPassphrase;
};

/// A page to print whose code opens the data key on a new computer.
struct MakeRecoverySheet
{
    using Reply = bool;
    QString file; ///< written 0600, refused if it exists
};

/// Brings the data key back where the keychain was lost, by the code of the sheet. To a store on this computer.
struct RecoverWithSheet
{
    QString code;
    SecretsKind secrets = SecretsKind::Keychain;
    SharedSecret vaultPassphrase;
};

/// What came of a move.
struct MovedSecrets
{
    int moved = 0;       ///< keys of connections
    QStringList toPaste; ///< labels of keys that were not where they should have been
};

/// Brings every key to another kind of store.
struct MoveSecrets
{
    using Reply = MovedSecrets;
    SecretsKind to = SecretsKind::Keychain;
    SharedSecret vaultPassphrase; ///< of the new vault; for Vault only
    StoreAccess access = {};      ///< for a store in the network only
};

struct ChangePassphrase
{
    using Reply = bool;
    SharedSecret current;
    SharedSecret next;
};

} // namespace drawbridge
