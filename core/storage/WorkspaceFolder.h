// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QString>

namespace drawbridge {

/// The folder a workspace lives in, which is its owner's alone: folders 0700, files 0600, no links, a local disk.
/// Looser is refused and never tightened behind the owner's back: others may have read it already.
class WorkspaceFolder
{
public:
    /// Makes the folder where there is none, then check(). Unavailable: the disk has no room for a workspace.
    [[nodiscard]] static Result<void> create(const QString &path);

    /// Looks without changing anything. NotFound: no such folder. Insecure: others can read it (the sentence names
    /// the chmod), it is a link, or it lies on a network. Denied: another user's, or it cannot be written to.
    [[nodiscard]] static Result<void> check(const QString &path);

    /// Unavailable unless the disk of `path` has room for so many bytes.
    [[nodiscard]] static Result<void> checkRoom(const QString &path, qint64 bytes);

    [[nodiscard]] static QString databaseFile(const QString &path);
    /// Held by every process that has the database open (flock): alone, it may bring it up to date.
    [[nodiscard]] static QString usersFile(const QString &path);
    /// Copies made before a change of the schema.
    [[nodiscard]] static QString backupsFolder(const QString &path);
    [[nodiscard]] static QString logFolder(const QString &path);
};

/// Which network file system this is, or empty for a local one. By the magic number of statfs(2) and, for FUSE,
/// the type in mountinfo ("fuse.sshfs"): an unknown FUSE system counts as a network, since SQLite's locks need
/// memory that all its users share.
[[nodiscard]] QString networkFileSystem(quint64 magic, const QString &type);

} // namespace drawbridge
