// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/catalog/KeyRecognizer.h"
#include "core/model/AppProfile.h"
#include "core/model/Flow.h"

namespace drawbridge {

/// What a profile is checked against.
struct ProfileSurroundings
{
    const QList<DataClass> &dataClasses;
    const KeyRecognizer &keys;
};

/// What the shape alone cannot tell: that jobs, scopes, kinds of data, sources and key formats named here exist,
/// that addresses are https on the app's own hosts and ask for known public fields only, that expressions are
/// ones, that nothing unknown is called known. InvalidInput names the first fault.
[[nodiscard]] Result<void> checkProfile(const AppProfile &profile,
                                        const ProfileSurroundings &around,
                                        const QString &file);

} // namespace drawbridge
