// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

namespace drawbridge {

class Transaction;
struct Rotation;

/// Notes with each place that was ticked between the two states that it has the new key, and with each whose tick was
/// taken back that it has the old one. What was forgotten meanwhile stays so.
[[nodiscard]] Result<void> notePlacedVersions(Transaction &tx,
                                              const Rotation &before,
                                              const Rotation &after);

} // namespace drawbridge
