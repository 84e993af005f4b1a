// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/http/Message.h"

#include <QJsonObject>

namespace drawbridge {

/// {"error": {"code", "message"}}.
[[nodiscard]] ServerResponse shopError(int status, const QString &code, const QString &message);

/// 403 that names the scope (RFC 6750, section 3.1).
[[nodiscard]] ServerResponse missingScope(const QString &scope);

/// "2026-11-24T10:00:00Z", or null.
[[nodiscard]] QJsonValue shopTime(const QDateTime &time);

/// The JSON object of a body; nothing, and `refusal` says why, where it is none.
[[nodiscard]] std::optional<QJsonObject> jsonBody(const ServerRequest &request,
                                                  ServerResponse &refusal);

/// 1 to `maximum` characters that can be shown, trimmed; nothing where it is no such text.
[[nodiscard]] std::optional<QString> shopText(const QJsonValue &value, qsizetype maximum);

} // namespace drawbridge
