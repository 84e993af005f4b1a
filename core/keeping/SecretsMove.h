// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "core/keeping/Commands.h"
#include "core/keeping/KeepingParts.h"

namespace drawbridge {

struct MoveReport
{
    WorkspaceKeys keys; ///< what opens the workspace from now on
    MovedSecrets moved;
};

/// Brings every key of the workspace to another kind of store, while the lease "move-secrets" keeps everybody
/// else from storing or removing one:
///
///   1. The intent is written. What is too long for the new store is sealed in the workspace (LongValue.h), which
///      leaves the old store in charge.
///   2. Every entry is copied and read back; the data key and the canary come last.
///   3. workspace.json names the new store: one rename, the only moment anything changes hands.
///   4. The event is committed, and the entries of the old store go.
///
/// Killed before 3, the next opening undoes it: the copies go and the keys are where they were. Killed after 3, it
/// finishes it. At no moment does workspace.json name a store that is not whole.
///
/// Conflict: the keys are there already. Busy: somebody else is at it, or stores a key right now. InvalidInput: a
/// vault needs a passphrase. Cancelled, and what the stores say: the keys are where they were.
[[nodiscard]] Result<MoveReport> moveSecrets(const OpenWorkspaceParts &open,
                                             const MoveSecrets &request,
                                             const CancelToken &cancel,
                                             const Progress &progress = {});

/// Conflict: another process has moved the keys, so that a store of this kind is not theirs any more.
[[nodiscard]] Result<void> checkKeysAreIn(const QString &folder, SecretsKind kind);

} // namespace drawbridge
