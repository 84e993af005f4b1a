// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/auth/KeyUse.h"

#include <QDateTime>

namespace drawbridge {

/// Pure. Where the app wants each request signed (KeyPlacement::AwsV4), adds the signature, made at `now` (UTC), of the
/// request as it stands: nothing may be changed after it, and it is good for some minutes. Does nothing for all other
/// apps. InvalidInput for a field that is not there.
[[nodiscard]] Result<void> signRequest(HttpRequest &request,
                                       const PreparedKey &key,
                                       const QDateTime &now);

} // namespace drawbridge
