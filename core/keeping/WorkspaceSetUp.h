// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/keeping/FileWork.h"
#include "core/keeping/KeepingParts.h"
#include "core/keeping/UnfinishedFile.h"

namespace drawbridge {

/// A workspace on its way into an empty folder, which creating and restoring share. Unless finish() is reached, all
/// of it is taken away again: by the destructor, or, where the process died, by the next begin().
class WorkspaceSetUp
{
public:
    /// Makes the folder if need be and keeps others out of it. Conflict: it holds a workspace, or the files of
    /// one. Busy: another process sets one up in it. Insecure, Denied: the folder itself.
    [[nodiscard]] static Result<WorkspaceSetUp> begin(const KeepingParts &parts);
    ~WorkspaceSetUp();
    WorkspaceSetUp(WorkspaceSetUp &&other) noexcept;
    WorkspaceSetUp &operator=(WorkspaceSetUp &&) = delete;

    /// From here on it is known what there may be to take away.
    [[nodiscard]] Result<void> describe(const WorkspaceFile &file, Making making);
    /// Makes the store ready and gives it the data key and the canary.
    [[nodiscard]] Result<std::shared_ptr<SecretStore>> keepDataKey(const SealKey &dataKey,
                                                                   const SharedSecret &opener,
                                                                   const QString &businessName);
    /// The one step that makes the folder a workspace.
    [[nodiscard]] Result<void> finish();

private:
    WorkspaceSetUp(const KeepingParts &parts, FileHandle lock);

    KeepingParts m_parts;
    FileHandle m_lock;
    WorkspaceFile m_file;
    bool m_isPending = false;
    bool m_isStoreUsed = false;
};

/// Calls the hook of `parts`, if it has one.
void reached(const KeepingParts &parts, QStringView step);

/// The name of the data key's entry in the secret store.
[[nodiscard]] SecretName dataKeyName(const QString &workspace);
[[nodiscard]] Result<void> writeDataKey(SecretStore &store,
                                        const QString &workspace,
                                        const SealKey &dataKey,
                                        const QString &businessName);

[[nodiscard]] QString vaultFilePath(const QString &folder);
/// Gives a vault that is not to be used the name "vault-<time>.set-aside".
[[nodiscard]] Result<void> setVaultAside(const QString &folder, const QDateTime &now);

/// Where `kind` with these settings is, with a name of its own for the sign-in in the keychain. InvalidInput: settings
/// that cannot be.
[[nodiscard]] Result<SecretsPlace> newPlace(const KeepingParts &parts,
                                            SecretsKind kind,
                                            const StoreFields &fields);
/// InvalidInput for a store in the network, which this use-case has no settings for.
[[nodiscard]] Result<void> checkIsHere(SecretsKind kind);

/// Makes `store` ready: a vault is made, or opened with the passphrase if it is there; a keychain is asked to be; one in
/// the network is signed in to. `opener` is the vault's passphrase or that sign-in. InvalidInput: not this vault's
/// passphrase, or an empty one.
[[nodiscard]] Result<void> makeReady(SecretStore &store, const SharedSecret &opener);

/// Takes away what this computer keeps to get into a store of the network, once nothing of ours is in it.
[[nodiscard]] Result<void> leaveStore(const KeepingParts &parts, SecretStore &store);

} // namespace drawbridge
