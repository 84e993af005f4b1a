// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

namespace drawbridge {

/// Puts `after` in the place of `before` in the file at `path`, all or nothing, also when power fails; mode, group
/// and access list stay, and a link goes on leading to it. Conflict: the file does not hold `before` any more. Denied: it cannot be
/// written, or a new file would be another user's.
[[nodiscard]] Result<void> rewriteFile(const QString &path,
                                       const QByteArray &before,
                                       const QByteArray &after);

/// The whole file, at most `longest` bytes. NotFound, InvalidInput when it is longer or no ordinary file.
[[nodiscard]] Result<QByteArray> readWholeFile(const QString &path, qsizetype longest);

/// At most `longest` bytes of it. NotFound, InvalidInput when it is no ordinary file.
[[nodiscard]] Result<QByteArray> readBeginOfFile(const QString &path, qsizetype longest);

} // namespace drawbridge
