// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/TokenAnswer.h"

#include "core/auth/JsonPointer.h"
#include "core/base/PlainText.h"
#include "core/net/Redaction.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrlQuery>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype longestToken = 64 * 1024;
constexpr qsizetype mostScopes = 500;
constexpr double longestLife = 10.0 * 366 * 86400; ///< what is told beyond is no end

QString tr(const char *text)
{
    return QCoreApplication::translate("TokenAnswer", text);
}

bool isForm(const HttpReply &reply)
{
    return reply.headers.value("Content-Type").toLower().contains("x-www-form-urlencoded");
}

/// {"access_token": ..} of an answer that is a form, as GitHub's is unless asked for JSON.
QJsonObject objectFromForm(const QByteArray &body)
{
    QJsonObject object;
    QByteArray spaced = body;
    spaced.replace('+', "%20");
    for (const auto &[name, value] :
         QUrlQuery(QString::fromUtf8(spaced)).queryItems(QUrl::FullyDecoded)) {
        if (!object.contains(name))
            object.insert(name, value);
    }
    wipe(spaced);
    return object;
}

/// The code of an error, wherever providers put it: "error" as text (RFC 6749, 5.2), or an object with a code.
QString errorCode(const QJsonObject &object)
{
    const QJsonValue error = object.value(u"error"_s);
    if (error.isString())
        return error.toString();
    if (error.isObject()) {
        for (const QString &name : {u"code"_s, u"type"_s, u"status"_s}) {
            if (const QJsonValue code = error.toObject().value(name); code.isString())
                return code.toString();
        }
        return u"error"_s;
    }
    return {};
}

/// Sentences of the provider come in the language of engineers; the code is enough for the details.
QString errorDescription(const QJsonObject &object)
{
    for (const QString &name : {u"error_description"_s, u"message"_s, u"error_message"_s}) {
        if (const QJsonValue text = object.value(name); text.isString())
            return text.toString();
    }
    return {};
}

// RFC 6749, 5.2; and what GitHub, Slack and others call the same.
const QStringList &endedCodes()
{
    static const QStringList codes{u"invalid_grant"_s,
                                   u"bad_refresh_token"_s,
                                   u"invalid_refresh_token"_s,
                                   u"token_revoked"_s,
                                   u"token_expired"_s,
                                   u"invalid_auth"_s,
                                   u"account_inactive"_s,
                                   u"bad_verification_code"_s,
                                   u"invalid_code"_s};
    return codes;
}

const QStringList &clientCodes()
{
    static const QStringList codes{u"invalid_client"_s,
                                   u"unauthorized_client"_s,
                                   u"incorrect_client_credentials"_s,
                                   u"bad_client_secret"_s,
                                   u"invalid_client_id"_s};
    return codes;
}

const QStringList &laterCodes()
{
    static const QStringList codes{u"temporarily_unavailable"_s,
                                   u"server_error"_s,
                                   u"slow_down"_s,
                                   u"rate_limited"_s,
                                   u"ratelimited"_s,
                                   u"too_many_requests"_s};
    return codes;
}

/// A word of the standards is no secret, even where a short secret is part of it.
bool isKnown(const QString &code)
{
    static const QStringList others{u"authorization_pending"_s,
                                    u"access_denied"_s,
                                    u"expired_token"_s,
                                    u"invalid_request"_s,
                                    u"invalid_scope"_s,
                                    u"unsupported_grant_type"_s};
    return endedCodes().contains(code) || clientCodes().contains(code)
        || laterCodes().contains(code) || others.contains(code);
}

RefreshFault faultFor(const QString &code, int status)
{
    if (status == 429 || status >= 500 || laterCodes().contains(code))
        return RefreshFault::ProviderDown;
    if (endedCodes().contains(code))
        return RefreshFault::GrantEnded;
    if (clientCodes().contains(code) || (status == 401 && code.isEmpty()))
        return RefreshFault::ClientWrong;
    return RefreshFault::Other;
}

QString sentenceFor(RefreshFault fault, const QString &app, const Failure &failure)
{
    switch (fault) {
    case RefreshFault::GrantEnded:
        return tr("%1 says that this sign-in is over: it was ended there, ran out, or was used up. "
                  "Sign in again.")
            .arg(app);
    case RefreshFault::ClientWrong:
        return tr("%1 does not accept the client id or its secret. Look at both on the page where "
                  "they were made.")
            .arg(app);
    default:
        return explain(failure).what;
    }
}

TokenRefusal refusal(const HttpReply &reply,
                     const HttpRequest &request,
                     const QString &code,
                     const QString &description,
                     Failure failure)
{
    const Redaction redaction(request.secrets());
    TokenRefusal made;
    made.code = isKnown(code) ? code : plainText(redaction.scrub(code), 60);
    made.fault = faultFor(code, reply.status);
    failure.technical = plainText(redaction.scrub(QString(code % u": "_s % description)), 300);
    made.what = sentenceFor(made.fault, request.app, failure);
    made.failure = std::move(failure);
    return made;
}

Failure plainFailure(const HttpReply &reply, const HttpRequest &request, FailureKind kind)
{
    Failure failure;
    failure.kind = kind;
    failure.host = request.url.host();
    failure.app = request.app;
    failure.at = reply.receivedAt;
    failure.status = reply.status;
    failure.serverDate = reply.serverDate;
    return failure;
}

