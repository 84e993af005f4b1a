// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/Message.h"
#include "core/practice/RateLimit.h"
#include "core/practice/SignIns.h"

namespace drawbridge {

/// Where somebody is asked: /oauth/authorize and /device. Whoever sees the page is taken for the owner, as nothing
/// here is worth a password. Not thread-safe.
class SignInDesk
{
public:
    /// `issuer` is the shop's own address, "https://127.0.0.1:7447". What it refers to outlives it.
    SignInDesk(const KeyBook &book, SignIns &signIns, const QString &issuer, const Clock &clock);

    /// RFC 6749, section 4.1.1, with PKCE (RFC 7636).
    [[nodiscard]] ServerResponse authorize(const ServerRequest &request);
    [[nodiscard]] ServerResponse decide(const ServerRequest &request);
    /// RFC 8628, section 3.3.
    [[nodiscard]] ServerResponse device(const ServerRequest &request);
    [[nodiscard]] ServerResponse decideDevice(const ServerRequest &request);

private:
    struct Decision
    {
        SignInAsk ask;
        QStringList scopes; ///< empty: denied
    };
    using DecisionOrPage = std::variant<Decision, ServerResponse>;

    /// Whether the form comes from a page of ours, by what the browser says of it.
    [[nodiscard]] bool isOwnForm(const ServerRequest &request) const;
    [[nodiscard]] DecisionOrPage decision(const std::vector<FormField> &fields, SignInAsk::Way way);
    [[nodiscard]] ServerResponse sendBack(const SignInAsk &ask, const QByteArray &answer) const;
    [[nodiscard]] ServerResponse sendBackError(const SignInAsk &ask,
                                               const QByteArray &code,
                                               const QString &description) const;
    [[nodiscard]] ServerResponse deviceConsent(const QString &userCode);

    const KeyBook &m_book;
    SignIns &m_signIns;
    const QString &m_issuer;
    RateLimit m_typing; ///< of device codes, so that none is found by trying
};

/// Whether a sign-in may come back there: one of the client's own, or plain http on this computer at any port and
/// path, without a query or a fragment (RFC 8252, section 7.3).
[[nodiscard]] bool mayReturnTo(const ClientRecord &client, const QByteArray &redirectUri);

} // namespace drawbridge
