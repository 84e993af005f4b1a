// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/TokenEndpoint.h"

#include "core/base/PlainText.h"
#include "core/net/Redaction.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("TokenEndpoint", text);
}

/// The client's secret by the name the catalog gives it; null for a public client.
SharedSecret clientSecret(const PreparedKey &key)
{
    for (const AuthField &field : key.option.fields) {
        const SharedSecret value = key.secrets.value(field.name);
        if (field.secret && value && !value->isEmpty())
            return value;
    }
    return {};
}

Error stopped()
{
    return {ErrorCode::Cancelled, tr("The sign-in was stopped."), {}};
}

/// An answer of any status, or the failure there was instead.
Result<HttpAttempt> sendForm(HttpSender &http, EndpointRequest &made, const CancelToken &cancel)
{
    made.request.body = made.form.text();
    made.request.headers.push_back({"Content-Type", made.form.contentType()});
    HttpAttempt attempt = http.attempt(made.request, cancel);
    if (const auto *failure = std::get_if<Failure>(&attempt);
        failure && failure->kind == FailureKind::Cancelled)
        return stopped();
    return attempt;
}

} // namespace

Result<EndpointRequest> endpointRequest(const PreparedKey &key,
                                        const QUrl &endpoint,
                                        TokenBody spelling)
{
    EndpointRequest made;
    made.form = TokenForm(spelling);
    HttpRequest &request = made.request;
    request.method = "POST";
    request.url = endpoint;
    request.rules = key.rules;
    request.authorities = key.authorities;
    request.app = key.profile.name;
    request.purpose = tr("Access to %1").arg(key.profile.name);
    request.headers.push_back({"Accept", "application/json"});
    TRY_DONE(checkUrl(request.url, request.rules, Carries::Credential));
    return made;
}

void showClient(EndpointRequest &made, const PreparedKey &key, const AuthorizationServer &server)
{
    const QString clientId = key.publicFields.value(u"clientId"_s);
    const SharedSecret secret = clientSecret(key);
    if (server.clientAuth == ClientAuth::Basic && secret) {
        // Both parts are form-encoded before they are joined (RFC 6749, section 2.3.1).
        SecretText pair(QUrl::toPercentEncoding(clientId) + ':');
        pair.add(secret, SecretSpelling::Percent);
        SecretText header("Basic ");
        header.addBase64(pair);
        made.request.headers.push_back({"Authorization", header});
    } else {
        made.form.put(u"client_id"_s, clientId);
        if (secret && server.clientAuth != ClientAuth::None)
            made.form.put(u"client_secret"_s, secret);
    }
}

Result<TokenAnswer> askForTokens(HttpSender &http,
                                 const PreparedKey &key,
                                 const AuthorizationServer &server,
                                 EndpointRequest made,
                                 const CancelToken &cancel)
{
    showClient(made, key, server);
    TRY_DONE(made.form.putAll(key.option.tokens->extra, key));
    TRY(attempt, sendForm(http, made, cancel));
    if (const auto *failure = std::get_if<Failure>(&attempt))
        return TokenAnswer(refusalOf(*failure));
    HttpReply reply = std::get<HttpReply>(attempt);
    attempt = HttpReply(); // the only holder of the body is the one that is wiped
    return readTokenAnswer(*key.option.tokens, reply, made.request);
}

Result<TokenAnswer> exchangeCode(HttpSender &http,
                                 const PreparedKey &key,
                                 const AuthorizationServer &server,
                                 const SharedSecret &code,
                                 const SharedSecret &verifier,
                                 const QUrl &redirect,
                                 const CancelToken &cancel)
{
    TRY(made, endpointRequest(key, server.token, key.option.tokens->body));
    made.form.put(u"grant_type"_s, u"authorization_code"_s);
    made.form.put(u"code"_s, code);
    made.form.put(u"redirect_uri"_s, redirect.toString(QUrl::FullyEncoded));
    made.form.put(u"code_verifier"_s, verifier);
    return askForTokens(http, key, server, std::move(made), cancel);
}

