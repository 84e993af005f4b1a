// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rotation/CallPace.h"

#include <algorithm>

namespace drawbridge {

CallsTaken takeCalls(const CallRate &rate,
                     int calls,
                     const std::optional<QDateTime> &paidUntil,
                     const QDateTime &now)
{
    const qint64 allowed = std::max(rate.requests, 1);
    const qint64 together = (allowed + 1) / 2;
    // `together` at once and one after each `apart` are, in any stretch, `allowed` at most.
    const qint64 spread = allowed - together + 1;
    const qint64 apart = (qint64(std::max(rate.seconds, 1)) * 1000 + spread - 1) / spread;
    const qint64 most = together * apart;
    const qint64 paid =
        paidUntil ? std::clamp<qint64>(now.msecsTo(*paidUntil), 0, most) : qint64(0);
    // More than may ever be made together waits for the most there is.
    const qint64 price = std::min<qint64>(std::max(calls, 1), together) * apart;
    const qint64 over = paid + price - most;
    if (over > 0)
        return {now.addMSecs(paid), std::chrono::milliseconds(over)};
    return {now.addMSecs(paid + price), std::chrono::milliseconds(0)};
}

PacedSender::PacedSender(HttpSender &real, int taken, TakeOne takeOne)
    : m_real(real)
    , m_left(taken)
    , m_takeOne(std::move(takeOne))
{}

HttpAttempt PacedSender::attempt(const HttpRequest &request, const CancelToken &cancel)
{
    if (m_left > 0) {
        --m_left;
    } else if (m_takeOne) {
        if (const auto wait = m_takeOne()) {
            Failure held{.kind = FailureKind::RateLimited429};
            held.host = request.url.host();
            held.app = request.app;
            held.retryAfter = wholeSeconds(*wait);
            return held;
        }
    }
    return m_real.attempt(request, cancel);
}

std::chrono::seconds wholeSeconds(std::chrono::milliseconds time)
{
    return std::max(std::chrono::ceil<std::chrono::seconds>(time), std::chrono::seconds(1));
}

} // namespace drawbridge
