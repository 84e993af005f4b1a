// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/connections/Commands.h"
#include "core/workspace/Snapshot.h"

namespace drawbridge {

class Database;

/// Of what SettingsRepository::all() gives.
[[nodiscard]] WorkspaceSettings readSettings(const QJsonObject &stored);
/// InvalidInput for a business without a name; leaves one event that names what changed.
Result<bool> changeSettings(Database &database, const WorkspaceSettings &settings);
/// An empty `answers` discards the draft.
Result<bool> saveDraft(Database &database, const SaveDraft &command);

} // namespace drawbridge
