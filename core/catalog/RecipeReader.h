// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/ObjectReader.h"
#include "core/model/KeyRecipe.h"

namespace drawbridge {

/// The shape of a recipe ("rotation.recipe"): every member known, present where it must be, within its limits.
[[nodiscard]] KeyRecipe readRecipe(ObjectReader &in);

} // namespace drawbridge
