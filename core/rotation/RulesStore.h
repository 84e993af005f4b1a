// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rotation/RotationCommands.h"

namespace drawbridge {

class Database;
class ReadView;

/// The rules for replacing keys among the settings. Without any, the defaults.
[[nodiscard]] Result<RotationRules> readRotationRules(ReadView &view);
/// False: they were so already. Leaves an event.
Result<bool> setRotationRules(Database &database, const SetRotationRules &command);

} // namespace drawbridge
