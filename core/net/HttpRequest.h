// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/AddressPolicy.h"
#include "core/net/SecretText.h"
#include "core/net/TrustedAuthorities.h"

#include <QUrl>

#include <chrono>

namespace drawbridge {

struct RequestHeader
{
    QByteArray name;
    SecretText value;
};

/// Every limit is absolute: a peer that sends one byte a second gains nothing.
struct HttpLimits
{
    std::chrono::milliseconds connect{10'000};    ///< name, connection and TLS
    std::chrono::milliseconds nextAddress{1'500}; ///< to connect, while other addresses are left
    std::chrono::milliseconds firstByte{20'000}; ///< from the request sent to the reply's first byte
    std::chrono::milliseconds total{30'000};     ///< everything
    qint64 body = 2'097'152;                     ///< bytes of reply body
    qint64 head = 65'536; ///< bytes of status line and headers, and of trailers
};

/// One outgoing request. Secrets stand in it only as SecretText; `url` is logged up to its query, so it holds none.
struct HttpRequest
{
    QByteArray method = "GET";
    QUrl url;
    /// Written behind the path and query of `url`, for the providers that want a secret there; never logged.
    SecretText urlTail;
    /// Host, Content-Length, Connection, Accept-Encoding are set by the client; User-Agent and Accept unless given.
    std::vector<RequestHeader> headers;
    SecretText body;

    AddressRules rules;
    TrustedAuthorities authorities;
    HttpLimits limits;
    /// The app's name for explanations, "Stripe".
    QString app;
    /// For the "who Drawbridge talks to" list, in the owner's words: "Test of Stripe".
    QString purpose;

    [[nodiscard]] bool carriesSecret() const;
    /// All of them, for a Redaction.
    [[nodiscard]] std::vector<SharedSecret> secrets() const;
};

} // namespace drawbridge
