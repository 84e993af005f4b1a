// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/KeyShutOff.h"

#include <chrono>
#include <variant>

/// The shutting off of a key as a pure state machine: what is known, what happened, what time it is, and from these
/// what is known next and the one thing to do. The state is stored before the effect is begun, so that a process that
/// is killed anywhere is gone on from by the next one that wakes it.
namespace drawbridge {

/// Time has passed, or a program has started.
struct Woken
{};
/// The owner wants a look now.
struct LookNow
{};
/// The owner wants the app told again.
struct AskAgain
{};
/// The owner has done it on the app's page.
struct DoneByHand
{};
/// The call went through. That the app says yes proves nothing.
struct CallSaidYes
{
    QString answer;
};
/// There is no call, or it did not go through.
struct CallSaidNo
{
    QString why;
    bool mayHaveWorked = false; ///< it was made, and the answer does not tell (a 404, a time-out)
};
struct Looked
{
    ShutOffCheck check;
    std::optional<std::chrono::seconds> retryAfter; ///< the app wants to be left alone
    std::optional<UnheardRenewal> unheard = {};     ///< what it does not tell about
};
/// The owner has looked on the app's page, and Drawbridge is not listed there any more. His word, where no look tells.
struct SeenGone
{
    QString why; ///< no look tells
};
/// The old value is not here any more, so that nobody can look.
struct ValueIsGone
{
    QString why;
};
struct ValueWiped
{};

using ShutOffEvent = std::variant<Woken,
                                  LookNow,
                                  AskAgain,
                                  DoneByHand,
                                  SeenGone,
                                  CallSaidYes,
                                  CallSaidNo,
                                  Looked,
                                  ValueIsGone,
                                  ValueWiped>;

enum class ShutOffEffect { None, TellApp, Look, WipeValue };

struct ShutOffStep
{
    KeyShutOff state;
    ShutOffEffect effect = ShutOffEffect::None;
};

/// Pure. `now` is UTC; one that is before the last check (a clock set back) ends no waiting time and starts the day
/// of refusals anew.
[[nodiscard]] ShutOffStep next(const KeyShutOff &state,
                               const ShutOffEvent &event,
                               const QDateTime &now);

} // namespace drawbridge
