// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyProbe.h"
#include "core/auth/ShutOffSteps.h"

/// The calls of a shut-off: telling the app, and looking whether it has heard. Blocking; thread-safe; secrets are put
/// into a request at the call only.
namespace drawbridge {

/// One value that opens the app and is to be refused. A static key is one; a sign-in has two, of which each is told of
/// and looked at by itself.
struct LiveValue
{
    QString name; ///< empty where there is one only; "access token"
    KeyUse use;
};

/// Whom the app is told by, the first that it listens to.
struct Authority
{
    QString name; ///< the connection's, for the sentence
    KeyUse use;
};

/// Pure: why nobody could see whether the app refuses this key, or nothing where it can be seen. `another` is a key of
/// the same connection that works, if there is one.
[[nodiscard]] QString whyUncheckable(const KeyUse &old, const std::optional<KeyUse> &another);

/// Makes the app's call. Cancelled is an error; everything else is an answer: what the app says is no proof.
[[nodiscard]] Result<ShutOffEvent> tellApp(HttpSender &http,
                                           const LiveValue &old,
                                           const QList<Authority> &authorities,
                                           const CancelToken &cancel);

/// Tries every value, and where the app refuses one as invalid, whether it answers at all. Refused: it refuses all of
/// them as keys it does not know, in its own form, while the control call works. StillWorks: it takes one of them.
/// Everything else tells nothing. Cancelled is an error.
[[nodiscard]] Result<Looked> lookAt(HttpSender &http,
                                    const Clock &clock,
                                    const QList<LiveValue> &values,
                                    const std::optional<KeyUse> &another,
                                    const CancelToken &cancel);

} // namespace drawbridge
