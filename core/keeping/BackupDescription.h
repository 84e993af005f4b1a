// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/keeping/Commands.h"
#include "core/keeping/UnfinishedFile.h"

namespace drawbridge {

/// What a backup is of: its first record.
struct BackupDescription
{
    WorkspaceFile file; ///< of the workspace that was backed up
    WithSecrets secrets = WithSecrets::No;
};

[[nodiscard]] QByteArray toJson(const BackupDescription &description);
/// Damaged.
[[nodiscard]] Result<BackupDescription> backupDescriptionFrom(QByteArrayView json);

/// Where the copy of the database is while a backup is written.
[[nodiscard]] QString backupCopyPath(const QString &folder);
/// Takes it away with what SQLite lays beside it while it copies.
[[nodiscard]] Result<void> removeBackupCopy(const QString &folder);

} // namespace drawbridge
