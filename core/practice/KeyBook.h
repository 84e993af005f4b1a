// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/base/Result.h"
#include "core/practice/GrantBook.h"

#include <QHash>
#include <QJsonObject>
#include <QStringList>

#include <chrono>
#include <optional>
#include <variant>
#include <vector>

namespace drawbridge {

enum class ShopEnvironment { Live, Test };
/// Whether a key was made by the shop at its start or by a caller.
enum class KeyOrigin { Start, Caller };

[[nodiscard]] QString toText(ShopEnvironment environment);
/// Every scope there is, in the order of README.md.
[[nodiscard]] const QStringList &practiceScopes();

/// A key as the shop keeps it: of the value only the hash.
struct KeyRecord
{
    QString id;
    QString label;
    QStringList scopes;
    ShopEnvironment environment = ShopEnvironment::Live;
    KeyOrigin origin = KeyOrigin::Caller;
    QDateTime createdAt;
    QDateTime expiresAt;  ///< invalid: never
    QDateTime lastUsedAt; ///< invalid: never
    QByteArray hash;
};

/// A program that may ask for tokens.
struct ClientRecord
{
    QString clientId;
    QString label;
    QStringList scopes;
    KeyOrigin origin = KeyOrigin::Start;
    QDateTime lastUsedAt;
    QByteArray hash; ///< of its secret; empty: a public client, which has none
    /// Where a sign-in may come back to besides the loopback addresses, exactly so.
    QStringList redirectUris;

    [[nodiscard]] bool isPublic() const { return hash.isEmpty(); }
};

struct NewKey
{
    QString label;
    QStringList scopes;
    ShopEnvironment environment = ShopEnvironment::Live;
    KeyOrigin origin = KeyOrigin::Caller;
    std::optional<std::chrono::seconds> expiresIn;
};

struct MadeKey
{
    KeyRecord record;
    QString value;
};

struct MadeClient
{
    ClientRecord record;
    QString secret;
};

/// Who a request comes from, by key or by access token.
struct Caller
{
    QString id;
    QString label;
    QStringList scopes;
    ShopEnvironment environment = ShopEnvironment::Live;
    QDateTime expiresAt;
    bool isFirstUse = false;
};

enum class KeyFault { Unknown, Expired };

/// The keys, clients and access tokens of the Practice Shop. Not thread-safe.
class KeyBook
{
public:
    static constexpr qsizetype maximum = 500; ///< keys, so that a loop in a script is noticed

    KeyBook(const Clock &clock, Random &random);

    /// Conflict: there are as many as may be.
    [[nodiscard]] Result<MadeKey> add(const NewKey &key);
    [[nodiscard]] MadeClient addClient(const QString &label,
                                       const QStringList &scopes,
                                       const QStringList &redirectUris = {});
    /// One without a secret, under a name that never changes. It is not written down.
    void addPublicClient(const ClientRecord &client) { m_clients.push_back(client); }
    /// False if there is no such key.
    bool remove(const QString &id);
    [[nodiscard]] const std::vector<KeyRecord> &keys() const { return m_keys; }

    /// Notes the use.
    [[nodiscard]] std::variant<Caller, KeyFault> findCaller(const QString &value);
    /// Of a client with a secret only where the secret is right; of a public one only where none is shown.
    [[nodiscard]] std::optional<ClientRecord> findClient(const QString &clientId,
                                                         const QString &secret);
    /// Whoever goes by that name, nothing proven.
    [[nodiscard]] std::optional<ClientRecord> clientNamed(const QString &clientId) const;
    /// The token's value.
    [[nodiscard]] QString addToken(const ClientRecord &client,
                                   const QStringList &scopes,
                                   std::chrono::seconds lifetime);
    /// A token of addToken(), also one that has expired.
    [[nodiscard]] std::optional<Caller> findToken(const QString &clientId,
                                                  const QString &value) const;
    bool removeToken(const QString &clientId, const QString &value);

    [[nodiscard]] GrantBook &grants() { return m_grants; }

    /// Without values, which are not known here, and without the tokens of addToken().
    [[nodiscard]] QJsonObject toJson() const;
    /// Takes over what an earlier run kept, except what it made at its start and nobody used: its value is lost.
    /// Damaged: not what toJson() gives.
    [[nodiscard]] Result<void> load(const QJsonObject &kept);

private:
    struct Token
    {
        Caller caller;
        QString clientId;
        QByteArray hash;
    };

    [[nodiscard]] QString newId(const char *prefix);

    const Clock &m_clock;
    Random &m_random;
    std::vector<KeyRecord> m_keys;
    std::vector<ClientRecord> m_clients;
    std::vector<Token> m_tokens;
    GrantBook m_grants;
};

} // namespace drawbridge
