// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"

namespace drawbridge {

/// A UUID version 7 (RFC 9562, section 5.7) in lower case: unique without a central counter, and sorting by it
/// sorts by the time of making.
[[nodiscard]] QString makeSortableId(const Clock &clock, Random &random);

template<typename IdType>
[[nodiscard]] IdType makeId(const Clock &clock, Random &random)
{
    return IdType(makeSortableId(clock, random));
}

} // namespace drawbridge
