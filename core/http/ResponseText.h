// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/Message.h"

#include <QDateTime>

namespace drawbridge {

enum class AfterAnswer { KeepOpen, Close };

/// The bytes of an answer up to its body (RFC 9112). A response that would break the framing (a line break in a
/// field, a status out of range) is replaced by an empty 500 in place.
[[nodiscard]] QByteArray responseHead(ServerResponse &response,
                                      AfterAnswer after,
                                      const QDateTime &now);

/// Whether a response to that method is followed by its body.
[[nodiscard]] bool hasBody(const ServerResponse &response, QByteArrayView method);

/// What a sender is told whom the handler never saw.
[[nodiscard]] ServerResponse refusal(int status);

} // namespace drawbridge
