// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Words.h"

#include <QDateTime>
#include <QMap>
#include <QStringList>

#include <optional>

namespace drawbridge {

/// Why a grant could not be refreshed, told apart by what can be done about it.
enum class RefreshFault {
    None,
    Network,      ///< this computer does not reach the app
    ProviderDown, ///< the app answers, but not now
    ClockWrong,   ///< this computer's
    GrantEnded,   ///< revoked, run out, or used up: only signing in again helps
    ClientWrong,  ///< the app does not know the client id or its secret any more
    Other
};
DRAWBRIDGE_WORDS(RefreshFault,
                 7,
                 {RefreshFault::None, u"none"},
                 {RefreshFault::Network, u"network"},
                 {RefreshFault::ProviderDown, u"provider-down"},
                 {RefreshFault::ClockWrong, u"clock-wrong"},
                 {RefreshFault::GrantEnded, u"grant-ended"},
                 {RefreshFault::ClientWrong, u"client-wrong"},
                 {RefreshFault::Other, u"other"});

/// What is known of a sign-in's tokens besides their values. All times UTC.
struct GrantState
{
    QDateTime signedInAt;
    QDateTime refreshedAt;                   ///< when the tokens that are kept now were given
    std::optional<QDateTime> accessEndsAt; ///< nothing: the app did not say
    bool refreshable = false;                ///< there is a refresh token
    QStringList scopes;                    ///< as the last token answer told them
    bool scopesKnown = false;

    QDateTime triedAt; ///< the last attempt to refresh; invalid: none yet
    int failures = 0;  ///< in a row
    RefreshFault fault = RefreshFault::None;
    QString explanation; ///< of the fault, for the owner

    /// The app has said that this is over. Nothing but signing in again changes it.
    [[nodiscard]] bool hasEnded() const { return fault == RefreshFault::GrantEnded; }
};

} // namespace drawbridge
