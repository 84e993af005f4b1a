// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/TokenDesk.h"

#include "core/base/Log.h"
#include "core/practice/ShopAnswers.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <variant>

namespace drawbridge {

namespace {

using namespace Qt::StringLiterals;

constexpr QLatin1StringView deviceGrant("urn:ietf:params:oauth:grant-type:device_code");

bool isVerifier(const QByteArray &text)
{
    static const QRegularExpression form(u"\\A[A-Za-z0-9._~-]{43,128}\\z"_s);
    return form.match(QString::fromLatin1(text)).hasMatch();
}

ServerResponse invalidGrant(const QString &description)
{
    return oauthError(400, u"invalid_grant"_s, description);
}

QString whyRefused(SignIns::CodeFault fault)
{
    switch (fault) {
    case SignIns::CodeFault::Unknown:
        return u"This code is unknown here."_s;
    case SignIns::CodeFault::Expired:
        return u"This code is older than %1 seconds."_s.arg(SignIns::codeLife.count());
    case SignIns::CodeFault::Spent:
        return u"This code was used before. What was made from it has ended."_s;
    case SignIns::CodeFault::WrongClient:
        return u"This code was made for another program."_s;
    case SignIns::CodeFault::WrongAddress:
        return u"redirect_uri is not the one of the sign-in."_s;
    case SignIns::CodeFault::WrongVerifier:
        return u"code_verifier does not fit the code_challenge of the sign-in."_s;
    }
    return {};
}

ServerResponse notYet(SignIns::DeviceState state)
{
    switch (state) {
    case SignIns::DeviceState::Pending:
        return oauthError(400, u"authorization_pending"_s, u"Nobody has answered yet."_s);
    case SignIns::DeviceState::TooSoon:
        return oauthError(400,
                          u"slow_down"_s,
                          u"Ask less often: wait %1 seconds longer each time from now on."_s.arg(
                              SignIns::interval.count()));
    case SignIns::DeviceState::Denied:
        return oauthError(400, u"access_denied"_s, u"The owner said no."_s);
    case SignIns::DeviceState::Expired:
        return oauthError(400, u"expired_token"_s, u"This code is too old. Start again."_s);
    case SignIns::DeviceState::Unknown:
        break;
    }
    return invalidGrant(u"This device code is unknown here or was used."_s);
}

} // namespace

TokenDesk::TokenDesk(KeyBook &book,
                     SignIns &signIns,
                     KeepKeys keep,
                     const PracticeConfig &config,
                     const QString &issuer,
                     const Clock &clock)
    : m_book(book)
    , m_signIns(signIns)
    , m_keep(std::move(keep))
    , m_tokenLifetime(config.tokenLifetime)
    , m_revokeReach(config.keepAccessOnRevoke ? RevokeReach::Token : RevokeReach::Grant)
    , m_issuer(issuer)
    , m_clock(clock)
{}

TokenDesk::AskedOrRefusal TokenDesk::admit(const ServerRequest &request, const char *needed)
{
    const auto form = oauthRequest(request);
    if (!form || (needed != nullptr && form->fields.value(needed).isEmpty()))
        return oauthError(400,
                          u"invalid_request"_s,
                          needed == nullptr ? u"Send a form with one way to sign in."_s
                                            : u"Send a form with %1 and one way to sign in."_s.arg(
                                                QString::fromLatin1(needed)));
    const auto client = m_book.findClient(form->clientId, form->clientSecret);
    if (!client)
        return oauthError(401, u"invalid_client"_s, u"The client id or secret is wrong."_s)
            .withHeader("WWW-Authenticate", "Basic realm=\"Practice Shop\"");
    // A client of the start that was used must be known after a restart.
    if (!client->isPublic() && !client->lastUsedAt.isValid()) {
        if (const auto kept = m_keep(m_book); !kept)
            return oauthError(503, u"temporarily_unavailable"_s, kept.error().what);
    }
    return Asked{*form, *client};
}

ServerResponse TokenDesk::token(const ServerRequest &request)
{
    const auto admitted = admit(request, "grant_type");
    if (const auto *refusal = std::get_if<ServerResponse>(&admitted))
        return *refusal;
    const Asked &asked = std::get<Asked>(admitted);
    const QString type = asked.form.text("grant_type");
    if (type == u"authorization_code"_s)
        return byCode(asked);
    if (type == u"refresh_token"_s)
        return byRefresh(asked);
    if (type == deviceGrant)
        return byDevice(asked);
    if (type == u"client_credentials"_s)
        return byClient(asked);
    return oauthError(400, u"unsupported_grant_type"_s, u"This kind of grant is not given here."_s);
}

ServerResponse TokenDesk::told(const GivenTokens &given) const
{
    return oauthAnswer(200,
                       {{u"access_token"_s, given.access},
                        {u"token_type"_s, u"Bearer"_s},
                        {u"expires_in"_s, qint64(m_tokenLifetime.count())},
                        {u"refresh_token"_s, given.refresh},
                        {u"scope"_s, given.scopes.join(u' ')}});
}

std::optional<ServerResponse> TokenDesk::keepOr(const std::vector<GrantRecord> &before)
{
    const auto kept = m_keep(m_book);
    if (kept)
        return std::nullopt;
    m_book.grants().restore(before);
    return oauthError(503, u"temporarily_unavailable"_s, kept.error().what);
}

void TokenDesk::endCopied(const QString &grantId)
{
    if (!grantId.isEmpty())
        m_book.grants().end(grantId);
    if (const auto kept = m_keep(m_book); !kept)
        logError(QLatin1StringView("practice"), kept.error());
}

ServerResponse TokenDesk::begin(const SignIns::Code &code)
{
    const std::vector<GrantRecord> before = m_book.grants().grants();
    const GivenTokens given =
        m_book.grants().add(code.client.clientId, code.client.label, code.scopes, m_tokenLifetime);
    if (const auto notKept = keepOr(before))
        return *notKept;
    m_signIns.noteGrant(code.hash, given.grantId);
    return told(given);
}

ServerResponse TokenDesk::byCode(const Asked &asked)
{
    const QByteArray verifier = asked.form.fields.value("code_verifier");
    if (asked.form.fields.value("code").isEmpty() || !isVerifier(verifier))
        return oauthError(400,
                          u"invalid_request"_s,
                          u"Send code, redirect_uri and a code_verifier of 43 to 128 characters."_s);
    const auto redeemed = m_signIns.redeem(asked.form.text("code"),
                                           asked.client.clientId,
                                           asked.form.fields.value("redirect_uri"),
                                           verifier);
    if (const auto *refused = std::get_if<SignIns::RefusedCode>(&redeemed)) {
        if (refused->fault == SignIns::CodeFault::Spent)
            endCopied(refused->grantId);
        return invalidGrant(whyRefused(refused->fault));
    }
    return begin(std::get<SignIns::Code>(redeemed));
}

ServerResponse TokenDesk::byRefresh(const Asked &asked)
{
    const QString value = asked.form.text("refresh_token");
    if (value.isEmpty())
        return oauthError(400, u"invalid_request"_s, u"Send refresh_token."_s);
    std::optional<QStringList> scopes;
    if (asked.form.fields.contains("scope")) {
        scopes = askedScopes(asked.form.text("scope"), asked.client);
        if (!scopes)
            return oauthError(400, u"invalid_scope"_s, u"This sign-in does not have that scope."_s);
    }
    const std::vector<GrantRecord> before = m_book.grants().grants();
    const auto refreshed =
        m_book.grants().refresh(asked.client.clientId, value, scopes, m_tokenLifetime);
    if (const auto *fault = std::get_if<RefreshRefusal>(&refreshed)) {
        switch (*fault) {
        case RefreshRefusal::Scope:
            return oauthError(400, u"invalid_scope"_s, u"This sign-in does not have that scope."_s);
        case RefreshRefusal::Reused:
            endCopied({});
            return invalidGrant(u"This refresh token was replaced before. As somebody has a copy, "
                                "the whole sign-in has ended."_s);
        case RefreshRefusal::Unknown:
            return invalidGrant(u"This refresh token is unknown here or has ended."_s);
        }
    }
    if (const auto notKept = keepOr(before))
        return *notKept;
    return told(std::get<GivenTokens>(refreshed));
}

ServerResponse TokenDesk::byDevice(const Asked &asked)
{
    const QString code = asked.form.text("device_code");
    if (code.isEmpty())
        return oauthError(400, u"invalid_request"_s, u"Send device_code."_s);
    const auto polled = m_signIns.pollDevice(code, asked.client.clientId);
    if (const auto *state = std::get_if<SignIns::DeviceState>(&polled))
        return notYet(*state);
    return begin(std::get<SignIns::Code>(polled));
}

ServerResponse TokenDesk::byClient(const Asked &asked)
{
    if (asked.client.isPublic())
        return oauthError(400,
                          u"unauthorized_client"_s,
                          u"A program without a secret gets nothing without a person."_s);
    std::optional<QStringList> scopes = asked.client.scopes;
    if (asked.form.fields.contains("scope"))
        scopes = askedScopes(asked.form.text("scope"), asked.client);
    if (!scopes)
        return oauthError(400, u"invalid_scope"_s, u"This client may not have that scope."_s);
    const QString value = m_book.addToken(asked.client, *scopes, m_tokenLifetime);
    return oauthAnswer(200,
                       {{u"access_token"_s, value},
                        {u"token_type"_s, u"Bearer"_s},
                        {u"expires_in"_s, qint64(m_tokenLifetime.count())},
                        {u"scope"_s, scopes->join(u' ')}});
}

ServerResponse TokenDesk::authorizeDevice(const ServerRequest &request)
{
    const auto admitted = admit(request, nullptr);
    if (const auto *refusal = std::get_if<ServerResponse>(&admitted))
        return *refusal;
    const Asked &asked = std::get<Asked>(admitted);
    const auto scopes = askedScopes(asked.form.text("scope"), asked.client);
    if (!scopes)
        return oauthError(400,
                          u"invalid_scope"_s,
                          u"Ask for at least one scope, and only for those it may have."_s);
    const DeviceCodes codes = m_signIns.addDevice(asked.client, *scopes);
    const QString page = m_issuer + u"/device"_s;
    return oauthAnswer(200,
                       {{u"device_code"_s, codes.deviceCode},
                        {u"user_code"_s, codes.userCode},
                        {u"verification_uri"_s, page},
                        {u"verification_uri_complete"_s,
                         QString(page % u"?user_code="_s % codes.userCode)},
                        {u"expires_in"_s, qint64(SignIns::deviceLife.count())},
                        {u"interval"_s, qint64(SignIns::interval.count())}});
}

ServerResponse TokenDesk::revoke(const ServerRequest &request)
{
    const auto admitted = admit(request, "token");
    if (const auto *refusal = std::get_if<ServerResponse>(&admitted))
        return *refusal;
    const Asked &asked = std::get<Asked>(admitted);
    const QString value = asked.form.text("token");
    const std::vector<GrantRecord> before = m_book.grants().grants();
    if (m_book.grants().revoke(asked.client.clientId, value, m_revokeReach)) {
        if (const auto notKept = keepOr(before))
            return *notKept;
    } else {
        // Those of client_credentials are not written down. One that is unknown ended long ago: that is no error.
        m_book.removeToken(asked.client.clientId, value);
    }
    return oauthAnswer(200, {});
}

ServerResponse TokenDesk::introspect(const ServerRequest &request)
{
    const auto admitted = admit(request, "token");
    if (const auto *refusal = std::get_if<ServerResponse>(&admitted))
        return *refusal;
    const Asked &asked = std::get<Asked>(admitted);
    const QString value = asked.form.text("token");
    QJsonObject answer{{u"active"_s, true},
                       {u"client_id"_s, asked.client.clientId},
                       {u"iss"_s, m_issuer}};
    const auto seconds = [](const QDateTime &time) { return time.toSecsSinceEpoch(); };
    const auto found = m_book.grants().find(value);
    const QDateTime now = m_clock.now();
    if (found && found->grant.clientId == asked.client.clientId) {
        const bool isAccess = found->kind == GrantBook::Kind::Access;
        if (!isAccess || now < found->token.expiresAt) {
            const QStringList &scopes = isAccess ? found->token.scopes : found->grant.scopes;
            answer.insert(u"scope"_s, scopes.join(u' '));
            answer.insert(u"sub"_s, u"acc_1001"_s);
            answer.insert(u"iat"_s,
                          seconds(isAccess ? found->token.createdAt : found->grant.createdAt));
            if (isAccess) {
                answer.insert(u"token_type"_s, u"Bearer"_s);
                answer.insert(u"exp"_s, seconds(found->token.expiresAt));
            }
            return oauthAnswer(200, answer);
        }
    }
    if (const auto caller = m_book.findToken(asked.client.clientId, value);
        caller && now < caller->expiresAt) {
        answer.insert(u"scope"_s, caller->scopes.join(u' '));
        answer.insert(u"token_type"_s, u"Bearer"_s);
        answer.insert(u"exp"_s, seconds(caller->expiresAt));
        return oauthAnswer(200, answer);
    }
    return oauthAnswer(200, {{u"active"_s, false}});
}

ServerResponse TokenDesk::metadata() const
{
    const QJsonArray clientAuth{u"client_secret_basic"_s, u"client_secret_post"_s, u"none"_s};
    return ServerResponse::json(
        200,
        {{u"issuer"_s, m_issuer},
         {u"authorization_endpoint"_s, QString(m_issuer % u"/oauth/authorize"_s)},
         {u"token_endpoint"_s, QString(m_issuer % u"/oauth/token"_s)},
         {u"device_authorization_endpoint"_s, QString(m_issuer % u"/oauth/device_authorization"_s)},
         {u"revocation_endpoint"_s, QString(m_issuer % u"/oauth/revoke"_s)},
         {u"introspection_endpoint"_s, QString(m_issuer % u"/oauth/introspect"_s)},
         {u"scopes_supported"_s, QJsonArray::fromStringList(practiceScopes())},
         {u"response_types_supported"_s, QJsonArray{u"code"_s}},
         {u"response_modes_supported"_s, QJsonArray{u"query"_s}},
         {u"grant_types_supported"_s,
          QJsonArray{u"authorization_code"_s,
                     u"refresh_token"_s,
                     u"client_credentials"_s,
                     QString(deviceGrant)}},
         {u"code_challenge_methods_supported"_s, QJsonArray{u"S256"_s}},
         {u"token_endpoint_auth_methods_supported"_s, clientAuth},
         {u"revocation_endpoint_auth_methods_supported"_s, clientAuth},
         {u"introspection_endpoint_auth_methods_supported"_s, clientAuth},
         {u"authorization_response_iss_parameter_supported"_s, true}});
}

ServerResponse TokenDesk::listGrants()
{
    QJsonArray grants;
    for (const GrantRecord &grant : m_book.grants().grants())
        grants.append(QJsonObject{{u"id"_s, grant.id},
                                  {u"clientId"_s, grant.clientId},
                                  {u"label"_s, grant.label},
                                  {u"scopes"_s, QJsonArray::fromStringList(grant.scopes)},
                                  {u"createdAt"_s, shopTime(grant.createdAt)},
                                  {u"lastUsedAt"_s, shopTime(grant.lastUsedAt)},
                                  {u"canRefresh"_s, !grant.refreshHash.isEmpty()}});
    return ServerResponse::json(200, {{u"data"_s, grants}});
}

ServerResponse TokenDesk::removeGrant(const QString &id)
{
    if (!m_book.grants().end(id))
        return shopError(404, u"not_found"_s, u"There is no such grant."_s);
    if (const auto kept = m_keep(m_book); !kept)
        return shopError(503, u"not_kept"_s, kept.error().what); // gone for this run
    return {.status = 204, .headers = {}, .body = {}};
}

} // namespace drawbridge
