// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/RateLimit.h"

#include <algorithm>
#include <cmath>

namespace drawbridge {

RateLimit::RateLimit(const PracticeRate &rate, const Clock &clock)
    : m_rate(rate)
    , m_clock(clock)
{}

std::optional<int> RateLimit::refuse(const QString &caller)
{
    const std::chrono::milliseconds now = m_clock.monotonic();
    auto found = m_buckets.find(caller);
    if (found == m_buckets.end())
        found = m_buckets.insert(caller, {static_cast<double>(m_rate.burst), now});
    Bucket &bucket = found.value();
    const double seconds = std::chrono::duration<double>(now - bucket.filledAt).count();
    bucket.left = std::min<double>(m_rate.burst, bucket.left + seconds * m_rate.perSecond);
    bucket.filledAt = now;
    if (bucket.left >= 1) {
        bucket.left -= 1;
        return std::nullopt;
    }
    return std::max(1, static_cast<int>(std::ceil((1 - bucket.left) / m_rate.perSecond)));
}

} // namespace drawbridge
