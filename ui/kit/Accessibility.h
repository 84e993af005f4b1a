// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace drawbridge::ui {

/// Tells assistive tools what the kit's own widgets are. Theme calls it once.
void installAccessibility();

} // namespace drawbridge::ui
