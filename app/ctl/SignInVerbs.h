// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/Cli.h"

namespace drawbridge::ctl {

/// Whether `added` is connected by signing in at the app, which comes before it can be added.
[[nodiscard]] bool needsSignIn(const AddConnection &added);

/// Tells where to sign in, waits for it, asks whose account it is, and completes `added` with what came back. What
/// nobody wants to keep is ended at the app again, as far as it can be.
[[nodiscard]] Result<AddConnection> signInFirst(Cli &cli, Workspace &workspace, AddConnection added);

/// The same for a connection that is there: signed in to once more, for exactly `scopes` where they are named. Nothing
/// is kept yet.
[[nodiscard]] Result<SignedIn> signInOnceMore(Cli &cli,
                                              Workspace &workspace,
                                              const ConnectionId &id,
                                              const std::optional<QStringList> &scopes,
                                              IdentityConfirmed identity);

/// The same, put in the place of the old one; exit status and all.
[[nodiscard]] Exit signInAgain(Cli &cli,
                               Workspace &workspace,
                               const ConnectionId &id,
                               IdentityConfirmed identity);

} // namespace drawbridge::ctl
