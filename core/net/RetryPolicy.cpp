// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/RetryPolicy.h"

#include "core/net/HttpDate.h"

namespace drawbridge {

namespace {

std::optional<std::chrono::seconds> saidWait(const HttpAttempt &attempt)
{
    if (const auto *failure = std::get_if<Failure>(&attempt)) {
        const bool passing = failure->status == 429 || failure->status == 503;
        return passing ? failure->retryAfter : std::nullopt;
    }
    const auto &reply = std::get<HttpReply>(attempt);
    if (reply.status != 429 && reply.status != 503)
        return std::nullopt;
    return parseRetryAfter(reply.headers.value("Retry-After"), reply.receivedAt);
}

} // namespace

std::optional<std::chrono::milliseconds> retryDelay(const HttpRequest &request,
                                                    const HttpAttempt &attempt,
                                                    int retriesSoFar,
                                                    const RetryRules &rules,
                                                    Random &random)
{
    if (request.method != "GET" && request.method != "HEAD")
        return std::nullopt;
    if (retriesSoFar >= rules.maxRetries)
        return std::nullopt;
    const std::optional<std::chrono::seconds> wait = saidWait(attempt);
    if (!wait || *wait > rules.longestWait)
        return std::nullopt;
    const std::chrono::milliseconds base =
        std::max<std::chrono::milliseconds>(*wait, std::chrono::seconds(1));
    const auto dice = static_cast<unsigned char>(random.bytes(1).at(0));
    return base + base * dice / (4 * 255);
}

} // namespace drawbridge
