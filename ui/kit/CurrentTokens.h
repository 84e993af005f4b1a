// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Tokens.h"

namespace drawbridge::ui {

/// For Theme alone: what tokens() answers from now on. `chosen` must live as long as the program.
void setCurrentTokens(const Tokens &chosen);

} // namespace drawbridge::ui
