// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/KeyBook.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>

#include <algorithm>

namespace drawbridge {

namespace {

constexpr qsizetype keyLetters = 32;
constexpr qsizetype secretLetters = 40;
constexpr size_t maximalTokens = 1'000;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(PracticeShop)
};

/// A plain hash is enough: what is hashed has 190 bits that nobody can guess.
QByteArray hashOf(const QString &value)
{
    return QCryptographicHash::hash(value.toUtf8(), QCryptographicHash::Sha256);
}

QString timeText(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QDateTime timeOf(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
}

QJsonObject kept(const KeyRecord &key)
{
    return {{QStringLiteral("id"), key.id},
            {QStringLiteral("label"), key.label},
            {QStringLiteral("scopes"), QJsonArray::fromStringList(key.scopes)},
            {QStringLiteral("environment"), toText(key.environment)},
            {QStringLiteral("madeAtStart"), key.origin == KeyOrigin::Start},
            {QStringLiteral("createdAt"), timeText(key.createdAt)},
            {QStringLiteral("expiresAt"), timeText(key.expiresAt)},
            {QStringLiteral("lastUsedAt"), timeText(key.lastUsedAt)},
            {QStringLiteral("sha256"), QString::fromLatin1(key.hash.toHex())}};
}

QJsonObject kept(const ClientRecord &client)
{
    return {{QStringLiteral("clientId"), client.clientId},
            {QStringLiteral("label"), client.label},
            {QStringLiteral("scopes"), QJsonArray::fromStringList(client.scopes)},
            {QStringLiteral("madeAtStart"), client.origin == KeyOrigin::Start},
            {QStringLiteral("lastUsedAt"), timeText(client.lastUsedAt)},
            {QStringLiteral("sha256"), QString::fromLatin1(client.hash.toHex())}};
}

QByteArray hashIn(const QJsonObject &object)
{
    return QByteArray::fromHex(object.value(QStringLiteral("sha256")).toString().toLatin1());
}

QStringList scopesIn(const QJsonObject &object)
{
    QStringList scopes;
    const QJsonArray array = object.value(QStringLiteral("scopes")).toArray();
    for (const QJsonValue &scope : array)
        scopes.append(scope.toString());
    return scopes;
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
            .scopes = scopesIn(object),
            .environment = object.value(QStringLiteral("environment")) == QStringLiteral("test")
                ? ShopEnvironment::Test
                : ShopEnvironment::Live,
            .origin = originIn(object),
            .createdAt = timeOf(object.value(QStringLiteral("createdAt"))),
            .expiresAt = timeOf(object.value(QStringLiteral("expiresAt"))),
            .lastUsedAt = timeOf(object.value(QStringLiteral("lastUsedAt"))),
            .hash = hashIn(object)};
}

ClientRecord clientIn(const QJsonObject &object)
{
    return {.clientId = object.value(QStringLiteral("clientId")).toString(),
            .label = object.value(QStringLiteral("label")).toString(),
            .scopes = scopesIn(object),
            .origin = originIn(object),
            .lastUsedAt = timeOf(object.value(QStringLiteral("lastUsedAt"))),
            .hash = hashIn(object)};
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
{}

QString KeyBook::randomText(qsizetype length)
{
    static constexpr char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    constexpr unsigned count = sizeof letters - 1;
    QString text;
    while (text.size() < length) {
        const QByteArray bytes = m_random.bytes(length);
        for (const char byte : bytes) {
            const auto number = static_cast<unsigned char>(byte);
            // Numbers beyond the last whole round would favour the first letters.
            if (number < 256 / count * count && text.size() < length)
                text.append(QLatin1Char(letters[number % count]));
        }
    }
    return text;
}

QString KeyBook::newId(const char *prefix)
{
    return QLatin1String(prefix) + randomText(12);
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
    made.value = QStringLiteral("psk_%1_").arg(toText(key.environment)) + randomText(keyLetters);
    made.record = {.id = newId("key_"),
                   .label = key.label,
                   .scopes = key.scopes,
                   .environment = key.environment,
                   .origin = key.origin,
                   .createdAt = m_clock.now(),
                   .expiresAt = {},
                   .lastUsedAt = {},
                   .hash = hashOf(made.value)};
    if (key.expiresIn)
        made.record.expiresAt = made.record.createdAt.addSecs(key.expiresIn->count());
    m_keys.push_back(made.record);
    return made;
}

MadeClient KeyBook::addClient(const QString &label, const QStringList &scopes)
{
    MadeClient made;
    made.secret = QStringLiteral("pss_") + randomText(secretLetters);
    made.record = {.clientId = newId("practice-"),
                   .label = label,
                   .scopes = scopes,
                   .origin = KeyOrigin::Start,
                   .lastUsedAt = {},
                   .hash = hashOf(made.secret)};
    m_clients.push_back(made.record);
    return made;
}

bool KeyBook::remove(const QString &id)
{
    return std::erase_if(m_keys, [&id](const KeyRecord &key) { return key.id == id; }) > 0;
}

std::variant<Caller, KeyFault> KeyBook::findCaller(const QString &value)
{
    const QByteArray hash = hashOf(value);
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
    return KeyFault::Unknown;
}

std::optional<ClientRecord> KeyBook::findClient(const QString &clientId, const QString &secret)
{
    const QByteArray hash = hashOf(secret);
    for (ClientRecord &client : m_clients) {
        if (client.clientId != clientId || client.hash != hash)
            continue;
        const ClientRecord found = client;
        client.lastUsedAt = m_clock.now();
        return found;
    }
    return std::nullopt;
}

QString KeyBook::addToken(const ClientRecord &client,
                          const QStringList &scopes,
                          std::chrono::seconds lifetime)
{
    // Expired ones stay for a while, so that they are told from unknown ones.
    if (m_tokens.size() >= maximalTokens)
        m_tokens.erase(m_tokens.begin());
    const QString value = QStringLiteral("pst_live_") + randomText(secretLetters);
    m_tokens.push_back({.caller = {.id = newId("tok_"),
                                   .label = client.label,
                                   .scopes = scopes,
                                   .environment = ShopEnvironment::Live,
                                   .expiresAt = m_clock.now().addSecs(lifetime.count()),
                                   .isFirstUse = false},
                        .hash = hashOf(value)});
    return value;
}

QJsonObject KeyBook::toJson() const
{
    QJsonArray keys;
    for (const KeyRecord &key : m_keys)
        keys.append(kept(key));
    QJsonArray clients;
    for (const ClientRecord &client : m_clients)
        clients.append(kept(client));
    return {{QStringLiteral("format"), 1},
            {QStringLiteral("keys"), keys},
            {QStringLiteral("clients"), clients}};
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
    return {};
}

} // namespace drawbridge
