// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"

#include <QJsonArray>
#include <QStringList>

#include <chrono>
#include <optional>
#include <variant>
#include <vector>

namespace drawbridge {

/// One access token of a grant; of its value only the hash.
struct GrantToken
{
    QString id;
    QStringList scopes;
    QDateTime createdAt;
    QDateTime expiresAt;
    QByteArray hash;
};

/// What somebody allowed a program: the scopes ticked, and every token made from that.
struct GrantRecord
{
    QString id;
    QString clientId;
    QString label; ///< the program's, as the page showed it
    QStringList scopes;
    QDateTime createdAt;
    QDateTime lastUsedAt;                 ///< invalid: never
    QByteArray refreshHash;               ///< of the one that is good; empty: it was revoked alone
    std::vector<QByteArray> spentRefresh; ///< given out and replaced: who shows one has a copy
    std::vector<GrantToken> access;
};

struct GivenTokens
{
    QString grantId;
    QString access;
    QString refresh;
    QStringList scopes; ///< of the access token
};

enum class RefreshRefusal { Unknown, Reused, Scope };

/// What a revoked token takes along.
enum class RevokeReach {
    Grant, ///< a refresh token ends its grant with all access tokens; an access token only itself
    Token  ///< only itself: an access token lives on when its refresh token is revoked
};

/// The sign-ins somebody allowed, with their tokens. Not thread-safe.
class GrantBook
{
public:
    static constexpr size_t maximum = 200;        ///< grants; the oldest goes when one more is made
    static constexpr size_t accessPerGrant = 20;  ///< so too the oldest access token
    static constexpr size_t spentPerGrant = 1000; ///< refresh tokens whose reuse is still noticed

    enum class Kind { Access, Refresh };
    struct Found
    {
        Kind kind = Kind::Access;
        GrantRecord grant;
        GrantToken token; ///< of an access token
    };

    GrantBook(const Clock &clock, Random &random);

    [[nodiscard]] GivenTokens add(const QString &clientId,
                                  const QString &label,
                                  const QStringList &scopes,
                                  std::chrono::seconds lifetime);
    /// A new pair for the old one; `scopes` may narrow the access token. Reused: somebody showed a refresh token that
    /// was replaced, so the grant is gone.
    [[nodiscard]] std::variant<GivenTokens, RefreshRefusal> refresh(
        const QString &clientId,
        const QString &value,
        const std::optional<QStringList> &scopes,
        std::chrono::seconds lifetime);
    /// False if there is no such grant.
    bool end(const QString &id);
    /// False if the client has no such token.
    bool revoke(const QString &clientId, const QString &value, RevokeReach reach);
    [[nodiscard]] const std::vector<GrantRecord> &grants() const { return m_grants; }
    /// Also one that has expired.
    [[nodiscard]] std::optional<Found> find(const QString &value) const;
    void noteUse(const QString &grantId);
    /// Puts back what was there before a change that could not be written down.
    void restore(std::vector<GrantRecord> before) { m_grants = std::move(before); }

    [[nodiscard]] QJsonArray toJson() const;
    void load(const QJsonArray &kept);

private:
    [[nodiscard]] GivenTokens give(GrantRecord &grant,
                                   const QStringList &scopes,
                                   std::chrono::seconds lifetime);

    const Clock &m_clock;
    Random &m_random;
    std::vector<GrantRecord> m_grants; ///< oldest first
};

} // namespace drawbridge
