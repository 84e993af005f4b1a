// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/SignIn.h"
#include "core/connections/Commands.h"

namespace drawbridge {

/// What a sign-in gave, kept nowhere yet. Goes on as an AddConnection with these details and this grant.
struct SignedIn
{
    ConnectionDetails
        details; ///< as asked, with the tokens among the secrets and what came besides among the fields
    GrantState grant;
    ConnectionTest test; ///< whose it is, as far as the app tells
};

/// Signs in at an app by the browser or by a code typed elsewhere. Ends after ten minutes at the latest.
struct SignIn
{
    using Reply = SignedIn;
    ConnectionDetails details;
    SignInPrompts prompts; ///< called on a worker thread
};

/// Signs in once more for a connection that is there. Goes on as a ReplaceKey with the secrets and the grant.
struct SignInAgain
{
    using Reply = SignedIn;
    ConnectionId id;
    SignInPrompts prompts;
    std::optional<QStringList> scopes = {}; ///< exactly these; nothing: what it asked for before
};

/// "Not mine": ends at the app what a sign-in gave, as far as the app has a call for it. True: it was asked to.
struct DiscardSignIn
{
    using Reply = bool;
    ConnectionDetails details;
};

/// Refreshes what is due; all sign-ins, or one.
struct RefreshSignIns
{
    using Reply = int; ///< how many were refreshed
    std::optional<ConnectionId> only;
};

} // namespace drawbridge
