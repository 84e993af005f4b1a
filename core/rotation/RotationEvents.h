// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Connection.h"
#include "core/model/Event.h"
#include "core/model/Rotation.h"

namespace drawbridge {

/// Pure: what the log says of the step from `before` to `after`. `before` is null for the first.
[[nodiscard]] Event eventOf(const Rotation *before,
                            const Rotation &after,
                            const Connection &connection,
                            const QString &app);

} // namespace drawbridge
