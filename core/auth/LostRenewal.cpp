// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/LostRenewal.h"

#include <algorithm>

namespace drawbridge {

using std::chrono::seconds;

TokenLives tokenLives(const TokenSpec &spec, const std::optional<GrantState> &grant)
{
    TokenLives lives;
    lives.refreshKind = spec.refresh;
    qint64 access = spec.accessSeconds;
    if (grant && grant->accessEndsAt)
        access = std::max(access, grant->refreshedAt.secsTo(*grant->accessEndsAt));
    if (access > 0)
        lives.access = seconds(access);
    if (spec.refreshSeconds > 0)
        lives.refresh = seconds(spec.refreshSeconds);
    return lives;
}

std::optional<QDateTime> lostEndsBy(const LostRenewal &lost, const TokenLives &lives)
{
    if (!lives.access)
        return std::nullopt;
    std::optional<QDateTime> end;
    if (lost.accessBy)
        end = lost.accessBy->addSecs(lives.access->count());
    if (!lost.by)
        return end;
    // Where the refresh token stays, the one that was refused is all there is.
    seconds longest = *lives.access;
    if (lives.refreshKind != RefreshKind::Stays) {
        if (!lives.refresh)
            return std::nullopt;
        longest = std::max(longest, *lives.refresh);
    }
    const QDateTime other = lost.by->addSecs(longest.count());
    return end ? std::max(*end, other) : other;
}

} // namespace drawbridge
