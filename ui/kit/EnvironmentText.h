// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Connection.h"

#include <QString>

namespace drawbridge::ui {

/// What the owner calls an environment, everywhere the same.
[[nodiscard]] QString environmentText(Environment environment);

} // namespace drawbridge::ui
