// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/AppProfile.h"

#include <optional>

namespace drawbridge {

struct RecipeFault
{
    QString at; ///< "rotation.recipe.make.url"
    QString what;
};

/// Pure: what the shape of a recipe cannot tell, or nothing where all is well. That templates name public fields and
/// known functions only; that the answer fills every secret the key has; that a key which was made while its answer
/// was lost can be found again; and that no call can lock its owner out. Addresses and sources are the caller's.
[[nodiscard]] std::optional<RecipeFault> findRecipeFault(const AppProfile &profile);

/// The address with "x" in place of every function, and of every field of the recipe's own: what is left is an address
/// like any other.
[[nodiscard]] QString withoutFunctions(const KeyRecipe &recipe, const QString &url);

} // namespace drawbridge
