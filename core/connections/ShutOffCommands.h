// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"
#include "core/model/KeyShutOff.h"

/// What a front end can ask of the shutting off of keys. Plain values; `Reply` is what comes back on success.
namespace drawbridge {

/// Shuts one key off: the app is told where it has a call, else its owner is shown where. What is under way already is
/// gone on with, and what will not die is told again. The key is not used or handed out here any more.
struct StartShutOff
{
    using Reply = KeyShutOff;
    ConnectionId connection;
    CredentialVersionId version; ///< none: what is under way, else the key in use
    ConnectionId
        authority; ///< a connection to the same app whose key may end others; none: what is at hand
    /// A key that makes the call this once, by the profile's field names, and what goes with it besides ("keySid").
    /// Kept nowhere: after a kill the call is made without it.
    QMap<QString, SharedSecret> onceSecrets;
    QMap<QString, QString> onceFields;
    bool endedAlready =
        false; ///< another took its place at the app: it is only looked at, nobody is told
};

/// The owner has done it on the app's page; it is looked at.
struct ShutOffDoneByHand
{
    using Reply = KeyShutOff;
    ShutOffId id;
};

/// The owner has looked on the app's page: Drawbridge is not listed there any more. Kept as his word, where no look can
/// tell because an answer was not heard. Conflict: a look can tell.
struct ShutOffSeenGone
{
    using Reply = KeyShutOff;
    ShutOffId id;
};

/// Looks now.
struct CheckShutOffNow
{
    using Reply = KeyShutOff;
    ShutOffId id;
};

/// Goes on with everything that is due: looks, what a killed process left, values to wipe. How many there were.
struct ContinueShutOffs
{
    using Reply = int;
};

} // namespace drawbridge
