// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Page.h"

#include <vector>

namespace drawbridge::ui {

/// The positions of the commands that fit `query`, best first: every word of it begins a word of the title, the
/// note or the keywords, or is inside the title; a title that begins with the query wins. Upper case and accents
/// do not matter. An empty query fits all, in their order. Pure.
[[nodiscard]] std::vector<size_t> rankCommands(const std::vector<Command> &commands,
                                               const QString &query);

} // namespace drawbridge::ui
