// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"

namespace drawbridge::ctl {

/// From now on Ctrl-C and SIGTERM cancel `token` instead of ending the program at once; a second one ends it.
/// Call once, in the thread of the event loop.
void stopSignalsCancel(const CancelToken &token);

/// Which of them came; 0: none has.
[[nodiscard]] int stopSignal();

/// Waits until `descriptor` has something to read, or its end. False: a stop signal came instead, or had come before.
[[nodiscard]] bool waitForInput(int descriptor);

/// From now on they end the program at once again.
void stopSignalsEnd();

} // namespace drawbridge::ctl
