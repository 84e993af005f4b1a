// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyUse.h"
#include "core/net/HttpSender.h"

#include <variant>

namespace drawbridge {

/// What a client's id and secret were exchanged for (RFC 6749, section 4.4).
struct AccessToken
{
    SharedSecret value;
    std::chrono::seconds lifetime{0}; ///< 0: the answer did not say
    QStringList scopes;               ///< as told by the answer
    bool scopesKnown = false;
};

/// Asks the app's token address for an access token. The Failure says why there is none. Blocking.
[[nodiscard]] Result<std::variant<AccessToken, Failure>> requestAccessToken(
    HttpSender &http, const PreparedKey &key, const QStringList &scopes, const CancelToken &cancel);

} // namespace drawbridge
