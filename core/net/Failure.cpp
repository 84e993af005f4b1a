// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/Failure.h"

#include "core/base/PlainText.h"
#include "core/net/HttpDate.h"
#include "core/net/Redaction.h"

#include <QJsonDocument>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// Clocks that differ by less serve: TLS, signatures and tokens all allow some minutes.
constexpr std::chrono::minutes tolerableDifference{5};

/// As much of a reply's body as an engineer needs to see what the provider meant.
constexpr qsizetype shownBody = 300;

FailureKind kindOfStatus(int status)
{
    if (status >= 300 && status < 400)
        return FailureKind::RedirectElsewhere;
    if (status >= 500)
        return FailureKind::Server5xx;
    switch (status) {
    case 401:
        return FailureKind::Unauthorized401;
    case 403:
        return FailureKind::Forbidden403;
    case 404:
    case 410:
        return FailureKind::NotFound404;
    case 429:
        return FailureKind::RateLimited429;
    default:
        return FailureKind::Other;
    }
}

QString excerptOf(const HttpReply &reply, const HttpRequest &request)
{
    // Scrubbed before it is cut for show, so that no half secret is left at the end.
    const QByteArray start = Redaction(request.secrets()).scrub(reply.body.left(16'384));
    return plainText(QString::fromUtf8(start), shownBody);
}

} // namespace

QString toText(FailureKind kind)
{
    switch (kind) {
    case FailureKind::Dns:
        return u"dns"_s;
    case FailureKind::Refused:
        return u"refused"_s;
    case FailureKind::Unreachable:
        return u"unreachable"_s;
    case FailureKind::TlsSelfSigned:
        return u"tls-self-signed"_s;
    case FailureKind::TlsExpired:
        return u"tls-expired"_s;
    case FailureKind::TlsNotYetValid:
        return u"tls-not-yet-valid"_s;
    case FailureKind::TlsWrongHost:
        return u"tls-wrong-host"_s;
    case FailureKind::TlsUntrusted:
        return u"tls-untrusted"_s;
    case FailureKind::TlsOther:
        return u"tls-other"_s;
    case FailureKind::Unauthorized401:
        return u"unauthorized-401"_s;
    case FailureKind::Forbidden403:
        return u"forbidden-403"_s;
    case FailureKind::NotFound404:
        return u"not-found-404"_s;
    case FailureKind::RateLimited429:
        return u"rate-limited-429"_s;
    case FailureKind::Server5xx:
        return u"server-5xx"_s;
    case FailureKind::RedirectElsewhere:
        return u"redirect-elsewhere"_s;
    case FailureKind::NotJson:
        return u"not-json"_s;
    case FailureKind::Slow:
        return u"slow"_s;
    case FailureKind::Huge:
        return u"huge"_s;
    case FailureKind::ClockWrong:
        return u"clock-wrong"_s;
    case FailureKind::PolicyRefused:
        return u"policy-refused"_s;
    case FailureKind::Cancelled:
        return u"cancelled"_s;
    case FailureKind::Other:
        return u"other"_s;
    }
    return u"other"_s;
}

QDateTime earliestPlausibleTime()
{
    return QDateTime(QDate(2026, 11, 1), QTime(0, 0), Qt::UTC);
}

std::optional<Failure> judge(const HttpReply &reply, const HttpRequest &request, Expect expect)
{
    Failure failure;
    failure.host = request.url.host(QUrl::FullyEncoded);
    failure.app = request.app;
    failure.at = reply.receivedAt;
    failure.status = reply.status;
    failure.serverDate = reply.serverDate;
    failure.certificate = reply.certificate;
    const bool good = reply.status >= 200 && reply.status < 300;
    if (good) {
        if (expect == Expect::AnyBody || reply.status == 204)
            return std::nullopt;
        QJsonParseError problem;
        QJsonDocument::fromJson(reply.body, &problem);
        if (problem.error == QJsonParseError::NoError)
            return std::nullopt;
        failure.kind = FailureKind::NotJson;
        failure.technical =
            u"HTTP %1, %2, %3 at %4: %5"_s
                .arg(QString::number(reply.status),
                     plainText(QString::fromLatin1(reply.headers.value("Content-Type")), 80),
                     problem.errorString(),
                     QString::number(problem.offset),
                     excerptOf(reply, request));
        return failure;
    }
    failure.kind = kindOfStatus(reply.status);
    failure.technical =
        u"HTTP %1: %2"_s.arg(QString::number(reply.status), excerptOf(reply, request));
    if (failure.kind == FailureKind::RedirectElsewhere) {
        // Only the host is told: the rest of a Location may repeat what the request carried.
        const QByteArray location = reply.headers.value("Location");
        const QUrl target = request.url.resolved(QUrl::fromEncoded(location));
        failure.redirectHost = plainText(target.host(QUrl::FullyEncoded), 253);
        failure.technical =
            u"HTTP %1 to %2"_s.arg(QString::number(reply.status), failure.redirectHost);
    }
    failure.retryAfter = parseRetryAfter(reply.headers.value("Retry-After"), reply.receivedAt);
    return failure;
}

Failure blameClock(Failure failure)
{
    if (failure.kind != FailureKind::TlsExpired && failure.kind != FailureKind::TlsNotYetValid)
        return failure;
    if (failure.at < earliestPlausibleTime()) {
        failure.kind = FailureKind::ClockWrong;
        return failure;
    }
    if (!failure.serverDate.isValid() || !failure.certificate)
        return failure;
    const std::chrono::seconds difference(qAbs(failure.at.secsTo(failure.serverDate)));
    const bool goodByTheirs = failure.certificate->notBefore <= failure.serverDate
        && failure.serverDate <= failure.certificate->notAfter;
    if (difference > tolerableDifference && goodByTheirs)
        failure.kind = FailureKind::ClockWrong;
    return failure;
}

} // namespace drawbridge
