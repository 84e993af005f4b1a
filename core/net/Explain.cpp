// SPDX-License-Identifier: GPL-3.0-or-later
// The sentences for each kind of failure: what it means, and what to do.
#include "core/base/PlainText.h"
#include "core/net/Failure.h"
#include "core/net/Net.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString day(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime().date(), u"d MMM yyyy"_s);
}

QString moment(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime(), u"d MMM yyyy, HH:mm"_s);
}

/// "in 30 seconds", "in 5 minutes", "in 2 hours": rounded up, as the peer counts exactly.
QString waitText(std::chrono::seconds wait)
{
    const qint64 seconds = std::max<qint64>(1, wait.count());
    if (seconds < 90)
        return Net::tr("in %1 seconds").arg(seconds);
    if (seconds < 5400)
        return Net::tr("in %1 minutes").arg((seconds + 59) / 60);
    return Net::tr("in %1 hours").arg((seconds + 3599) / 3600);
}

QString certificateSentence(const Failure &f, const QString &app)
{
    const bool known = f.certificate.has_value();
    switch (f.kind) {
    case FailureKind::TlsSelfSigned:
        return Net::
            tr("%1 vouches only for itself: nobody confirms that it is the real one. Nothing was "
               "sent. Go on "
               "only if it is a device of your own, by adding its certificate to this connection.")
                .arg(app);
    case FailureKind::TlsUntrusted:
        return Net::tr(
                   "%1 is vouched for by somebody this computer does not know (%2). Nothing was "
                   "sent. Check the "
                   "address; in a hotel, café or office network, try again from another network.")
            .arg(app,
                 known && !f.certificate->issuer.isEmpty() ? plainText(f.certificate->issuer, 80)
                                                           : Net::tr("no name given"));
    case FailureKind::TlsWrongHost:
        return Net::tr("Whoever answers at %1 is known by another name (%2). Nothing was sent. "
                       "Check the address; in a "
                       "hotel, café or office network, try again from another network.")
            .arg(f.host,
                 known && !f.certificate->names.isEmpty()
                     ? plainText(f.certificate->names.join(u", "_s), 120)
                     : Net::tr("no name given"));
    case FailureKind::TlsExpired:
        return Net::tr("The certificate of %1 ran out on %2. Nothing was sent. If this computer's "
                       "date is right (it "
                       "says %3), %1 has to renew it: try again tomorrow, or tell its support.")
            .arg(app,
                 known ? day(f.certificate->notAfter) : Net::tr("an earlier day"),
                 moment(f.at));
    case FailureKind::TlsNotYetValid:
        return Net::tr("The certificate of %1 begins only on %2. Nothing was sent. This computer "
                       "says it is %3: if that "
                       "is wrong, set the date and time; if it is right, tell the support of %1.")
            .arg(app, known ? day(f.certificate->notBefore) : Net::tr("a later day"), moment(f.at));
    default:
        return Net::tr("No safe connection to %1 came about. Nothing was sent. Check the address "
                       "and port; if they are "
                       "right, a program on this computer or in this network may be in the way.")
            .arg(app);
    }
}

QString connectionSentence(const Failure &f, const QString &app)
{
    switch (f.kind) {
    case FailureKind::Dns:
        return Net::tr("No address was found for %1. Check that this computer is online and that "
                       "the name is spelled "
                       "right, then try again.")
            .arg(f.host);
    case FailureKind::Refused:
        return Net::tr("The computer at %1 is there, but takes no connection. Check the address "
                       "and port, or try again "
                       "in a few minutes.")
            .arg(f.host);
    case FailureKind::Unreachable:
        return Net::tr("%1 cannot be reached from here. Check the internet connection, and a VPN, "
                       "proxy or firewall if "
                       "there is one, then try again.")
            .arg(f.host);
    case FailureKind::Slow:
        return Net::tr(
                   "%1 took too long to answer, so we stopped waiting. Try again in a few minutes.")
            .arg(app);
    case FailureKind::Huge:
        return Net::tr("%1 began to send far more than this question needs, so we stopped. Check "
                       "that the address is "
                       "the one for programs (API).")
            .arg(app);
    case FailureKind::ClockWrong:
        if (f.serverDate.isValid())
            return Net::tr("This computer's clock is wrong: it says %1, and %2 says %3. Set the "
                           "date and time, then try "
                           "again. Nothing was sent.")
                .arg(moment(f.at), app, moment(f.serverDate));
        return Net::tr("This computer's clock is wrong: it says %1. Set the date and time, then "
                       "try again. Nothing was "
                       "sent.")
            .arg(moment(f.at));
    case FailureKind::Cancelled:
        return Net::tr("It was stopped before %1 answered. Start it again when you like.").arg(app);
    case FailureKind::PolicyRefused:
        if (f.refusal)
            return f.refusal->what;
        break;
    default:
        break;
    }
    return Net::tr("The connection to %1 broke off without an answer we understand. Check the "
                   "address, then try again.")
        .arg(app);
}

