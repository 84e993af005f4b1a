// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/Message.h"
#include "core/practice/KeyDesk.h"
#include "core/practice/OAuthRequest.h"
#include "core/practice/PracticeShop.h"
#include "core/practice/SignIns.h"

namespace drawbridge {

/// Where programs get tokens, give them back and ask about them, and where the owner sees what is allowed.
/// Not thread-safe.
class TokenDesk
{
public:
    /// What it refers to outlives it.
    TokenDesk(KeyBook &book,
              SignIns &signIns,
              KeepKeys keep,
              const PracticeConfig &config,
              const QString &issuer,
              const Clock &clock);

    /// RFC 6749, sections 4.1.3, 4.4 and 6; RFC 8628, section 3.4.
    [[nodiscard]] ServerResponse token(const ServerRequest &request);
    /// RFC 8628, section 3.1.
    [[nodiscard]] ServerResponse authorizeDevice(const ServerRequest &request);
    /// RFC 7009.
    [[nodiscard]] ServerResponse revoke(const ServerRequest &request);
    /// RFC 7662.
    [[nodiscard]] ServerResponse introspect(const ServerRequest &request);
    /// RFC 8414.
    [[nodiscard]] ServerResponse metadata() const;

    [[nodiscard]] ServerResponse listGrants();
    [[nodiscard]] ServerResponse removeGrant(const QString &id);

private:
    struct Asked
    {
        OAuthRequest form;
        ClientRecord client;
    };
    using AskedOrRefusal = std::variant<Asked, ServerResponse>;

    [[nodiscard]] AskedOrRefusal admit(const ServerRequest &request, const char *needed);
    [[nodiscard]] ServerResponse byCode(const Asked &asked);
    [[nodiscard]] ServerResponse byRefresh(const Asked &asked);
    [[nodiscard]] ServerResponse byDevice(const Asked &asked);
    [[nodiscard]] ServerResponse byClient(const Asked &asked);
    [[nodiscard]] ServerResponse begin(const SignIns::Code &code);
    [[nodiscard]] ServerResponse told(const GivenTokens &given) const;
    /// Writes down what was changed; `before` is put back where that fails.
    [[nodiscard]] std::optional<ServerResponse> keepOr(const std::vector<GrantRecord> &before);
    /// Ends a grant whose code or token was copied, whether or not that can be written down.
    void endCopied(const QString &grantId);

    KeyBook &m_book;
    SignIns &m_signIns;
    KeepKeys m_keep;
    const std::chrono::seconds m_tokenLifetime;
    const RevokeReach m_revokeReach;
    const QString &m_issuer;
    const Clock &m_clock;
};

} // namespace drawbridge
