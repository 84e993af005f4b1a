// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/KeyBook.h"

#include "core/practice/ShopSecrets.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace drawbridge {

namespace {

constexpr qsizetype keyLetters = 32;
constexpr size_t maximalTokens = 1'000;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(PracticeShop)
};

QJsonObject kept(const KeyRecord &key)
{
    return {{QStringLiteral("id"), key.id},
            {QStringLiteral("label"), key.label},
            {QStringLiteral("scopes"), QJsonArray::fromStringList(key.scopes)},
            {QStringLiteral("environment"), toText(key.environment)},
            {QStringLiteral("madeAtStart"), key.origin == KeyOrigin::Start},
            {QStringLiteral("createdAt"), keptTime(key.createdAt)},
            {QStringLiteral("expiresAt"), keptTime(key.expiresAt)},
            {QStringLiteral("lastUsedAt"), keptTime(key.lastUsedAt)},
            {QStringLiteral("sha256"), keptHash(key.hash)}};
}

QJsonObject kept(const ClientRecord &client)
{
    return {{QStringLiteral("clientId"), client.clientId},
            {QStringLiteral("label"), client.label},
            {QStringLiteral("scopes"), QJsonArray::fromStringList(client.scopes)},
            {QStringLiteral("madeAtStart"), client.origin == KeyOrigin::Start},
            {QStringLiteral("redirectUris"), QJsonArray::fromStringList(client.redirectUris)},
            {QStringLiteral("lastUsedAt"), keptTime(client.lastUsedAt)},
            {QStringLiteral("sha256"), keptHash(client.hash)}};
}

KeyOrigin originIn(const QJsonObject &object)
{
    return object.value(QStringLiteral("madeAtStart")).toBool() ? KeyOrigin::Start
                                                                : KeyOrigin::Caller;
}

KeyRecord keyIn(const QJsonObject &object)
{
    return {.id = object.value(QStringLiteral("id")).toString(),
            .label = object.value(QStringLiteral("label")).toString(),
            .scopes = textsKept(object.value(QStringLiteral("scopes"))),
            .environment = object.value(QStringLiteral("environment")) == QStringLiteral("test")
                ? ShopEnvironment::Test
                : ShopEnvironment::Live,
            .origin = originIn(object),
            .createdAt = timeKept(object.value(QStringLiteral("createdAt"))),
            .expiresAt = timeKept(object.value(QStringLiteral("expiresAt"))),
            .lastUsedAt = timeKept(object.value(QStringLiteral("lastUsedAt"))),
            .hash = hashKept(object.value(QStringLiteral("sha256")))};
}

ClientRecord clientIn(const QJsonObject &object)
{
    return {.clientId = object.value(QStringLiteral("clientId")).toString(),
            .label = object.value(QStringLiteral("label")).toString(),
            .scopes = textsKept(object.value(QStringLiteral("scopes"))),
            .origin = originIn(object),
            .lastUsedAt = timeKept(object.value(QStringLiteral("lastUsedAt"))),
            .hash = hashKept(object.value(QStringLiteral("sha256"))),
            .redirectUris = textsKept(object.value(QStringLiteral("redirectUris")))};
}

template<typename Record>
bool isLost(const Record &record)
{
    return record.origin == KeyOrigin::Start && !record.lastUsedAt.isValid();
}

} // namespace

QString toText(ShopEnvironment environment)
{
    return environment == ShopEnvironment::Live ? QStringLiteral("live") : QStringLiteral("test");
}

const QStringList &practiceScopes()
{
    static const QStringList scopes{QStringLiteral("orders:read"),
                                    QStringLiteral("order-totals:read"),
                                    QStringLiteral("customers:read"),
                                    QStringLiteral("products:read"),
                                    QStringLiteral("products:write"),
                                    QStringLiteral("keys:admin")};
    return scopes;
}

KeyBook::KeyBook(const Clock &clock, Random &random)
    : m_clock(clock)
    , m_random(random)
    , m_grants(clock, random)
{}

QString KeyBook::newId(const char *prefix)
{
    return QLatin1String(prefix) + randomText(m_random, 12);
}

Result<MadeKey> KeyBook::add(const NewKey &key)
{
    if (std::ssize(m_keys) >= maximum)
        return Error{ErrorCode::Conflict,
                     Words::tr("The Practice Shop has %1 keys, which is all it takes. "
                               "Delete some first.")
                         .arg(maximum),
                     {}};
    MadeKey made;
    made.value =
        QStringLiteral("psk_%1_").arg(toText(key.environment)) + randomText(m_random, keyLetters);
    made.record = {.id = newId("key_"),
                   .label = key.label,
                   .scopes = key.scopes,
                   .environment = key.environment,
                   .origin = key.origin,
                   .createdAt = m_clock.now(),
                   .expiresAt = {},
                   .lastUsedAt = {},
                   .hash = shopHash(made.value)};
    if (key.expiresIn)
        made.record.expiresAt = made.record.createdAt.addSecs(key.expiresIn->count());
    m_keys.push_back(made.record);
    return made;
}

MadeClient KeyBook::addClient(const QString &label,
                              const QStringList &scopes,
                              const QStringList &redirectUris)
{
    MadeClient made;
    made.secret = QStringLiteral("pss_") + randomText(m_random, practiceSecretLetters);
    made.record = {.clientId = newId("practice-"),
                   .label = label,
                   .scopes = scopes,
                   .origin = KeyOrigin::Start,
                   .lastUsedAt = {},
                   .hash = shopHash(made.secret),
                   .redirectUris = redirectUris};
    m_clients.push_back(made.record);
    return made;
}

