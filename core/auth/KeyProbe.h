// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyUse.h"
#include "core/base/Clock.h"
#include "core/net/HttpSender.h"

namespace drawbridge {

/// What one try of a key saw. `test` can be shown and kept; `failure` tells a program more.
struct ProbeResult
{
    ConnectionTest test;
    std::optional<FailureKind> failure;
    bool refusedAsInvalid = false; ///< the provider's own way of saying "no key of mine"
    bool inJson = false;           ///< the answer was the provider's own, not a page in its way
    std::optional<QDate> endsAt;   ///< if the provider tells when the key ends
    std::optional<std::chrono::seconds> retryAfter;      ///< it wants to be left alone
    std::optional<std::chrono::seconds> clockDifference; ///< its clock minus ours, if it told
};

/// Whether the app has a call that can try a key.
[[nodiscard]] bool canProbe(const KeyUse &use);

/// Shows the key to its app with the cheapest read-only call and reads the answer. An app that refuses is a result
/// that is not ok; errors are InvalidInput and Insecure (nothing was sent) and Cancelled. Blocking; thread-safe.
[[nodiscard]] Result<ProbeResult> probeKey(HttpSender &http,
                                           const Clock &clock,
                                           const KeyUse &use,
                                           const CancelToken &cancel);

/// Pure: what a good or a bad reply to the probe means.
[[nodiscard]] ProbeResult readProbeReply(const Probe &probe,
                                         const HttpReply &reply,
                                         const HttpRequest &request);

} // namespace drawbridge
