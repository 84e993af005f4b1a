// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"

#include <QString>

namespace drawbridge {

enum class LogLevel { Debug, Info, Warning, Error };

/// What an engineer reads when something went wrong. Never a secret, never a provider's body. Thread-safe.
/// Before startLog() it goes to standard error, warnings and worse only.
void writeLog(LogLevel level, QLatin1StringView room, const QString &text);

/// Logs `error.what` and `error.detail` as a warning.
void logError(QLatin1StringView room, const Error &error);

/// Where the log goes from now on: `folder`/drawbridge.log, five files of 1 MiB, mode 0600. Qt's own messages are
/// taken in as well. An empty folder means standard error.
void startLog(const QString &folder, LogLevel lowest);

} // namespace drawbridge
