// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "core/model/KeyRecipe.h"
#include "core/net/HttpSender.h"

#include <chrono>
#include <functional>
#include <optional>

/// Keeping to what an app allows of its calls, however many of its keys are replaced at once. Half of what it allows in
/// its stretch of time may be made together, the rest is spread, so that no stretch of that length, wherever it begins,
/// sees more. All that has to be known of what was, for this, is one moment for each app.
namespace drawbridge {

/// More calls than this no step of a replacing makes, but for the pages of a list.
constexpr int mostCallsOfStep = 6;

struct CallsTaken
{
    QDateTime paidUntil; ///< to be kept for the next
    /// Until so many may be made; nothing was taken then. Zero: they were taken.
    std::chrono::milliseconds wait{0};
};

/// Pure. `paidUntil`: as it was kept; none where nothing was. What was kept by a clock that was ahead is cut to what can
/// be at most.
[[nodiscard]] CallsTaken takeCalls(const CallRate &rate,
                                   int calls,
                                   const std::optional<QDateTime> &paidUntil,
                                   const QDateTime &now);

/// Sends what was taken beforehand, and for every further call takes one more; what is not given is not sent, and fails
/// as from an app that wants to be left alone, without a status.
class PacedSender final : public HttpSender
{
public:
    /// Nothing: one was taken. Else how long to wait.
    using TakeOne = std::function<std::optional<std::chrono::milliseconds>()>;
    /// `real` outlives it. Without `takeOne` everything is sent.
    PacedSender(HttpSender &real, int taken, TakeOne takeOne);

    HttpAttempt attempt(const HttpRequest &request, const CancelToken &cancel) override;

private:
    HttpSender &m_real;
    int m_left;
    TakeOne m_takeOne;
};

/// Whole seconds, never less.
[[nodiscard]] std::chrono::seconds wholeSeconds(std::chrono::milliseconds time);

} // namespace drawbridge
