// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/AppAuth.h"
#include "core/model/Grant.h"

#include <chrono>
#include <optional>

/// What can be said of a sign-in when a renewal was asked for and its answer never came: the app may have given another
/// pair of tokens, which nobody here has, and which a refusal of the old ones tells nothing about.
namespace drawbridge {

/// How long what an app gives can live at most, by its documentation and by what it told with the tokens.
struct TokenLives
{
    RefreshKind refreshKind = RefreshKind::Unknown;
    std::optional<std::chrono::seconds> access; ///< nothing: not known
    std::optional<std::chrono::seconds>
        refresh; ///< unless it is used before; nothing: not known, or for good
};

/// Pure.
[[nodiscard]] TokenLives tokenLives(const TokenSpec &spec, const std::optional<GrantState> &grant);

struct LostRenewal
{
    std::optional<QDateTime> by; ///< UTC: if the app renewed at all, it did so until then
    std::optional<QDateTime>
        accessBy; ///< the same, where it was seen to leave the refresh token as it is
};

/// Pure: when everything that a lost renewal may have given has run out, as nobody has what would renew it. Nothing:
/// that is never known.
[[nodiscard]] std::optional<QDateTime> lostEndsBy(const LostRenewal &lost, const TokenLives &lives);

} // namespace drawbridge
