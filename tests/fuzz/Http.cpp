// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Clock.h"
#include "core/http/Message.h"
#include "core/http/RequestParser.h"
#include "core/net/AddressPolicy.h"
#include "core/net/HttpDate.h"
#include "core/net/ReplyParser.h"
#include "tests/fuzz/FuzzTargets.h"

#include <QUrl>

#include <vector>

namespace drawbridge::fuzz {

namespace {

constexpr int mostRequests = 50;

struct Heard
{
    std::vector<ServerRequest> requests;
    int status = 0;
};

Heard listen(QByteArrayView bytes, qsizetype step)
{
    RequestParser parser({2048, 4096, 20});
    Heard heard;
    qsizetype fed = 0;
    while (std::ssize(heard.requests) < mostRequests) {
        if (parser.state() == RequestParser::State::Refused) {
            heard.status = parser.status();
            break;
        }
        if (parser.state() == RequestParser::State::Done) {
            heard.requests.push_back(parser.takeRequest());
            parser.next();
        } else if (fed < bytes.size()) {
            const qsizetype size = std::min(step, bytes.size() - fed);
            parser.feed(bytes.sliced(fed, size));
            fed += size;
        } else {
            break;
        }
    }
    return heard;
}

bool same(const Heard &a, const Heard &b)
{
    if (a.status != b.status || a.requests.size() != b.requests.size())
        return false;
    for (size_t i = 0; i < a.requests.size(); ++i) {
        const ServerRequest &x = a.requests[i];
        const ServerRequest &y = b.requests[i];
        if (x.method != y.method || x.target != y.target || x.body != y.body
            || x.headers.size() != y.headers.size())
            return false;
    }
    return true;
}

struct Answered
{
    ReplyParser::Outcome outcome = ReplyParser::Outcome::NeedsMore;
    int status = 0;
    QByteArray body;
};

Answered readReply(QByteArrayView bytes, qsizetype step)
{
    ReplyParser parser(ReplyParser::RequestKind::Ordinary, 2048, 4096);
    Answered answered;
    for (qsizetype at = 0; at < bytes.size() && answered.outcome == ReplyParser::Outcome::NeedsMore;
         at += step)
        answered.outcome = parser.feed(bytes.sliced(at, std::min(step, bytes.size() - at)));
    if (answered.outcome == ReplyParser::Outcome::NeedsMore)
        answered.outcome = parser.closed();
    if (answered.outcome == ReplyParser::Outcome::Complete) {
        answered.status = parser.status();
        answered.body = parser.takeBody();
    }
    return answered;
}

} // namespace

void httpRequest(QByteArrayView bytes)
{
    const Heard whole = listen(bytes, std::max<qsizetype>(bytes.size(), 1));
    claim(same(whole, listen(bytes, 1)), "a request does not depend on how it is cut");
    claim(whole.status == 0 || (whole.status >= 400 && whole.status < 600),
          "a refusal has a status");
    for (const ServerRequest &request : whole.requests)
        claim(request.body.size() <= 4096, "a body keeps to its limit");
}

void httpReply(QByteArrayView bytes)
{
    const Answered whole = readReply(bytes, std::max<qsizetype>(bytes.size(), 1));
    const Answered cut = readReply(bytes, 1);
    claim(whole.outcome == cut.outcome && whole.status == cut.status && whole.body == cut.body,
          "a reply does not depend on how it is cut");
    claim(whole.body.size() <= 4096, "a body keeps to its limit");
}

void httpDate(QByteArrayView bytes)
{
    const QDateTime now = QDateTime::fromSecsSinceEpoch(1'780'000'000, Qt::UTC);
    const auto wait = parseRetryAfter(bytes, now);
    claim(!wait || wait->count() >= 0, "a time to wait is never negative");
    (void)parseHttpDate(bytes);
}

void address(QByteArrayView bytes)
{
    const auto url = urlFromOwner(QString::fromUtf8(bytes));
    if (!url.isOk())
        return;
    claim(url->userInfo().isEmpty(), "an address carries nobody's name");
    const AddressRules rules{false, {QStringLiteral("*.example.com")}};
    const auto checked = checkUrl(*url, rules, Carries::Credential);
    if (!checked.isOk())
        return;
    claim(checked->tls, "a key goes over TLS only");
    claim(checked->host.endsWith(QStringLiteral(".example.com")),
          "a key goes to its own hosts only");
}

} // namespace drawbridge::fuzz
