// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/AuthorizationServer.h"
#include "core/base/Clock.h"
#include "core/base/Random.h"

#include <optional>

namespace drawbridge {

/// An attempt is over after so long, by a clock that nobody can set.
constexpr std::chrono::minutes signInPatience{10};

/// One attempt to sign in by a browser: what binds its answer to it. Not thread-safe.
class SignInAttempt
{
public:
    /// `redirect` is where the app sends the browser back to.
    SignInAttempt(const Clock &clock, Random &random, QUrl redirect);

    /// The address the browser opens (RFC 6749, section 4.1.1; S256 of RFC 7636). Insecure, InvalidInput: one that must
    /// not be opened; decision 8 allows https, and http to this computer where the owner marked the app so.
    [[nodiscard]] Result<QUrl> browserAddress(const PreparedKey &key,
                                              const AuthorizationServer &server,
                                              const QStringList &scopes) const;

    /// The code in what the app sent back; once. Conflict: it was used before. TimedOut. Insecure: the answer of
    /// another attempt or another server (RFC 9207). Refused: the person, or the app, said no.
    [[nodiscard]] Result<SharedSecret> codeFrom(const QByteArray &query,
                                                const AuthorizationServer &server,
                                                const QString &app);

    /// Whether `query` carries the state of this attempt; uses nothing up.
    [[nodiscard]] bool isMeant(const QByteArray &query) const;
    [[nodiscard]] bool isOver() const;
    [[nodiscard]] const QUrl &redirect() const { return m_redirect; }
    [[nodiscard]] const SharedSecret &verifier() const { return m_verifier; }

private:
    const Clock &m_clock;
    std::chrono::milliseconds m_begun;
    QUrl m_redirect;
    QByteArray m_state;
    SharedSecret m_verifier;
    bool m_used = false;
};

/// Pure. base64url without padding (RFC 4648, section 5).
[[nodiscard]] QByteArray base64Url(QByteArrayView bytes);
/// Pure. The challenge of a verifier by S256 (RFC 7636, section 4.2).
[[nodiscard]] QByteArray challengeOf(QByteArrayView verifier);

/// Pure. Whether a browser may be sent to `page`: as decision 8, and plain http to this very computer alone, as nobody
/// looks a browser's names up for it.
[[nodiscard]] Result<void> checkBrowserPage(const QUrl &page, const AddressRules &rules);

/// Pure. The query of the address somebody pasted, if it is the one that `redirect` leads to. InvalidInput says what
/// is wrong with it.
[[nodiscard]] Result<QByteArray> queryOfPasted(const QString &text, const QUrl &redirect);

/// Pure. What of a redirect's query is kept, by name; values that cannot stand in an address are left out.
[[nodiscard]] QMap<QString, QString> keptOf(const QByteArray &query, const QStringList &names);

} // namespace drawbridge
