// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/net/Failure.h"
#include "core/net/HttpReply.h"
#include "core/net/HttpRequest.h"

#include <variant>

namespace drawbridge {

/// How a request went: a reply of any status, or what stopped it before there was one.
using HttpAttempt = std::variant<HttpReply, Failure>;

/// Whoever can send a request: HttpClient, and the scripted one of the tests. Blocking; thread-safe.
class HttpSender
{
public:
    virtual ~HttpSender() = default;

    [[nodiscard]] virtual HttpAttempt attempt(const HttpRequest &request,
                                              const CancelToken &cancel) = 0;

    /// attempt() with what stopped it explained as an Error. Every status is a reply here; see fetch().
    [[nodiscard]] Result<HttpReply> send(const HttpRequest &request, const CancelToken &cancel);

    /// For callers that want a good reply or a reason: what judge() finds is a Failure as well.
    [[nodiscard]] HttpAttempt fetch(const HttpRequest &request,
                                    Expect expect,
                                    const CancelToken &cancel);
};

} // namespace drawbridge
