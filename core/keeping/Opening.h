// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/keeping/Commands.h"
#include "core/keeping/KeepingParts.h"

#include <QDate>

#include <optional>

namespace drawbridge {

/// What is in a folder.
struct FoundWorkspace
{
    std::optional<WorkspaceFile> file; ///< nothing: first run
    /// For first run only, a sentence if an earlier attempt broke off ("Restore the backup again."), else empty.
    QString notice;
};

/// Looks without changing anything and without a key. Errors mean Unusable: Damaged, NewerFormat, Insecure, Busy
/// (it is being restored right now).
[[nodiscard]] Result<FoundWorkspace> findWorkspace(const QString &folder);

/// Gives the folder of a business that cannot be opened another name beside the old one, which a backup can then be
/// restored to; what is in it stays as it is. The new path. Busy: a program has it open. Denied: it cannot be renamed.
[[nodiscard]] Result<QString> setAside(const QString &folder, const QDate &today);

/// Makes the workspace with its data key, canary, areas and first event. Conflict: there is one already. Killed
/// anywhere, the next call starts afresh and takes away what the killed one left.
[[nodiscard]] Result<WorkspaceKeys> createWorkspace(const KeepingParts &parts,
                                                    const CreateWorkspace &request);

/// Reads the data key from `store`, which the caller has unlocked if it has a passphrase. Locked: unlock and try
/// again. Unavailable, TimedOut: no store answers. NotFound: the store is not the one the workspace was made with,
/// or was emptied; its sentence says what helps, and no new key is ever made. Damaged: the key that is there is
/// not this workspace's.
[[nodiscard]] Result<WorkspaceKeys> openWorkspaceKeys(const WorkspaceFile &file,
                                                      std::shared_ptr<SecretStore> store);

} // namespace drawbridge
