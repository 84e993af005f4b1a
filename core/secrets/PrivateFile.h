// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <optional>

namespace drawbridge {

/// A folder that is the user's alone (mode 0700), held open, so that what is done in it happens in
/// that very folder even if its path is changed meanwhile.
class PrivateFolder
{
public:
    /// Insecure: others may look into it, or it is not ours. Unavailable: there is none.
    [[nodiscard]] static Result<PrivateFolder> open(const QString &path);
    ~PrivateFolder();
    PrivateFolder(PrivateFolder &&other) noexcept;
    PrivateFolder &operator=(PrivateFolder &&) = delete;

    /// Nothing when there is no such file. Insecure: a link, somebody else's, or readable by
    /// others. Damaged: longer than `longest`. Unavailable: the disk.
    [[nodiscard]] Result<std::optional<QByteArray>> read(const QString &name,
                                                         qsizetype longest) const;

    /// All or nothing, also when power fails: written beside it, flushed, then renamed over it.
    /// Unavailable: the disk is full or fails; what was there is untouched.
    [[nodiscard]] Result<void> replace(const QString &name, const QByteArray &bytes) const;

private:
    friend class FileLock;
    explicit PrivateFolder(int descriptor)
        : m_descriptor(descriptor)
    {}

    int m_descriptor = -1;
};

/// Keeps other processes, and other objects of this one, out while it lives; ends with its process.
class FileLock
{
public:
    /// Busy: somebody else held it all the while.
    [[nodiscard]] static Result<FileLock> take(const PrivateFolder &folder,
                                               const QString &name,
                                               std::chrono::milliseconds patience);
    ~FileLock();
    FileLock(FileLock &&other) noexcept;
    FileLock &operator=(FileLock &&) = delete;

private:
    explicit FileLock(int descriptor)
        : m_descriptor(descriptor)
    {}

    int m_descriptor = -1;
};

} // namespace drawbridge
