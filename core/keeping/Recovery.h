// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "core/keeping/Commands.h"
#include "core/keeping/KeepingParts.h"

#include <QDateTime>
#include <QStringList>

#include <optional>

namespace drawbridge {

/// When the valid recovery sheet was made, or nothing if there is none.
[[nodiscard]] Result<std::optional<QDateTime>> recoverySheetMadeAt(const QString &folder);

/// Writes a page to print whose code opens the data key, as PDF or SVG by the file's ending, else as text. The
/// sheets made before open nothing from then on. Conflict: there is a file of that name. Unavailable: the disk,
/// or no rsvg-convert for a PDF.
[[nodiscard]] Result<void> makeRecoverySheet(const OpenWorkspaceParts &open,
                                             const MakeRecoverySheet &request,
                                             const CancelToken &cancel);

struct RecoveryReport
{
    WorkspaceKeys keys;
    QStringList toPaste; ///< labels of keys whose value is gone
};

/// Puts the data key the sheet opens into the store of the request, with a new canary. InvalidInput: the code was
/// mistyped (says in which group), belongs to a sheet that was replaced, or to another business. NotFound: no
/// sheet was made for this workspace. Can be made again if it broke off.
[[nodiscard]] Result<RecoveryReport> recoverWithSheet(const KeepingParts &parts,
                                                      const RecoverWithSheet &request);

} // namespace drawbridge
