// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace drawbridge::ui {

/// True if a session bus is there already. Without this question Qt would start one, and wait for it.
[[nodiscard]] bool hasSessionBus();

} // namespace drawbridge::ui
