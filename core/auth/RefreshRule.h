// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Grant.h"

#include <chrono>

namespace drawbridge {

/// What is to be done about a sign-in's tokens.
enum class RefreshStep {
    NotNeeded,
    Refresh,
    Wait,       ///< it failed a moment ago
    SignInAgain ///< nothing else helps
};

/// Who asks: a call that needs an access token now, or the clock.
enum class RefreshFor { Use, Upkeep };

struct RefreshNeed
{
    RefreshStep step = RefreshStep::NotNeeded;
    QDateTime at; ///< when to look again; invalid where only signing in helps
    bool accessWorks =
        false; ///< the access token that is there has not run out, as far as is known
};

/// After a failure nobody asks the app again for so long, whoever wants to.
constexpr std::chrono::seconds refreshCoolDown{30};
/// However long an access token lives: a refresh token that nobody uses may lapse.
constexpr std::chrono::hours refreshAtLeastEvery{24};

/// Pure. Ahead of the end: by a tenth of the token's life, at least a minute and at most ten, but never by more than
/// half of it.
[[nodiscard]] RefreshNeed refreshNeed(const GrantState &grant,
                                      const QDateTime &now,
                                      RefreshFor purpose);

/// Pure. The state after an attempt that failed. What ended stays ended.
[[nodiscard]] GrantState afterFailedRefresh(GrantState grant,
                                            RefreshFault fault,
                                            const QString &explanation,
                                            const QDateTime &now);

} // namespace drawbridge
