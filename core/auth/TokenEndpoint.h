// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/AuthorizationServer.h"
#include "core/auth/TokenAnswer.h"
#include "core/auth/TokenForm.h"

/// The requests of OAuth 2 that a client makes by itself. Each is sent once: what is lost on the way may have used up
/// what it carried. Blocking; thread-safe. An error is InvalidInput, Insecure (nothing was sent) or Cancelled.
namespace drawbridge {

/// RFC 6749, section 4.1.3, with the verifier of RFC 7636.
[[nodiscard]] Result<TokenAnswer> exchangeCode(HttpSender &http,
                                               const PreparedKey &key,
                                               const AuthorizationServer &server,
                                               const SharedSecret &code,
                                               const SharedSecret &verifier,
                                               const QUrl &redirect,
                                               const CancelToken &cancel);

/// RFC 6749, section 6. An answer without a refresh token means that the old one stays.
[[nodiscard]] Result<TokenAnswer> refreshTokens(HttpSender &http,
                                                const PreparedKey &key,
                                                const AuthorizationServer &server,
                                                const SharedSecret &refreshToken,
                                                const CancelToken &cancel);

/// RFC 6749, section 4.4.
[[nodiscard]] Result<TokenAnswer> requestClientToken(HttpSender &http,
                                                     const PreparedKey &key,
                                                     const AuthorizationServer &server,
                                                     const QStringList &scopes,
                                                     const CancelToken &cancel);

enum class TokenHint { Access, Refresh };

/// RFC 7009. Nothing: the server says that it is done, which does not prove it. Else why not.
[[nodiscard]] Result<std::optional<TokenRefusal>> revokeToken(HttpSender &http,
                                                              const PreparedKey &key,
                                                              const AuthorizationServer &server,
                                                              const SharedSecret &token,
                                                              TokenHint hint,
                                                              const CancelToken &cancel);

struct Introspection
{
    bool active = false;
    QStringList scopes;
    bool scopesKnown = false;
    std::optional<QDateTime> endsAt;
    QString username;
};

/// RFC 7662.
[[nodiscard]] Result<std::variant<Introspection, TokenRefusal>> introspectToken(
    HttpSender &http,
    const PreparedKey &key,
    const AuthorizationServer &server,
    const SharedSecret &token,
    const CancelToken &cancel);

/// A request to one of the endpoints, its form still to be filled.
struct EndpointRequest
{
    HttpRequest request;
    TokenForm form;
};
/// Pure. Insecure: the endpoint is none that may see what is sent there.
[[nodiscard]] Result<EndpointRequest> endpointRequest(const PreparedKey &key,
                                                      const QUrl &endpoint,
                                                      TokenBody spelling);
/// Pure. Puts the client's id and secret where this server wants them.
void showClient(EndpointRequest &made, const PreparedKey &key, const AuthorizationServer &server);
/// Shows the client, adds what this provider wants besides, sends it and reads the tokens.
[[nodiscard]] Result<TokenAnswer> askForTokens(HttpSender &http,
                                               const PreparedKey &key,
                                               const AuthorizationServer &server,
                                               EndpointRequest made,
                                               const CancelToken &cancel);

} // namespace drawbridge
