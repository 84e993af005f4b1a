// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

namespace drawbridge {

/// An open file that closes with its owner.
class FileHandle
{
public:
    FileHandle() = default;
    explicit FileHandle(int descriptor)
        : m_descriptor(descriptor)
    {}
    ~FileHandle();
    FileHandle(FileHandle &&other) noexcept;
    FileHandle &operator=(FileHandle &&other) noexcept;

    [[nodiscard]] int get() const { return m_descriptor; }
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }

private:
    int m_descriptor = -1;
};

/// What `number` (an errno) means for whoever has to do with the file: NotFound, Conflict, Denied, Unavailable.
[[nodiscard]] Error fileError(int number, const QString &path);

/// The file, and Insecure if it is a link, not ours, or readable by others.
[[nodiscard]] Result<QByteArray> readPrivateFile(const QString &path, qint64 maxSize);

/// Puts the bytes there, whole or not at all, 0600, and on the disk when it returns.
[[nodiscard]] Result<void> writePrivateFile(const QString &path, QByteArrayView bytes);

/// A new empty file, 0600. Conflict: there is one, or anything else of that name.
[[nodiscard]] Result<FileHandle> makeNewFile(const QString &path);
/// The same, but what an earlier attempt left under that name goes.
[[nodiscard]] Result<FileHandle> makeTemporaryFile(const QString &path);

[[nodiscard]] Result<void> writeAll(const FileHandle &file,
                                    QByteArrayView bytes,
                                    const QString &path);
[[nodiscard]] Result<void> syncFile(const FileHandle &file, const QString &path);

/// Gives the file its new name, on the disk when it returns. Conflict: the name is taken, and both stay.
[[nodiscard]] Result<void> moveToNewName(const QString &from, const QString &to);
/// The same, and what had the name goes.
[[nodiscard]] Result<void> moveOver(const QString &from, const QString &to);
/// Ok means that it is not there any more, whether or not it was.
[[nodiscard]] Result<void> removeFile(const QString &path);

/// Keeps others out of the folder while it lives, as far as they ask. Ends with the process.
[[nodiscard]] Result<FileHandle> lockFolder(const QString &folder);

} // namespace drawbridge
