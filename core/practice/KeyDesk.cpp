// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/KeyDesk.h"

#include "core/practice/ShopAnswers.h"

#include <QJsonArray>

#include <variant>

namespace drawbridge {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype longestLabel = 80;
constexpr double longestLife = 10.0 * 365 * 24 * 3600; // seconds

QJsonObject described(const KeyRecord &key)
{
    return {{u"id"_s, key.id},
            {u"label"_s, key.label},
            {u"scopes"_s, QJsonArray::fromStringList(key.scopes)},
            {u"environment"_s, toText(key.environment)},
            {u"createdAt"_s, shopTime(key.createdAt)},
            {u"expiresAt"_s, shopTime(key.expiresAt)},
            {u"lastUsedAt"_s, shopTime(key.lastUsedAt)}};
}

ServerResponse invalid(const QString &message)
{
    return shopError(400, u"invalid_request"_s, message);
}

/// Known scopes, each once; nothing where the value is not such a list.
std::optional<QStringList> scopesIn(const QJsonValue &value)
{
    QStringList scopes;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &entry : array) {
        const QString scope = entry.toString();
        if (!practiceScopes().contains(scope) || scopes.contains(scope))
            return std::nullopt;
        scopes.append(scope);
    }
    if (scopes.isEmpty())
        return std::nullopt;
    return scopes;
}

std::variant<NewKey, ServerResponse> wanted(const Caller &caller, const QJsonObject &body)
{
    static const QStringList known{u"label"_s, u"scopes"_s, u"expiresIn"_s};
    for (const QString &name : body.keys()) {
        // A limit that is misspelt and passed over would make a key without it.
        if (!known.contains(name))
            return invalid(
                u"There is no \"%1\". A key has: %2."_s.arg(shopText(name, 40).value_or(QString()),
                                                            known.join(u", "_s)));
    }
    NewKey key;
    key.environment = caller.environment;
    const auto label = shopText(body.value(u"label"_s), longestLabel);
    if (!label)
        return invalid(u"Give a label of 1 to %1 characters."_s.arg(longestLabel));
    key.label = *label;
    const auto scopes = scopesIn(body.value(u"scopes"_s));
    if (!scopes)
        return invalid(u"Give scopes as a list of: %1."_s.arg(practiceScopes().join(u", "_s)));
    key.scopes = *scopes;
    for (const QString &scope : *scopes) {
        if (!caller.scopes.contains(scope))
            return missingScope(scope);
    }
    const QJsonValue life = body.value(u"expiresIn"_s);
    if (life.isUndefined() || life.isNull())
        return key;
    const double seconds = life.toDouble();
    if (seconds < 1 || seconds > longestLife || seconds != static_cast<double>(life.toInteger()))
        return invalid(u"expiresIn is a whole number of seconds, ten years at most."_s);
    key.expiresIn = std::chrono::seconds(life.toInteger());
    return key;
}

ServerResponse notKept(const Error &error)
{
    return shopError(503, u"not_kept"_s, error.what);
}

} // namespace

QJsonObject describe(const Caller &caller)
{
    return {{u"id"_s, caller.id},
            {u"label"_s, caller.label},
            {u"scopes"_s, QJsonArray::fromStringList(caller.scopes)},
            {u"expiresAt"_s, shopTime(caller.expiresAt)},
            {u"environment"_s, toText(caller.environment)}};
}

KeyDesk::KeyDesk(KeyBook &book, KeepKeys keep)
    : m_book(book)
    , m_keep(std::move(keep))
{}

ServerResponse KeyDesk::list() const
{
    QJsonArray keys;
    for (const KeyRecord &key : m_book.keys())
        keys.append(described(key));
    return ServerResponse::json(200, {{u"data"_s, keys}});
}

ServerResponse KeyDesk::create(const Caller &caller, const ServerRequest &request)
{
    ServerResponse refusal;
    const auto body = jsonBody(request, refusal);
    if (!body)
        return refusal;
    const auto key = wanted(caller, *body);
    if (const auto *why = std::get_if<ServerResponse>(&key))
        return *why;
    const auto made = m_book.add(std::get<NewKey>(key));
    if (!made)
        return shopError(409, u"too_many_keys"_s, made.error().what);
    if (const auto kept = m_keep(m_book); !kept) {
        m_book.remove(made->record.id);
        return notKept(kept.error());
    }
    QJsonObject told = described(made->record);
    told.insert(u"value"_s, made->value);
    return ServerResponse::json(201, {{u"key"_s, told}}).withHeader("Cache-Control", "no-store");
}

ServerResponse KeyDesk::remove(const QString &id)
{
    if (!m_book.remove(id))
        return shopError(404, u"not_found"_s, u"There is no such key."_s);
    if (const auto kept = m_keep(m_book); !kept)
        return notKept(kept.error()); // gone for this run; asking again after a restart helps
    return {.status = 204, .headers = {}, .body = {}};
}

} // namespace drawbridge
