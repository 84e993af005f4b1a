// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "core/keeping/Commands.h"
#include "core/keeping/KeepingParts.h"

#include <QDateTime>
#include <QStringList>

namespace drawbridge {

/// What went into a backup.
struct BackupReport
{
    qint64 size = 0;          ///< of the file
    int secrets = 0;          ///< how many keys of connections are in it
    QStringList withoutValue; ///< labels of keys the store does not have any more
};

/// Writes the whole business into one new file that opens with the passphrase alone (docs/backup-format.md).
/// Conflict: there is a file of that name. InvalidInput: an empty passphrase. Unavailable: the disk.
[[nodiscard]] Result<BackupReport> backUp(const OpenWorkspaceParts &open,
                                          const BackUp &request,
                                          const CancelToken &cancel,
                                          const Progress &progress = {});

/// What came out of one.
struct RestoreReport
{
    WorkspaceKeys keys;
    QDateTime takenAt;   ///< when the backup was made, UTC
    int paused = 0;      ///< connections that rest until the owner resumes them
    QStringList toPaste; ///< labels of keys whose value was not in the backup and is not in the store
};

/// Brings a backup into a folder that holds no workspace. Every connection is paused. InvalidInput: not this
/// passphrase. Damaged: the file is cut short or was changed. NewerFormat: update the program. Conflict: the
/// folder holds a workspace. Busy: another process restores into it. Killed anywhere, the folder holds either the
/// whole workspace or none, and the call can be made again.
[[nodiscard]] Result<RestoreReport> restoreBackup(const KeepingParts &parts,
                                                  const RestoreBackup &request,
                                                  const CancelToken &cancel,
                                                  const Progress &progress = {});

} // namespace drawbridge
