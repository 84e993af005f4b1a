// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"
#include "core/model/AppAuth.h"
#include "core/model/Grant.h"
#include "core/net/Failure.h"

#include <chrono>
#include <variant>

/// What an OAuth token address answers (RFC 6749, section 5), read with the quirks the catalog names. Pure.
namespace drawbridge {

struct TokenGrant
{
    SharedSecret accessToken;                     ///< never null
    SharedSecret refreshToken;                    ///< null where none was given
    std::optional<std::chrono::seconds> lifetime; ///< nothing: not told, or told as what cannot be
    QStringList scopes;
    bool scopesKnown = false;
    QMap<QString, QString> kept; ///< TokenSpec::keptOfAnswer
    QDateTime at;                ///< UTC, when the answer was here
};

/// Why there is no token.
struct TokenRefusal
{
    RefreshFault fault = RefreshFault::Other;
    QString code;    ///< the provider's own ("invalid_grant"), made plain; empty where it gave none
    Failure failure; ///< what explain() tells more from
    QString what;    ///< a sentence for the owner
};

using TokenAnswer = std::variant<TokenGrant, TokenRefusal>;

/// The request's secrets never stand in what comes back as text. Takes the tokens out of `reply` and wipes its body.
[[nodiscard]] TokenAnswer readTokenAnswer(const TokenSpec &spec,
                                          HttpReply &reply,
                                          const HttpRequest &request);

/// For what brought no answer.
[[nodiscard]] TokenRefusal refusalOf(const Failure &failure);

/// The end of what was given at `at`, if it was told.
[[nodiscard]] std::optional<QDateTime> endOf(const TokenGrant &grant);

/// A list of scopes in one text, by the provider's separator.
[[nodiscard]] QStringList scopesFromText(const QString &text, const QString &separator);

} // namespace drawbridge