Result<TokenAnswer> refreshTokens(HttpSender &http,
                                  const PreparedKey &key,
                                  const AuthorizationServer &server,
                                  const SharedSecret &refreshToken,
                                  const CancelToken &cancel)
{
    TRY(made, endpointRequest(key, server.token, key.option.tokens->body));
    made.form.put(u"grant_type"_s, u"refresh_token"_s);
    made.form.put(u"refresh_token"_s, refreshToken);
    return askForTokens(http, key, server, std::move(made), cancel);
}

Result<TokenAnswer> requestClientToken(HttpSender &http,
                                       const PreparedKey &key,
                                       const AuthorizationServer &server,
                                       const QStringList &scopes,
                                       const CancelToken &cancel)
{
    const TokenSpec &spec = *key.option.tokens;
    TRY(made, endpointRequest(key, server.token, spec.body));
    made.form.put(u"grant_type"_s, u"client_credentials"_s);
    if (spec.asksScopes && !scopes.isEmpty())
        made.form.put(u"scope"_s, scopes.join(spec.scopeSeparator));
    return askForTokens(http, key, server, std::move(made), cancel);
}

Result<std::optional<TokenRefusal>> revokeToken(HttpSender &http,
                                                const PreparedKey &key,
                                                const AuthorizationServer &server,
                                                const SharedSecret &token,
                                                TokenHint hint,
                                                const CancelToken &cancel)
{
    TRY(made, endpointRequest(key, server.revoke, TokenBody::Form));
    made.form.put(u"token"_s, token);
    made.form.put(u"token_type_hint"_s,
                  hint == TokenHint::Access ? u"access_token"_s : u"refresh_token"_s);
    showClient(made, key, server);
    TRY(attempt, sendForm(http, made, cancel));
    using Outcome = std::optional<TokenRefusal>;
    if (const auto *failure = std::get_if<Failure>(&attempt))
        return Outcome(refusalOf(*failure));
    if (const auto failure = judge(std::get<HttpReply>(attempt), made.request, Expect::AnyBody))
        return Outcome(refusalOf(*failure));
    return Outcome();
}

Result<std::variant<Introspection, TokenRefusal>> introspectToken(HttpSender &http,
                                                                  const PreparedKey &key,
                                                                  const AuthorizationServer &server,
                                                                  const SharedSecret &token,
                                                                  const CancelToken &cancel)
{
    using Outcome = std::variant<Introspection, TokenRefusal>;
    TRY(made, endpointRequest(key, server.introspect, TokenBody::Form));
    made.form.put(u"token"_s, token);
    showClient(made, key, server);
    TRY(attempt, sendForm(http, made, cancel));
    if (const auto *failure = std::get_if<Failure>(&attempt))
        return Outcome(refusalOf(*failure));
    const HttpReply &reply = std::get<HttpReply>(attempt);
    if (const auto failure = judge(reply, made.request, Expect::Json))
        return Outcome(refusalOf(*failure));
    const QJsonObject object = QJsonDocument::fromJson(reply.body).object();
    const Redaction redaction(made.request.secrets());
    Introspection seen;
    seen.active = object.value(u"active"_s).toBool();
    if (const QJsonValue scope = object.value(u"scope"_s); scope.isString()) {
        seen.scopesKnown = true;
        for (const QString &one :
             scopesFromText(scope.toString(), key.option.tokens->scopeSeparator).mid(0, 500))
            seen.scopes.append(plainText(redaction.scrub(one), 200));
    }
    if (const double end = object.value(u"exp"_s).toDouble(); end > 0 && end < 1e11)
        seen.endsAt = QDateTime::fromSecsSinceEpoch(static_cast<qint64>(end), Qt::UTC);
    seen.username = plainText(redaction.scrub(object.value(u"username"_s).toString()), 200);
    return Outcome(seen);
}

} // namespace drawbridge