bool KeyBook::remove(const QString &id)
{
    return std::erase_if(m_keys, [&id](const KeyRecord &key) { return key.id == id; }) > 0;
}

std::variant<Caller, KeyFault> KeyBook::findCaller(const QString &value)
{
    const QByteArray hash = shopHash(value);
    const QDateTime now = m_clock.now();
    for (KeyRecord &key : m_keys) {
        if (key.hash != hash)
            continue;
        if (key.expiresAt.isValid() && now >= key.expiresAt)
            return KeyFault::Expired;
        const bool isFirstUse = !key.lastUsedAt.isValid();
        key.lastUsedAt = now;
        return Caller{key.id, key.label, key.scopes, key.environment, key.expiresAt, isFirstUse};
    }
    for (const Token &token : m_tokens) {
        if (token.hash == hash)
            return now >= token.caller.expiresAt ? std::variant<Caller, KeyFault>(KeyFault::Expired)
                                                 : token.caller;
    }
    if (const auto found = m_grants.find(value); found && found->kind == GrantBook::Kind::Access) {
        if (now >= found->token.expiresAt)
            return KeyFault::Expired;
        m_grants.noteUse(found->grant.id);
        return Caller{.id = found->token.id,
                      .label = found->grant.label,
                      .scopes = found->token.scopes,
                      .environment = ShopEnvironment::Live,
                      .expiresAt = found->token.expiresAt,
                      .isFirstUse = false};
    }
    return KeyFault::Unknown;
}

std::optional<ClientRecord> KeyBook::findClient(const QString &clientId, const QString &secret)
{
    const QByteArray hash = secret.isEmpty() ? QByteArray() : shopHash(secret);
    for (ClientRecord &client : m_clients) {
        if (client.clientId != clientId || client.hash != hash)
            continue;
        const ClientRecord found = client;
        client.lastUsedAt = m_clock.now();
        return found;
    }
    return std::nullopt;
}

std::optional<ClientRecord> KeyBook::clientNamed(const QString &clientId) const
{
    for (const ClientRecord &client : m_clients) {
        if (client.clientId == clientId)
            return client;
    }
    return std::nullopt;
}

std::optional<Caller> KeyBook::findToken(const QString &clientId, const QString &value) const
{
    const QByteArray hash = shopHash(value);
    for (const Token &token : m_tokens) {
        if (token.clientId == clientId && token.hash == hash)
            return token.caller;
    }
    return std::nullopt;
}

bool KeyBook::removeToken(const QString &clientId, const QString &value)
{
    const QByteArray hash = shopHash(value);
    return std::erase_if(m_tokens,
                         [&](const Token &token) {
                             return token.clientId == clientId && token.hash == hash;
                         })
        > 0;
}

QString KeyBook::addToken(const ClientRecord &client,
                          const QStringList &scopes,
                          std::chrono::seconds lifetime)
{
    // Expired ones stay for a while, so that they are told from unknown ones.
    if (m_tokens.size() >= maximalTokens)
        m_tokens.erase(m_tokens.begin());
    const QString value = QStringLiteral("pst_live_") + randomText(m_random, practiceSecretLetters);
    m_tokens.push_back({.caller = {.id = newId("tok_"),
                                   .label = client.label,
                                   .scopes = scopes,
                                   .environment = ShopEnvironment::Live,
                                   .expiresAt = m_clock.now().addSecs(lifetime.count()),
                                   .isFirstUse = false},
                        .clientId = client.clientId,
                        .hash = shopHash(value)});
    return value;
}

QJsonObject KeyBook::toJson() const
{
    QJsonArray keys;
    for (const KeyRecord &key : m_keys)
        keys.append(kept(key));
    QJsonArray clients;
    for (const ClientRecord &client : m_clients) {
        if (!client.isPublic())
            clients.append(kept(client));
    }
    return {{QStringLiteral("format"), 1},
            {QStringLiteral("keys"), keys},
            {QStringLiteral("clients"), clients},
            {QStringLiteral("grants"), m_grants.toJson()}};
}

Result<void> KeyBook::load(const QJsonObject &keptBefore)
{
    if (keptBefore.value(QStringLiteral("format")).toInt() != 1)
        return Error{ErrorCode::Damaged,
                     Words::tr("The Practice Shop cannot read its list of keys. Delete its folder "
                               "to start afresh; nothing is lost."),
                     QStringLiteral("format is not 1")};
    const QJsonArray keys = keptBefore.value(QStringLiteral("keys")).toArray();
    for (const QJsonValue &value : keys)
        m_keys.push_back(keyIn(value.toObject()));
    const QJsonArray clients = keptBefore.value(QStringLiteral("clients")).toArray();
    for (const QJsonValue &value : clients)
        m_clients.push_back(clientIn(value.toObject()));
    std::erase_if(m_keys, [](const KeyRecord &key) {
        return isLost(key) || key.id.isEmpty() || key.hash.size() != 32;
    });
    std::erase_if(m_clients, [](const ClientRecord &client) {
        return isLost(client) || client.clientId.isEmpty() || client.hash.size() != 32;
    });
    m_grants.load(keptBefore.value(QStringLiteral("grants")).toArray());
    return {};
}

} // namespace drawbridge
