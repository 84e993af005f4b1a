// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/AuthorizationServer.h"

#include "core/catalog/Addresses.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qint64 largestDocument = 256 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("AuthorizationServer", text);
}

Error notADiscovery(const QString &issuer, const QString &detail)
{
    return {ErrorCode::Refused,
            tr("%1 does not say where to sign in. Check the address, or give its addresses one by "
               "one.")
                .arg(QUrl(issuer).host()),
            detail};
}

/// The two places where an issuer may tell about itself, the more common one first.
QList<QUrl> documentsOf(const QUrl &issuer)
{
    QString path = issuer.path();
    if (path.endsWith(u'/'))
        path.chop(1);
    QUrl openId = issuer;
    openId.setPath(path % u"/.well-known/openid-configuration"_s);
    QUrl oauth = issuer;
    oauth.setPath(u"/.well-known/oauth-authorization-server"_s % path);
    return {openId, oauth};
}

QString hostAndPort(const QUrl &url)
{
    const QString host = url.host().contains(u':') ? QString(u'[' % url.host() % u']') : url.host();
    return url.port() < 0 ? host : QString(host % u':' % QString::number(url.port()));
}

Result<AuthorizationServer> discover(HttpSender &http,
                                     const PreparedKey &key,
                                     const QString &issuer,
                                     const CancelToken &cancel)
{
    TRY(base, urlFromOwner(issuer));
    if (base.hasQuery())
        return notADiscovery(issuer, u"a query in the issuer"_s);
    QString detail;
    for (const QUrl &address : documentsOf(base)) {
        HttpRequest request;
        request.url = address;
        request.rules = key.rules;
        request.authorities = key.authorities;
        request.limits.body = largestDocument;
        request.app = key.profile.name;
        request.purpose = tr("Where %1 signs people in").arg(key.profile.name);
        request.headers.push_back({"Accept", "application/json"});
        TRY_DONE(checkUrl(request.url, request.rules, Carries::Nothing));
        const HttpAttempt attempt = http.fetch(request, Expect::Json, cancel);
        if (const auto *failure = std::get_if<Failure>(&attempt)) {
            if (failure->kind != FailureKind::NotFound404 && failure->kind != FailureKind::NotJson)
                return explain(blameClock(*failure));
            detail = failure->technical;
            continue;
        }
        return readDiscovery(QJsonDocument::fromJson(std::get<HttpReply>(attempt).body).object(),
                             issuer);
    }
    return notADiscovery(issuer, detail);
}

/// "" stays "": the provider has none. "{field}" is a whole address its owner gives, or leaves out.
Result<QUrl> endpoint(const PreparedKey &key, const QString &address)
{
    if (address.isEmpty())
        return QUrl();
    if (address.startsWith(u'{') && address.endsWith(u'}')) {
        const QString given = key.publicFields.value(address.mid(1, address.size() - 2));
        return given.isEmpty() ? Result<QUrl>(QUrl()) : urlFromOwner(given);
    }
    return address.startsWith(u'/')
        ? expandPath(key.profile, key.baseUrl, address, key.publicFields)
        : expandUrl(key.profile, address, key.publicFields);
}

} // namespace

Result<AuthorizationServer> readDiscovery(const QJsonObject &document, const QString &issuer)
{
    const auto withoutSlash = [](QString text) {
        while (text.endsWith(u'/'))
            text.chop(1);
        return text;
    };
    AuthorizationServer server;
    server.issuer = document.value(u"issuer"_s).toString();
    if (server.issuer.isEmpty())
        return notADiscovery(issuer, u"no issuer"_s);
    // RFC 8414, section 3.3: else one server could speak for another. The owner may leave out a slash at the end.
    if (withoutSlash(server.issuer) != withoutSlash(issuer))
        return Error{ErrorCode::Insecure,
                     tr("%1 speaks for another server than the one you named. Check the address.")
                         .arg(QUrl(issuer).host()),
                     {}};
    const auto address = [&document](const QString &name) {
        const QUrl url(document.value(name).toString(), QUrl::StrictMode);
        return url.isValid() && url.userInfo().isEmpty() && !url.hasFragment() ? url : QUrl();
    };
    server.authorize = address(u"authorization_endpoint"_s);
    server.token = address(u"token_endpoint"_s);
    server.device = address(u"device_authorization_endpoint"_s);
    server.revoke = address(u"revocation_endpoint"_s);
    server.introspect = address(u"introspection_endpoint"_s);
    server.tellsIssuer =
        document.value(u"authorization_response_iss_parameter_supported"_s).toBool();
    if (server.token.isEmpty())
        return notADiscovery(issuer, u"no token_endpoint"_s);
    // RFC 8414, section 2: Basic where nothing else is said.
    const QJsonArray ways = document.value(u"token_endpoint_auth_methods_supported"_s)
                                .toArray({u"client_secret_basic"_s});
    server.clientAuth =
        ways.contains(u"client_secret_basic"_s) ? ClientAuth::Basic : ClientAuth::Form;
    return server;
}

QMap<QString, QString> fieldsOf(const AuthorizationServer &server)
{
    QMap<QString, QString> fields;
    const auto add = [&fields](const QString &name, const QUrl &url) {
        if (!url.isEmpty())
            fields.insert(name, url.toString(QUrl::FullyEncoded));
    };
    add(u"authorizationUrl"_s, server.authorize);
    add(u"tokenUrl"_s, server.token);
    add(u"deviceUrl"_s, server.device);
    add(u"revocationUrl"_s, server.revoke);
    add(u"introspectionUrl"_s, server.introspect);
    fields.insert(u"clientAuth"_s, toText(server.clientAuth));
    return fields;
}

Result<AuthorizationServer> authorizationServerFor(HttpSender &http,
                                                   PreparedKey &key,
                                                   const CancelToken &cancel)
{
    if (!key.option.tokens)
        return Error{ErrorCode::InvalidInput,
                     tr("%1 has no way to sign in. Choose another way to connect it.")
                         .arg(key.profile.name),
                     toText(key.option.kind)};
    const TokenSpec &spec = *key.option.tokens;
    AuthorizationServer server;
    server.clientAuth = spec.clientAuth;
    TRY(authorize, endpoint(key, spec.authorizeUrl));
    server.authorize = authorize;
    TRY(token, endpoint(key, spec.tokenUrl));
    server.token = token;
    TRY(device, endpoint(key, spec.deviceUrl));
    server.device = device;
    TRY(revoke, endpoint(key, spec.revokeUrl));
    server.revoke = revoke;
    TRY(introspect, endpoint(key, spec.introspectUrl));
    server.introspect = introspect;
    if (const auto told = fromText<ClientAuth>(key.publicFields.value(u"clientAuth"_s)))
        server.clientAuth = *told;
    const QString issuer = key.publicFields.value(u"issuer"_s);
    const bool isOwners = key.profile.kind == AppKind::Other;
    if (isOwners && !issuer.isEmpty() && server.token.isEmpty()) {
        TRY(discovered, discover(http, key, issuer, cancel));
        server = discovered;
    }
    if (server.token.isEmpty())
        return Error{ErrorCode::InvalidInput,
                     tr("Where %1 gives access is missing. Give the address of its issuer, or its "
                        "addresses one by one.")
                         .arg(key.profile.name),
                     u"tokenUrl"_s};
    if (isOwners) {
        for (const QUrl &url : {server.token, server.device, server.revoke, server.introspect}) {
            if (!url.isEmpty() && !key.rules.ownHosts.contains(hostAndPort(url)))
                key.rules.ownHosts.append(hostAndPort(url));
        }
    }
    return server;
}

} // namespace drawbridge
