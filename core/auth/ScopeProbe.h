// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyUse.h"
#include "core/base/Clock.h"
#include "core/net/HttpSender.h"

namespace drawbridge {

/// Whether the catalog knows a harmless call for at least one scope of the app.
[[nodiscard]] bool canLookAtScopes(const AppProfile &profile);

/// Shows the key to its app once for each call the catalog knows to tell whether something can be read: GET only, one
/// after the other, each call once however many scopes it stands for. Stops, and says why, where the app asks to wait,
/// refuses the key or does not answer; what was seen until then counts, the rest is not told. Errors: InvalidInput
/// and Insecure (nothing was sent), NotFound (the catalog knows no such call) and Cancelled. Blocking; thread-safe.
[[nodiscard]] Result<ScopeLooks> lookAtScopes(HttpSender &http,
                                              const Clock &clock,
                                              const KeyUse &use,
                                              const CancelToken &cancel);

} // namespace drawbridge
