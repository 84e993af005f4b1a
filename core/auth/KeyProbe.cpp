// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/KeyProbe.h"

#include "core/auth/ClientCredentials.h"
#include "core/auth/JsonPointer.h"
#include "core/auth/RequestSignature.h"
#include "core/auth/XmlAnswer.h"
#include "core/base/PlainText.h"
#include "core/catalog/Addresses.h"
#include "core/net/Redaction.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype longestIdentity = 200;
constexpr qsizetype mostScopes = 500;

QString tr(const char *text)
{
    return QCoreApplication::translate("KeyProbe", text);
}

/// The app's own probe, or for "Other app" the path its owner gave.
std::optional<Probe> probeFor(const AppProfile &profile, const QMap<QString, QString> &fields)
{
    if (profile.probe)
        return profile.probe;
    const QString path = fields.value(u"probe"_s);
    if (path.isEmpty())
        return std::nullopt;
    Probe probe;
    probe.method = u"GET"_s;
    probe.path = path.startsWith(u'/') ? path : QString(u'/' % path);
    probe.identity = {u"/account/name"_s, u"/name"_s, u"/email"_s, u"/login"_s, u"/user/name"_s};
    probe.invalid.statuses = {401};
    return probe;
}

QJsonValue jsonOf(const QByteArray &body)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

QString textAt(const QJsonValue &json, const QString &pointer)
{
    const QJsonValue value = jsonAt(json, pointer);
    if (value.isString())
        return value.toString();
    return value.isDouble() ? value.toVariant().toString() : QString();
}

/// nullopt where the provider does not tell.
std::optional<QStringList> valuesOf(const ValueSource &source,
                                    const QJsonValue &json,
                                    const HttpReply &reply)
{
    QStringList values;
    const QString separator = source.separator;
    switch (source.place) {
    case ValuePlace::None:
        return std::nullopt;
    case ValuePlace::Header: {
        if (!reply.headers.contains(source.at.toLatin1()))
            return std::nullopt;
        const QString line = QString::fromUtf8(reply.headers.value(source.at.toLatin1()));
        values = line.split(separator.isEmpty() ? u","_s : separator, Qt::SkipEmptyParts);
        break;
    }
    case ValuePlace::Body: {
        const QJsonValue value = jsonAt(json, source.at);
        if (value.isUndefined())
            return std::nullopt;
        if (value.isArray()) {
            for (const QJsonValue &item : value.toArray())
                values.append(item.isObject() ? item.toObject().value(source.member).toString()
                                              : item.toString());
        } else if (value.isString()) {
            values = separator.isEmpty() ? QStringList{value.toString()}
                                         : value.toString().split(separator, Qt::SkipEmptyParts);
        }
        break;
    }
    }
    QStringList clean;
    for (const QString &value : values.mid(0, mostScopes)) {
        const QString text = plainText(value.trimmed(), 200);
        if (!text.isEmpty())
            clean.append(QString(source.prefix % text));
    }
    return clean;
}

/// ISO 8601, or as GitHub writes it: "2026-12-01 10:00:00 UTC", "2026-12-01 10:00:00 +0200". Without a zone: UTC.
std::optional<QDateTime> timeFrom(const QString &text)
{
    static const QRegularExpression spaced(
        u"^(\\d{4}-\\d{2}-\\d{2})[ T](\\d{2}:\\d{2}:\\d{2})(?:\\.\\d+)? ?(Z|UTC|GMT|[+-]\\d{2}:?\\d{2})?$"_s);
    const QRegularExpressionMatch match = spaced.match(text.trimmed());
    if (!match.hasMatch()) {
        const QDate day = QDate::fromString(text.trimmed(), Qt::ISODate);
        return day.isValid() ? std::optional(QDateTime(day, QTime(), Qt::UTC)) : std::nullopt;
    }
    QString zone = match.captured(3).remove(u':');
    if (zone.isEmpty() || zone.at(0).isLetter())
        zone = u"+0000"_s;
    const int minutes = zone.mid(1, 2).toInt() * 60 + zone.mid(3, 2).toInt();
    const QDate day = QDate::fromString(match.captured(1), Qt::ISODate);
    const QTime time = QTime::fromString(match.captured(2), Qt::ISODate);
    if (!day.isValid() || !time.isValid())
        return std::nullopt;
    return QDateTime(day, time, Qt::UTC).addSecs((zone.at(0) == u'-' ? 60 : -60) * minutes);
}

std::optional<QDate> endFrom(const ValueSource &source,
                             const QJsonValue &json,
                             const HttpReply &reply)
{
    const auto values = valuesOf(source, json, reply);
    if (!values || values->isEmpty())
        return std::nullopt;
    const auto time = timeFrom(values->first());
    return time ? std::optional(time->date()) : std::nullopt;
}

bool saysInvalid(const InvalidKeyAnswer &invalid, const QJsonValue &json, int status)
{
    if (!invalid.statuses.contains(status))
        return false;
    return invalid.pointer.isEmpty() || invalid.codes.contains(textAt(json, invalid.pointer));
}

