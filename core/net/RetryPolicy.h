// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Random.h"
#include "core/net/HttpSender.h"

#include <chrono>
#include <optional>

namespace drawbridge {

struct RetryRules
{
    int maxRetries = 2;
    std::chrono::seconds longestWait{20};
};

/// Pure but for `random`: how long to wait before sending `request` again, or nothing if it must not be. Only GET
/// and HEAD, only 429 and 503, only where the peer said when (Retry-After) and that is soon; up to a quarter more
/// as jitter.
[[nodiscard]] std::optional<std::chrono::milliseconds> retryDelay(const HttpRequest &request,
                                                                  const HttpAttempt &attempt,
                                                                  int retriesSoFar,
                                                                  const RetryRules &rules,
                                                                  Random &random);

} // namespace drawbridge
