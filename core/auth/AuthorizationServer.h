// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyUse.h"
#include "core/net/HttpSender.h"

#include <QJsonObject>

namespace drawbridge {

/// Where an app signs people in and gives tokens. Addresses may be empty where there is none.
struct AuthorizationServer
{
    QUrl authorize;
    QUrl token;
    QUrl device;
    QUrl revoke;
    QUrl introspect;
    QString issuer;           ///< empty: not told
    bool tellsIssuer = false; ///< its redirects carry "iss" (RFC 9207)
    ClientAuth clientAuth = ClientAuth::Form;
};

/// The server of the key's app: by the catalog, by the addresses its owner gave, or asked of the issuer he named
/// (OpenID Connect Discovery 1.0; RFC 8414), whose own hosts may then see what is sent there: `key` learns them.
/// Blocking. InvalidInput: nothing tells where; Refused, Insecure: the issuer's answer is none, or not its own.
[[nodiscard]] Result<AuthorizationServer> authorizationServerFor(HttpSender &http,
                                                                 PreparedKey &key,
                                                                 const CancelToken &cancel);

/// Pure. A discovery document of `issuer`. Refused: not one; Insecure: one of another issuer.
[[nodiscard]] Result<AuthorizationServer> readDiscovery(const QJsonObject &document,
                                                        const QString &issuer);

/// Pure. What of `server` has to be kept among a connection's public fields, so that it is not asked for again.
[[nodiscard]] QMap<QString, QString> fieldsOf(const AuthorizationServer &server);

} // namespace drawbridge