/// A token goes into headers, so it has none of their separators (RFC 6749, appendix A.12: VSCHAR).
SharedSecret tokenAt(const QJsonObject &object, const QString &name)
{
    QString text = object.value(name).toString();
    const bool good = !text.isEmpty() && text.size() <= longestToken
        && std::all_of(text.cbegin(), text.cend(), [](QChar c) { return c > u' ' && c < u'\x7f'; });
    if (!good) {
        wipe(text);
        return {};
    }
    return share(SecretBytes::takeFrom(text));
}

std::optional<std::chrono::seconds> lifetimeOf(const QJsonValue &told)
{
    bool isNumber = told.isDouble();
    const double seconds =
        told.isString() ? told.toString().trimmed().toDouble(&isNumber) : told.toDouble();
    if (!isNumber || !std::isfinite(seconds) || seconds < 0 || seconds > longestLife)
        return std::nullopt;
    return std::chrono::seconds(static_cast<qint64>(seconds));
}

void readScopes(TokenGrant &grant, const QJsonValue &told, const QString &separator)
{
    QStringList scopes;
    if (told.isString()) {
        scopes = scopesFromText(told.toString(), separator);
    } else if (told.isArray()) {
        for (const QJsonValue &one : told.toArray())
            scopes.append(one.toString());
    } else {
        return;
    }
    grant.scopesKnown = true;
    for (const QString &scope : scopes.mid(0, mostScopes)) {
        const QString text = plainText(scope.trimmed(), 200);
        if (!text.isEmpty())
            grant.scopes.append(text);
    }
}

} // namespace

QStringList scopesFromText(const QString &text, const QString &separator)
{
    // Providers that are to send spaces send commas, and the other way round.
    static const QRegularExpression spaceOrComma(u"[\\s,]+"_s);
    if (separator.isEmpty() || separator == u" "_s || separator == u","_s)
        return text.split(spaceOrComma, Qt::SkipEmptyParts);
    return text.split(separator, Qt::SkipEmptyParts);
}

TokenRefusal refusalOf(const Failure &failure)
{
    TokenRefusal made;
    made.failure = blameClock(failure);
    switch (made.failure.kind) {
    case FailureKind::Dns:
    case FailureKind::Refused:
    case FailureKind::Unreachable:
    case FailureKind::Slow:
        made.fault = RefreshFault::Network;
        break;
    case FailureKind::RateLimited429:
    case FailureKind::Server5xx:
        made.fault = RefreshFault::ProviderDown;
        break;
    case FailureKind::ClockWrong:
        made.fault = RefreshFault::ClockWrong;
        break;
    case FailureKind::Other: // broken off on the way, unless there was an answer
        made.fault = made.failure.status == 0 ? RefreshFault::Network : RefreshFault::Other;
        break;
    default:
        made.fault = RefreshFault::Other;
        break;
    }
    made.what = explain(made.failure).what;
    return made;
}

TokenAnswer readTokenAnswer(const TokenSpec &spec, HttpReply &reply, const HttpRequest &request)
{
    const QJsonObject whole =
        isForm(reply) ? objectFromForm(reply.body) : QJsonDocument::fromJson(reply.body).object();
    const bool isGood = reply.status >= 200 && reply.status < 300;
    const bool saysOk = spec.okPointer.isEmpty() || jsonAt(whole, spec.okPointer).toBool();
    const QString code = errorCode(whole);
    if (!isGood || !saysOk || !code.isEmpty()) {
        const std::optional<Failure> judged = judge(reply, request, Expect::AnyBody);
        wipe(reply.body);
        return refusal(reply,
                       request,
                       code,
                       errorDescription(whole),
                       judged.value_or(plainFailure(reply, request, FailureKind::Other)));
    }
    const bool isJson = !whole.isEmpty();
    wipe(reply.body);
    const QJsonObject object =
        spec.tokensAt.isEmpty() ? whole : jsonAt(whole, spec.tokensAt).toObject();
    TokenGrant grant;
    grant.at = reply.receivedAt;
    grant.accessToken = tokenAt(object, u"access_token"_s);
    if (!grant.accessToken) {
        return refusal(reply,
                       request,
                       {},
                       u"the answer holds no access_token that can be used"_s,
                       plainFailure(reply,
                                    request,
                                    isJson ? FailureKind::Other : FailureKind::NotJson));
    }
    grant.refreshToken = tokenAt(object, u"refresh_token"_s);
    grant.lifetime = lifetimeOf(object.value(u"expires_in"_s));
    // Nobody gives away what is over already: it is how Mailchimp says that there is no end.
    if (!grant.refreshToken && grant.lifetime && grant.lifetime->count() == 0)
        grant.lifetime.reset();
    readScopes(grant, object.value(u"scope"_s), spec.scopeSeparator);
    const Redaction redaction(request.secrets());
    for (const QString &name : spec.keptOfAnswer) {
        if (const QJsonValue value = whole.value(name); value.isString())
            grant.kept.insert(name, plainText(redaction.scrub(value.toString()), 300));
    }
    return grant;
}

std::optional<QDateTime> endOf(const TokenGrant &grant)
{
    return grant.lifetime ? std::optional(grant.at.addSecs(grant.lifetime->count())) : std::nullopt;
}

} // namespace drawbridge