void explainFailure(ProbeResult &result, const Failure &failure)
{
    const Error error = explain(failure);
    result.failure = failure.kind;
    result.retryAfter = failure.retryAfter;
    result.test.ok = false;
    result.test.status = failure.status;
    result.test.explanation = error.what;
}

void explainGood(ProbeResult &result, const QString &app)
{
    result.test.ok = true;
    result.test.explanation = result.test.identity.isEmpty()
        ? tr("%1 accepts this key.").arg(app)
        : tr("%1 accepts this key. It belongs to %2.").arg(app, result.test.identity);
}

} // namespace

bool canProbe(const KeyUse &use)
{
    return probeFor(use.profile, use.publicFields).has_value();
}

ProbeResult readProbeReply(const Probe &probe, const HttpReply &reply, const HttpRequest &request)
{
    ProbeResult result;
    result.test.at = reply.receivedAt;
    result.test.status = reply.status;
    result.test.latencyMs = static_cast<int>(reply.latency.count());
    const QJsonValue json = jsonOf(reply.body);
    result.inJson = json.isArray() || !json.toObject().isEmpty();
    result.clockDifference = reply.clockDifference();
    result.refusedAsInvalid = saysInvalid(probe.invalid, json, reply.status);

    if (probe.alsoValid.contains(reply.status) && !result.refusedAsInvalid) {
        explainGood(result, request.app);
        result.test.explanation =
            tr("%1 accepts this key, but it may not read whose it is.").arg(request.app);
        return result;
    }
    std::optional<Failure> failure = judge(reply, request, Expect::Json);
    const bool good = probe.okPointer.isEmpty() || jsonAt(json, probe.okPointer).toBool();
    if (!failure && (!good || result.refusedAsInvalid)) {
        failure = Failure{};
        failure->kind = FailureKind::Unauthorized401;
        failure->host = request.url.host();
        failure->app = request.app;
        failure->at = reply.receivedAt;
        failure->status = reply.status;
    }
    if (failure) {
        explainFailure(result, *failure);
        return result;
    }
    const Redaction redaction(request.secrets());
    for (const QString &pointer : probe.identity) {
        result.test.identity = plainText(redaction.scrub(textAt(json, pointer)), longestIdentity);
        if (!result.test.identity.isEmpty())
            break;
    }
    if (const auto granted = valuesOf(probe.granted, json, reply)) {
        for (const QString &scope : *granted)
            result.test.granted.append(redaction.scrub(scope));
        result.test.grantedKnown = true;
    }
    result.endsAt = endFrom(probe.endsAt, json, reply);
    explainGood(result, request.app);
    return result;
}

Result<ProbeResult> probeKey(HttpSender &http,
                             const Clock &clock,
                             const KeyUse &use,
                             const CancelToken &cancel)
{
    TRY(key, prepare(use));
    const std::optional<Probe> probe = probeFor(key.profile, key.publicFields);
    if (!probe)
        return Error{ErrorCode::InvalidInput,
                     tr("There is no known call that tries a key of %1. Save it untested, or give "
                        "a path to try.")
                         .arg(key.profile.name),
                     {}};
    const auto stopped = [] {
        return Error{ErrorCode::Cancelled, tr("The test was stopped."), {}};
    };
    ProbeResult result;
    result.test.at = clock.now();
    SharedSecret accessToken;
    std::optional<QStringList> tokenScopes;
    if (use.auth == AuthKind::ClientCredentials) {
        TRY(answer, requestAccessToken(http, key, use.scopes, cancel));
        if (const auto *failure = std::get_if<Failure>(&answer)) {
            if (failure->kind == FailureKind::Cancelled)
                return stopped();
            explainFailure(result, *failure);
            // RFC 6749, section 5.2: unknown client, or its secret is not this one.
            result.refusedAsInvalid = (failure->status == 400 || failure->status == 401)
                && failure->code == u"invalid_client"_s;
            result.inJson = !failure->code.isEmpty();
            if (failure->serverDate.isValid())
                result.clockDifference =
                    std::chrono::seconds(failure->at.secsTo(failure->serverDate));
            return result;
        }
        const AccessToken &token = std::get<AccessToken>(answer);
        accessToken = token.value;
        if (token.scopesKnown)
            tokenScopes = token.scopes;
    }
    TRY(url, expandPath(key.profile, key.baseUrl, probe->path, key.publicFields));
    TRY(request, authorisedRequest(key, url, accessToken));
    request.method = probe->method.isEmpty() ? QByteArray("GET") : probe->method.toUtf8();
    request.purpose = tr("Test of %1").arg(key.profile.name);
    TRY_DONE(signRequest(request, key, clock.now()));
    HttpAttempt attempt = http.attempt(request, cancel);
    if (const auto *failure = std::get_if<Failure>(&attempt)) {
        if (failure->kind == FailureKind::Cancelled)
            return stopped();
        explainFailure(result, blameClock(*failure));
        return result;
    }
    HttpReply &reply = std::get<HttpReply>(attempt);
    readXmlAsJson(reply);
    result = readProbeReply(*probe, reply, request);
    if (tokenScopes && !result.test.grantedKnown && result.test.ok) {
        result.test.granted = *tokenScopes;
        result.test.grantedKnown = true;
    }
    wipe(reply.body);
    return result;
}

} // namespace drawbridge
