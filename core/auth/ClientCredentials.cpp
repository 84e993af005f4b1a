// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/ClientCredentials.h"

#include "core/auth/TokenEndpoint.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

Result<std::variant<AccessToken, Failure>> requestAccessToken(HttpSender &http,
                                                              const PreparedKey &given,
                                                              const QStringList &scopes,
                                                              const CancelToken &cancel)
{
    using Outcome = std::variant<AccessToken, Failure>;
    PreparedKey key = given;
    TRY(server, authorizationServerFor(http, key, cancel));
    TRY(answer, requestClientToken(http, key, server, scopes, cancel));
    if (const auto *refusal = std::get_if<TokenRefusal>(&answer)) {
        Failure failure = refusal->failure;
        failure.code = refusal->code;
        // A wrong id or secret may be answered with 400 invalid_client (RFC 6749, section 5.2).
        if (failure.status == 400)
            failure.kind = FailureKind::Unauthorized401;
        return Outcome(failure);
    }
    const TokenGrant &grant = std::get<TokenGrant>(answer);
    AccessToken token;
    token.value = grant.accessToken;
    token.lifetime = grant.lifetime.value_or(std::chrono::seconds(0));
    token.scopes = grant.scopes;
    token.scopesKnown = grant.scopesKnown;
    return Outcome(token);
}

} // namespace drawbridge
