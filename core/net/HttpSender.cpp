// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/HttpSender.h"

#include <utility>

namespace drawbridge {

Result<HttpReply> HttpSender::send(const HttpRequest &request, const CancelToken &cancel)
{
    HttpAttempt result = attempt(request, cancel);
    if (const auto *failure = std::get_if<Failure>(&result))
        return explain(*failure);
    return std::get<HttpReply>(std::move(result));
}

HttpAttempt HttpSender::fetch(const HttpRequest &request, Expect expect, const CancelToken &cancel)
{
    HttpAttempt result = attempt(request, cancel);
    if (const auto *reply = std::get_if<HttpReply>(&result)) {
        if (std::optional<Failure> failure = judge(*reply, request, expect))
            return *std::move(failure);
    }
    return result;
}

} // namespace drawbridge