QString statusSentence(const Failure &f, const QString &app)
{
    switch (f.kind) {
    case FailureKind::Unauthorized401:
        return Net::tr("%1 does not know this key. It may be mistyped, cut off, ended or replaced. "
                       "Copy it again from "
                       "%1, or make a new one.")
            .arg(app);
    case FailureKind::Forbidden403:
        return Net::tr("%1 knows this key, but does not let it do this. In %1, give the key what "
                       "the job needs, or check "
                       "where it may be used from.")
            .arg(app);
    case FailureKind::NotFound404:
        return Net::tr("%1 has nothing at this address. Check the address, and the account or shop "
                       "name in it.")
            .arg(app);
    case FailureKind::RateLimited429:
        if (f.retryAfter)
            return Net::tr("%1 was asked too often and wants a pause. Try again %2.")
                .arg(app, waitText(*f.retryAfter));
        return Net::tr("%1 was asked too often and wants a pause. Try again in a few minutes.")
            .arg(app);
    case FailureKind::Server5xx:
        if (f.retryAfter)
            return Net::
                tr("%1 has trouble of its own just now. Your key is not the reason. Try again %2.")
                    .arg(app, waitText(*f.retryAfter));
        return Net::tr("%1 has trouble of its own just now. Your key is not the reason. Try again "
                       "later, and look at "
                       "its status page.")
            .arg(app);
    case FailureKind::RedirectElsewhere:
        if (!f.redirectHost.isEmpty() && f.redirectHost != f.host)
            return Net::tr("%1 sends us on to %2. The key was not sent there. If %2 is right, "
                           "enter it as the address.")
                .arg(app, f.redirectHost);
        return Net::tr("%1 sends us on to another page instead of answering. Check the address.")
            .arg(app);
    case FailureKind::NotJson:
        return Net::tr("What answers at %1 is not made for programs; it looks like a page for "
                       "people. Check the address; "
                       "in a hotel or café, sign in to the network first.")
            .arg(f.host);
    default:
        return Net::tr("%1 did not accept the question (its answer was %2). The details say why; "
                       "check the address and "
                       "what was entered.")
            .arg(app, QString::number(f.status));
    }
}

ErrorCode codeOf(const Failure &f)
{
    switch (f.kind) {
    case FailureKind::Dns:
    case FailureKind::Refused:
    case FailureKind::Unreachable:
    case FailureKind::RateLimited429:
    case FailureKind::Server5xx:
        return ErrorCode::Unavailable;
    case FailureKind::TlsSelfSigned:
    case FailureKind::TlsExpired:
    case FailureKind::TlsNotYetValid:
    case FailureKind::TlsWrongHost:
    case FailureKind::TlsUntrusted:
    case FailureKind::TlsOther:
    case FailureKind::ClockWrong:
        return ErrorCode::Insecure;
    case FailureKind::Unauthorized401:
    case FailureKind::Forbidden403:
        return ErrorCode::Denied;
    case FailureKind::NotFound404:
        return ErrorCode::NotFound;
    case FailureKind::RedirectElsewhere:
    case FailureKind::NotJson:
    case FailureKind::Huge:
        return ErrorCode::Refused;
    case FailureKind::Slow:
        return ErrorCode::TimedOut;
    case FailureKind::PolicyRefused:
        return f.refusal ? f.refusal->code : ErrorCode::Insecure;
    case FailureKind::Cancelled:
        return ErrorCode::Cancelled;
    case FailureKind::Other:
        break;
    }
    return f.status != 0 ? ErrorCode::Refused : ErrorCode::Unavailable;
}

QString sentenceOf(const Failure &f)
{
    const QString app = plainText(f.app.isEmpty() ? f.host : f.app, 100);
    if (f.status != 0)
        return statusSentence(f, app);
    switch (codeOf(f)) {
    case ErrorCode::Insecure:
        if (f.kind != FailureKind::PolicyRefused && f.kind != FailureKind::ClockWrong)
            return certificateSentence(f, app);
        break;
    default:
        break;
    }
    return connectionSentence(f, app);
}

} // namespace

Error explain(const Failure &failure)
{
    Error error;
    error.code = codeOf(failure);
    error.what = sentenceOf(failure);
    // A signed request is refused by a peer whose clock is elsewhere, and the key gets the blame.
    if (failure.kind == FailureKind::Unauthorized401 && failure.serverDate.isValid()
        && failure.at.isValid() && qAbs(failure.at.secsTo(failure.serverDate)) > 300)
        error.what += u' '
            % Net::tr("This computer's clock also differs: it says %1, %2 says %3.")
                  .arg(moment(failure.at), failure.host, moment(failure.serverDate));
    error.detail = toText(failure.kind) % u" "_s % failure.host
        % (failure.technical.isEmpty() ? QString() : QString(u": "_s % failure.technical));
    if (failure.refusal && !failure.refusal->detail.isEmpty())
        error.detail += u": "_s % failure.refusal->detail;
    return error;
}

} // namespace drawbridge
