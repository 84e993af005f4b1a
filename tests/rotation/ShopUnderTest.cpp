// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/rotation/ShopUnderTest.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

const QStringList startLabels{u"Owner"_s, u"Read everything"_s, u"Orders only"_s, u"Test shop"_s};

QJsonArray keysIn(const HttpReply &reply)
{
    return QJsonDocument::fromJson(reply.body).object().value(u"data"_s).toArray();
}

Result<Catalog> catalogWith(const QJsonObject &shop)
{
    const QTemporaryDir folder;
    QDir(folder.path()).mkpath(u"apps"_s);
    QFile changed(folder.filePath(u"apps/practice-shop.json"_s));
    if (!changed.open(QIODevice::WriteOnly) || changed.write(QJsonDocument(shop).toJson()) < 0)
        return Error{ErrorCode::Denied, u"The profile cannot be written."_s, {}};
    changed.close();
    return Catalog::load(folder.path());
}

} // namespace

Result<Catalog> catalogFor(ShopKeys keys)
{
    if (keys == ShopKeys::LiveSideBySide)
        return Catalog::builtIn();
    QFile file(u":/drawbridge/catalog/apps/practice-shop.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::NotFound, u"The Practice Shop's profile is missing."_s, {}};
    QJsonObject profile = QJsonDocument::fromJson(file.readAll()).object();
    if (keys == ShopKeys::Paced) {
        QJsonObject rotation = profile.value(u"rotation"_s).toObject();
        QJsonObject recipe = rotation.value(u"recipe"_s).toObject();
        recipe.insert(u"rate"_s,
                      QJsonObject{{u"requests"_s, 12},
                                  {u"seconds"_s, 60},
                                  {u"confidence"_s, u"unverified"_s}});
        rotation.insert(u"recipe"_s, recipe);
        profile.insert(u"rotation"_s, rotation);
        return catalogWith(profile);
    }
    QJsonObject overlap = profile.value(u"overlap"_s).toObject();
    overlap.insert(u"answer"_s, u"no"_s);
    overlap.insert(u"note"_s, u"One key only."_s);
    profile.insert(u"overlap"_s, overlap);
    QJsonObject rotation = profile.value(u"rotation"_s).toObject();
    QJsonObject recipe = rotation.value(u"recipe"_s).toObject();
    recipe.insert(u"replaces"_s, true);
    recipe.remove(u"end"_s);
    rotation.insert(u"recipe"_s, recipe);
    profile.insert(u"rotation"_s, rotation);
    return catalogWith(profile);
}

HttpAttempt OneKeySender::attempt(const HttpRequest &request, const CancelToken &cancel)
{
    HttpAttempt answer = m_real.attempt(request, cancel);
    const auto *reply = std::get_if<HttpReply>(&answer);
    if (callOf(request) != ShopCall::Make || !reply || reply->status != 201)
        return answer;
    const QString made = QJsonDocument::fromJson(reply->body)
                             .object()
                             .value(u"key"_s)
                             .toObject()
                             .value(u"id"_s)
                             .toString();
    HttpRequest more = request;
    more.body = {};
    more.method = "GET";
    const HttpAttempt listed = m_real.attempt(more, cancel);
    const auto *list = std::get_if<HttpReply>(&listed);
    if (!list)
        return listed;
    for (const QJsonValue value : keysIn(*list)) {
        const QJsonObject key = value.toObject();
        const QString id = key.value(u"id"_s).toString();
        if (id == made || startLabels.contains(key.value(u"label"_s).toString()))
            continue;
        more.method = "DELETE";
        more.url = request.url;
        more.url.setPath(u"/v1/keys/"_s % id);
        static_cast<void>(m_real.attempt(more, cancel));
    }
    return answer;
}

ShopCall callOf(const HttpRequest &request)
{
    const QString path = request.url.path();
    if (path == u"/v1/me")
        return ShopCall::Me;
    if (path == u"/v1/status")
        return ShopCall::Status;
    if (path.startsWith(u"/v1/keys")) {
        if (request.method == "DELETE")
            return ShopCall::End;
        return request.method == "POST" ? ShopCall::Make : ShopCall::List;
    }
    return ShopCall::Other;
}

ShopUnderTest::ShopUnderTest(const Clock &clock)
    : m_clock(clock)
    , m_client(m_clock, {nullptr, [](const QUrl &) { return QList<QNetworkProxy>(); }})
{
    PracticeConfig config;
    config.port = 0;
    config.rate = {100'000, 100'000};
    auto shop = PracticeShop::start(config, m_clock, m_random);
    if (!shop.isOk())
        return;
    m_shop = shop.takeValue();
    for (const PracticeKey &key : m_shop->keys()) {
        if (key.label == u"Owner")
            m_ownerKey = key.value.toLatin1();
    }
}

int ShopUnderTest::port() const
{
    return QUrl(m_shop->url()).port();
}

HttpReply ShopUnderTest::ask(const QByteArray &method,
                             const QString &path,
                             const QByteArray &key,
                             const QByteArray &body)
{
    HttpRequest request;
    request.method = method;
    request.url = QUrl(QString(m_shop->url() % path));
    request.headers.push_back({"Authorization", SecretText(QByteArray("Bearer " + key))});
    if (!body.isEmpty())
        request.headers.push_back({"Content-Type", SecretText("application/json")});
    request.body = SecretText(body);
    request.rules.onMyNetwork = true;
    request.rules.ownHosts = {u"127.0.0.1"_s};
    const auto trusted = TrustedAuthorities::only(m_shop->caPem());
    if (!trusted.isOk())
        return {};
    request.authorities = *trusted;
    const HttpAttempt attempt = m_client.attempt(request, {});
    const auto *reply = std::get_if<HttpReply>(&attempt);
    if (!reply)
        qWarning("the shop did not answer its judge");
    return reply ? *reply : HttpReply();
}

QByteArray ShopUnderTest::makeKey(const QString &label, const QStringList &scopes)
{
    const QJsonObject wanted{{u"label"_s, label}, {u"scopes"_s, QJsonArray::fromStringList(scopes)}};
    const HttpReply reply = ask("POST", u"/v1/keys"_s, m_ownerKey, QJsonDocument(wanted).toJson());
    return QJsonDocument::fromJson(reply.body)
        .object()
        .value(u"key"_s)
        .toObject()
        .value(u"value"_s)
        .toString()
        .toLatin1();
}

void ShopUnderTest::endKey(const QString &id)
{
    static_cast<void>(ask("DELETE", u"/v1/keys/"_s % id, m_ownerKey));
}

QSet<QString> ShopUnderTest::madeKeys()
{
    QSet<QString> made;
    for (const QJsonValue value : keysIn(ask("GET", u"/v1/keys"_s, m_ownerKey))) {
        const QJsonObject key = value.toObject();
        if (!startLabels.contains(key.value(u"label"_s).toString()))
            made.insert(key.value(u"id"_s).toString());
    }
    return made;
}

QString ShopUnderTest::idOf(const QByteArray &value)
{
    if (value.isEmpty())
        return {};
    const HttpReply reply = ask("GET", u"/v1/me"_s, value);
    if (reply.status != 200)
        return {};
    return QJsonDocument::fromJson(reply.body)
        .object()
        .value(u"key"_s)
        .toObject()
        .value(u"id"_s)
        .toString();
}

} // namespace drawbridge
