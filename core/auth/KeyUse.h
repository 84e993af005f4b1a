// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"
#include "core/model/AppProfile.h"
#include "core/model/Connection.h"
#include "core/net/HttpRequest.h"

#include <QMap>

namespace drawbridge {

/// A key and what is needed to show it to its app.
struct KeyUse
{
    AppProfile profile;
    AuthKind auth = AuthKind::ApiKey;
    Environment environment = Environment::Production;
    QMap<QString, QString> publicFields;
    QMap<QString, SharedSecret> secrets; ///< by field name; "value" stands for the only secret field
    QStringList
        scopes; ///< to ask for, where a client asks for access; empty: what the provider gives by itself
    QUrl baseUrl; ///< the owner's own; empty: the profile's
    NetworkReach reach = NetworkReach::PublicOnly;
    QByteArray authorityPem; ///< additional certificate authorities, or empty
};

/// A KeyUse checked and completed: what every request with this key has in common.
struct PreparedKey
{
    AppProfile profile;
    AuthOption option;
    QMap<QString, QString> publicFields;
    QMap<QString, SharedSecret> secrets;
    QUrl baseUrl;
    AddressRules rules;
    TrustedAuthorities authorities;
};

/// The way to connect the app that `kind` means, or null. A key and a bearer token are one thing under two names: what
/// the app calls one may be asked for as the other.
[[nodiscard]] const AuthOption *optionFor(const AppProfile &profile, AuthKind kind);

/// Pure. InvalidInput names the field that is missing or does not fit; Insecure where the key would leave for a
/// host that is not its app's.
[[nodiscard]] Result<PreparedKey> prepare(const KeyUse &use);

/// Pure. `text` with {field} filled in from the public fields, the secrets and `accessToken` (may be null).
/// InvalidInput for a field that is not there.
[[nodiscard]] Result<SecretText> fillIn(const QString &text,
                                        const PreparedKey &key,
                                        const SharedSecret &accessToken,
                                        SecretSpelling spelling = SecretSpelling::Raw);

/// Pure. A request to `url` that carries the key as the app wants it; where it wants a signature, that is signRequest()'s. `accessToken` is what a client's
/// credentials gave, null for keys that are shown as they are.
[[nodiscard]] Result<HttpRequest> authorisedRequest(const PreparedKey &key,
                                                    const QUrl &url,
                                                    const SharedSecret &accessToken);

} // namespace drawbridge
