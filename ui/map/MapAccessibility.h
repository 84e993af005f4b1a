// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace drawbridge::ui {

/// Tells assistive tools what is on a MapView: its tiles and arrows are its children, in the order of Tab, each
/// with a sentence for a name and a press that opens it. May be called again.
void installMapAccessibility();

} // namespace drawbridge::ui
