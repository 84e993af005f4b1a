// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/GrantBook.h"

#include "core/practice/ShopSecrets.h"

#include <QJsonObject>

#include <algorithm>

namespace drawbridge {

namespace {

using namespace Qt::StringLiterals;

QJsonObject kept(const GrantRecord &grant)
{
    QJsonArray spent;
    for (const QByteArray &hash : grant.spentRefresh)
        spent.append(keptHash(hash));
    QJsonArray access;
    for (const GrantToken &token : grant.access)
        access.append(QJsonObject{{u"id"_s, token.id},
                                  {u"scopes"_s, QJsonArray::fromStringList(token.scopes)},
                                  {u"createdAt"_s, keptTime(token.createdAt)},
                                  {u"expiresAt"_s, keptTime(token.expiresAt)},
                                  {u"sha256"_s, keptHash(token.hash)}});
    return {{u"id"_s, grant.id},
            {u"clientId"_s, grant.clientId},
            {u"label"_s, grant.label},
            {u"scopes"_s, QJsonArray::fromStringList(grant.scopes)},
            {u"createdAt"_s, keptTime(grant.createdAt)},
            {u"lastUsedAt"_s, keptTime(grant.lastUsedAt)},
            {u"refreshSha256"_s, keptHash(grant.refreshHash)},
            {u"spent"_s, spent},
            {u"access"_s, access}};
}

GrantRecord grantIn(const QJsonObject &object)
{
    GrantRecord grant{.id = object.value(u"id"_s).toString(),
                      .clientId = object.value(u"clientId"_s).toString(),
                      .label = object.value(u"label"_s).toString(),
                      .scopes = textsKept(object.value(u"scopes"_s)),
                      .createdAt = timeKept(object.value(u"createdAt"_s)),
                      .lastUsedAt = timeKept(object.value(u"lastUsedAt"_s)),
                      .refreshHash = hashKept(object.value(u"refreshSha256"_s)),
                      .spentRefresh = {},
                      .access = {}};
    const QJsonArray spent = object.value(u"spent"_s).toArray();
    for (const QJsonValue &value : spent)
        grant.spentRefresh.push_back(hashKept(value));
    std::erase_if(grant.spentRefresh, [](const QByteArray &hash) { return hash.isEmpty(); });
    const QJsonArray access = object.value(u"access"_s).toArray();
    for (const QJsonValue &value : access) {
        GrantToken token{.id = value[u"id"].toString(),
                         .scopes = textsKept(value[u"scopes"]),
                         .createdAt = timeKept(value[u"createdAt"]),
                         .expiresAt = timeKept(value[u"expiresAt"]),
                         .hash = hashKept(value[u"sha256"])};
        // Without its end a token would never end.
        if (!token.hash.isEmpty() && token.expiresAt.isValid())
            grant.access.push_back(std::move(token));
    }
    return grant;
}

template<typename T>
void keepLast(std::vector<T> &list, size_t count)
{
    if (list.size() > count)
        list.erase(list.begin(), list.end() - static_cast<std::ptrdiff_t>(count));
}

} // namespace

GrantBook::GrantBook(const Clock &clock, Random &random)
    : m_clock(clock)
    , m_random(random)
{}

GivenTokens GrantBook::give(GrantRecord &grant,
                            const QStringList &scopes,
                            std::chrono::seconds lifetime)
{
    const QDateTime now = m_clock.now();
    GivenTokens given{.grantId = grant.id,
                      .access = u"pst_live_"_s + randomText(m_random, practiceSecretLetters),
                      .refresh = u"psr_live_"_s + randomText(m_random, practiceSecretLetters),
                      .scopes = scopes};
    if (!grant.refreshHash.isEmpty())
        grant.spentRefresh.push_back(grant.refreshHash);
    grant.refreshHash = shopHash(given.refresh);
    grant.access.push_back({.id = u"tok_"_s + randomText(m_random, 12),
                            .scopes = scopes,
                            .createdAt = now,
                            .expiresAt = now.addSecs(lifetime.count()),
                            .hash = shopHash(given.access)});
    keepLast(grant.spentRefresh, spentPerGrant);
    keepLast(grant.access, accessPerGrant);
    return given;
}

GivenTokens GrantBook::add(const QString &clientId,
                           const QString &label,
                           const QStringList &scopes,
                           std::chrono::seconds lifetime)
{
    m_grants.push_back({.id = u"grt_"_s + randomText(m_random, 12),
                        .clientId = clientId,
                        .label = label,
                        .scopes = scopes,
                        .createdAt = m_clock.now(),
                        .lastUsedAt = {},
                        .refreshHash = {},
                        .spentRefresh = {},
                        .access = {}});
    keepLast(m_grants, maximum);
    return give(m_grants.back(), scopes, lifetime);
}

std::variant<GivenTokens, RefreshRefusal> GrantBook::refresh(const QString &clientId,
                                                             const QString &value,
                                                             const std::optional<QStringList> &scopes,
                                                             std::chrono::seconds lifetime)
{
    const QByteArray hash = shopHash(value);
    for (GrantRecord &grant : m_grants) {
        if (std::find(grant.spentRefresh.begin(), grant.spentRefresh.end(), hash)
            != grant.spentRefresh.end()) {
            // Two have a copy and nobody can tell which of them is the right one (RFC 9700, section 4.14).
            end(QString(grant.id));
            return RefreshRefusal::Reused;
        }
        if (grant.refreshHash != hash)
            continue;
        if (grant.clientId != clientId)
            return RefreshRefusal::Unknown;
        const QStringList wanted = scopes.value_or(grant.scopes);
        const bool isGranted = !wanted.isEmpty()
            && std::all_of(wanted.begin(), wanted.end(), [&grant](const QString &scope) {
                   return grant.scopes.contains(scope);
               });
        if (!isGranted)
            return RefreshRefusal::Scope;
        return give(grant, wanted, lifetime);
    }
    return RefreshRefusal::Unknown;
}

bool GrantBook::end(const QString &id)
{
    return std::erase_if(m_grants, [&id](const GrantRecord &grant) { return grant.id == id; }) > 0;
}

bool GrantBook::revoke(const QString &clientId, const QString &value, RevokeReach reach)
{
    const QByteArray hash = shopHash(value);
    for (GrantRecord &grant : m_grants) {
        if (grant.clientId != clientId)
            continue;
        if (grant.refreshHash == hash) {
            if (reach == RevokeReach::Grant)
                return end(QString(grant.id));
            grant.refreshHash.clear();
            return true;
        }
        if (std::erase_if(grant.access,
                          [&hash](const GrantToken &token) { return token.hash == hash; })
            > 0)
            return true;
    }
    return false;
}

std::optional<GrantBook::Found> GrantBook::find(const QString &value) const
{
    const QByteArray hash = shopHash(value);
    for (const GrantRecord &grant : m_grants) {
        if (grant.refreshHash == hash)
            return Found{Kind::Refresh, grant, {}};
        for (const GrantToken &token : grant.access) {
            if (token.hash == hash)
                return Found{Kind::Access, grant, token};
        }
    }
    return std::nullopt;
}

void GrantBook::noteUse(const QString &grantId)
{
    for (GrantRecord &grant : m_grants) {
        if (grant.id == grantId)
            grant.lastUsedAt = m_clock.now();
    }
}

QJsonArray GrantBook::toJson() const
{
    QJsonArray grants;
    for (const GrantRecord &grant : m_grants)
        grants.append(kept(grant));
    return grants;
}

void GrantBook::load(const QJsonArray &keptBefore)
{
    for (const QJsonValue &value : keptBefore) {
        GrantRecord grant = grantIn(value.toObject());
        if (!grant.id.isEmpty() && !grant.clientId.isEmpty())
            m_grants.push_back(std::move(grant));
    }
    keepLast(m_grants, maximum);
}

} // namespace drawbridge
