// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"

namespace drawbridge::ctl {

/// From now on Ctrl-C and SIGTERM cancel `token` instead of ending the program at once; a second one ends it.
/// Call once, in the thread of the event loop.
void stopSignalsCancel(const CancelToken &token);

} // namespace drawbridge::ctl
