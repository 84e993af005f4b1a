// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>

#include <chrono>
#include <optional>

namespace drawbridge {

/// The three forms of RFC 9110, 5.6.7; invalid if it is none of them.
[[nodiscard]] QDateTime parseHttpDate(QByteArrayView text);

/// Retry-After (RFC 9110, 10.2.3): seconds or a date, never negative, nothing if it is neither.
[[nodiscard]] std::optional<std::chrono::seconds> parseRetryAfter(QByteArrayView text,
                                                                  const QDateTime &now);

} // namespace drawbridge
