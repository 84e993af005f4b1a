// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Clock.h"

#include <QTimeZone>

namespace drawbridge {

QDateTime SystemClock::now() const
{
    return QDateTime::currentDateTimeUtc();
}

std::chrono::milliseconds SystemClock::monotonic() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
}

ManualClock::ManualClock(const QDateTime &start)
    : m_wallMs(start.toMSecsSinceEpoch())
{}

QDateTime ManualClock::now() const
{
    return QDateTime::fromMSecsSinceEpoch(m_wallMs.load(), QTimeZone::utc());
}

std::chrono::milliseconds ManualClock::monotonic() const
{
    return std::chrono::milliseconds(m_monotonicMs.load());
}

void ManualClock::advance(std::chrono::milliseconds by)
{
    m_wallMs += by.count();
    m_monotonicMs += by.count();
}

void ManualClock::setWallTime(const QDateTime &time)
{
    m_wallMs = time.toMSecsSinceEpoch();
}

} // namespace drawbridge
