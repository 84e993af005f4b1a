// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/ClientCredentials.h"

#include "core/catalog/Addresses.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <vector>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

Error incomplete(const QString &app)
{
    return {ErrorCode::InvalidInput,
            QCoreApplication::translate(
                "ClientCredentials",
                "%1 is described without the address where it gives access. Choose another "
                "way to connect it.")
                .arg(app),
            {}};
}

/// The client's own id and secret by the names the catalog gives them.
Result<SharedSecret> clientSecret(const PreparedKey &key)
{
    for (const AuthField &field : key.option.fields) {
        if (field.secret && key.secrets.contains(field.name))
            return key.secrets.value(field.name);
    }
    return incomplete(key.profile.name);
}

QByteArray clientId(const PreparedKey &key)
{
    return key.publicFields.value(u"clientId"_s).toUtf8();
}

/// A body of type application/x-www-form-urlencoded in which each name stands once: the later one counts.
class Form
{
public:
    void put(const QString &name, const SecretText &value)
    {
        for (auto &[known, current] : m_items) {
            if (known == name) {
                current = value;
                return;
            }
        }
        m_items.emplace_back(name, value);
    }
    void put(const QString &name, const QString &value)
    {
        put(name, SecretText(QUrl::toPercentEncoding(value)));
    }

    [[nodiscard]] SecretText text() const
    {
        SecretText body;
        for (const auto &[name, value] : m_items) {
            body.add((body.isEmpty() ? "" : "&") + QUrl::toPercentEncoding(name) + '=');
            if (value.hasSecrets())
                body.add(share(value.build()));
            else
                body.add(value.build().reveal().toByteArray());
        }
        return body;
    }

private:
    std::vector<std::pair<QString, SecretText>> m_items;
};

/// What the provider wants besides, or in place of, the usual parameters.
Result<void> putExtra(Form &form, const PreparedKey &key, const TokenSpec &spec)
{
    for (auto it = spec.extra.begin(); it != spec.extra.end(); ++it) {
        const QString encoded = QString::fromLatin1(QUrl::toPercentEncoding(it.value(), "{}"));
        TRY(value, fillIn(encoded, key, {}, SecretSpelling::Percent));
        form.put(it.key(), value);
    }
    return {};
}

Result<HttpRequest> tokenRequest(const PreparedKey &key, const QStringList &scopes)
{
    HttpRequest request;
    request.method = "POST";
    TRY(url, tokenAddress(key));
    TRY_DONE(checkUrl(url, key.rules, Carries::Credential));
    const TokenSpec &spec = *key.option.tokens;
    request.url = url;
    request.rules = key.rules;
    request.authorities = key.authorities;
    request.app = key.profile.name;
    request.purpose =
        QCoreApplication::translate("ClientCredentials", "Access to %1").arg(key.profile.name);
    request.headers.push_back({"Accept", "application/json"});
    request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});

    Form form;
    form.put(u"grant_type"_s, u"client_credentials"_s);
    if (spec.asksScopes && !scopes.isEmpty())
        form.put(u"scope"_s, scopes.join(spec.scopeSeparator));
    TRY(secret, clientSecret(key));
    if (spec.clientAuth == ClientAuth::Basic) {
        // Both parts are form-encoded before they are joined (RFC 6749, section 2.3.1).
        SecretText pair(QUrl::toPercentEncoding(QString::fromUtf8(clientId(key))) + ':');
        pair.add(secret, SecretSpelling::Percent);
        SecretText header("Basic ");
        header.addBase64(pair);
        request.headers.push_back({"Authorization", header});
    } else {
        form.put(u"client_id"_s, QString::fromUtf8(clientId(key)));
        SecretText value;
        value.add(secret, SecretSpelling::Percent);
        form.put(u"client_secret"_s, value);
    }
    TRY_DONE(putExtra(form, key, spec));
    request.body = form.text();
    return request;
}

} // namespace

Result<std::variant<AccessToken, Failure>> requestAccessToken(HttpSender &http,
                                                              const PreparedKey &key,
                                                              const QStringList &scopes,
                                                              const CancelToken &cancel)
{
    using TokenAnswer = std::variant<AccessToken, Failure>;
    TRY(request, tokenRequest(key, scopes));
    HttpAttempt attempt = http.fetch(request, Expect::Json, cancel);
    if (auto *failure = std::get_if<Failure>(&attempt)) {
        // A wrong id or secret may be answered with 400 invalid_client (RFC 6749, section 5.2).
        if (failure->status == 400)
            failure->kind = FailureKind::Unauthorized401;
        return TokenAnswer(*failure);
    }
    HttpReply &reply = std::get<HttpReply>(attempt);
    const QJsonObject object = QJsonDocument::fromJson(reply.body).object();
    wipe(reply.body);
    QString value = object.value(u"access_token"_s).toString();
    if (value.isEmpty()) {
        Failure failure;
        failure.kind = FailureKind::Other;
        failure.host = request.url.host();
        failure.app = key.profile.name;
        failure.at = reply.receivedAt;
        failure.status = reply.status;
        failure.technical = u"the answer holds no access_token"_s;
        return TokenAnswer(failure);
    }
    AccessToken token;
    token.value = share(SecretBytes::takeFrom(value));
    token.lifetime = std::chrono::seconds(object.value(u"expires_in"_s).toVariant().toLongLong());
    token.scopesKnown = object.contains(u"scope"_s);
    token.scopes =
        object.value(u"scope"_s)
            .toString()
            .split(key.option.tokens->scopeSeparator.isEmpty() ? u" "_s
                                                               : key.option.tokens->scopeSeparator,
                   Qt::SkipEmptyParts);
    return TokenAnswer(token);
}

} // namespace drawbridge
