// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/keeping/Commands.h"
#include "core/keeping/KeepingParts.h"

namespace drawbridge {

/// Once after each opening: ends what a killed process of this room had begun.
[[nodiscard]] Result<void> settleKeeping(const OpenWorkspaceParts &open);

/// InvalidInput: not the current passphrase, an empty next one, or secrets in the keychain, which has none.
[[nodiscard]] Result<void> changePassphrase(const OpenWorkspaceParts &open,
                                            const ChangePassphrase &request);

/// Everything that is not as it should be, worst first; empty when all is well.
[[nodiscard]] Result<QList<WorkspaceProblem>> checkWorkspace(const OpenWorkspaceParts &open);

} // namespace drawbridge
