// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/storage/Database.h"
#include "core/storage/Session.h"

#include <QString>

namespace drawbridge {

/// Marks our files among SQLite's ("DRBR").
constexpr quint32 drawbridgeFileMark = 0x44524252;

/// Keeps count, as long as it lives, of who in this process has a database file open. POSIX drops every lock a process
/// has on a file when it closes any descriptor of it, SQLite's as well, so a file that is open must not be looked into
/// past SQLite.
class OpenDatabaseFile
{
public:
    /// What the first bytes of the file say, read without SQLite, which would repair or convert what is not ours.
    /// Damaged: not a database, not ours, or cut short. NewerFormat. Denied: read-only.
    [[nodiscard]] static Result<OpenDatabaseFile> check(const QString &folder, int newestSchema);
    /// For one that was just made.
    [[nodiscard]] static OpenDatabaseFile unchecked(const QString &folder);
    ~OpenDatabaseFile();
    OpenDatabaseFile(OpenDatabaseFile &&other) noexcept;
    OpenDatabaseFile &operator=(OpenDatabaseFile &&other) noexcept;

private:
    explicit OpenDatabaseFile(QString identity)
        : m_identity(std::move(identity))
    {}

    QString m_identity; ///< device and inode; empty when moved from
};

/// A new empty file, 0600. Conflict: there is one.
[[nodiscard]] Result<void> makeDatabaseFile(const QString &folder);
/// Takes away what makeDatabaseFile() and SQLite made.
void removeDatabaseFiles(const QString &folder);

/// Whether there is a write-ahead log with something in it: somebody has the database open, or did not close it.
[[nodiscard]] bool hasUnfinishedLog(const QString &folder);

/// Damaged, with a sentence that names the newest copy in `backups`.
[[nodiscard]] Error damagedDatabase(const QString &folder, const QString &detail);

/// The schema's number; Damaged when the file is not ours after all, NewerFormat.
[[nodiscard]] Result<int> readSchema(Session &session, const QString &folder, int newestSchema);

/// A consistent copy of what `file` holds now as one new file, 0600, flushed to the disk and checked.
[[nodiscard]] Result<void> copyDatabase(const QString &file,
                                        const QString &copy,
                                        std::chrono::milliseconds patience,
                                        const StorageContext &context);

/// copyDatabase() into `backups`, named by schema and time; the newest five stay.
[[nodiscard]] Result<void> keepCopy(const StorageConfig &config,
                                    int schema,
                                    const StorageContext &context);

} // namespace drawbridge
