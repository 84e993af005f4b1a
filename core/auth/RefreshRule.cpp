// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/RefreshRule.h"

#include <algorithm>

namespace drawbridge {

namespace {

constexpr qint64 leastAhead = 60;
constexpr qint64 mostAhead = 600;
constexpr qint64 longestPause = 3600;

qint64 secondsAhead(qint64 lifetime)
{
    return std::min(std::clamp(lifetime / 10, leastAhead, mostAhead), lifetime / 2);
}

QDateTime dueAt(const GrantState &grant)
{
    const QDateTime daily =
        grant.refreshedAt.addSecs(std::chrono::seconds(refreshAtLeastEvery).count());
    if (!grant.accessEndsAt)
        return daily;
    const qint64 lifetime = std::max<qint64>(0, grant.refreshedAt.secsTo(*grant.accessEndsAt));
    return std::min(daily, grant.accessEndsAt->addSecs(-secondsAhead(lifetime)));
}

/// The clock asks ever more rarely, so that an app in trouble is not pestered; a call that needs the token does not
/// wait longer than the cool-down.
qint64 pauseAfter(int failures, RefreshFor purpose)
{
    if (purpose == RefreshFor::Use)
        return refreshCoolDown.count();
    const qint64 pause = refreshCoolDown.count() * (qint64(1) << std::clamp(failures - 1, 0, 10));
    return std::min(longestPause, pause);
}

} // namespace

RefreshNeed refreshNeed(const GrantState &grant, const QDateTime &now, RefreshFor purpose)
{
    RefreshNeed need;
    need.accessWorks = !grant.hasEnded() && (!grant.accessEndsAt || now < *grant.accessEndsAt);
    if (grant.hasEnded() || (!grant.refreshable && !need.accessWorks)) {
        need.step = RefreshStep::SignInAgain;
        return need;
    }
    if (!grant.refreshable) {
        need.at = grant.accessEndsAt.value_or(QDateTime());
        return need;
    }
    need.at = dueAt(grant);
    if (now < need.at)
        return need;
    if (grant.failures > 0 && grant.triedAt <= now) {
        const QDateTime next = grant.triedAt.addSecs(pauseAfter(grant.failures, purpose));
        if (now < next) {
            need.step = RefreshStep::Wait;
            need.at = next;
            return need;
        }
    }
    need.step = RefreshStep::Refresh;
    need.at = now;
    return need;
}

GrantState afterFailedRefresh(GrantState grant,
                              RefreshFault fault,
                              const QString &explanation,
                              const QDateTime &now)
{
    grant.triedAt = now;
    if (grant.hasEnded())
        return grant;
    ++grant.failures;
    grant.fault = fault;
    grant.explanation = explanation;
    return grant;
}

} // namespace drawbridge
