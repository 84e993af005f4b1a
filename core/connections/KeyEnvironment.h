// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/SecretBytes.h"
#include "core/catalog/KeyRecognizer.h"
#include "core/model/AppProfile.h"

#include <QMap>

#include <optional>

namespace drawbridge {

/// What the keys of `app` among these say of themselves: live or test. Nothing where none of them says, or where only
/// a shape that others have too says so.
[[nodiscard]] std::optional<KeyEnvironment> toldEnvironment(
    const KeyRecognizer &keys, const AppId &app, const QMap<QString, SharedSecret> &secrets);

/// InvalidInput where a key that says it is for tests would open the real shop, or a live one another. The Practice
/// Shop is neither.
[[nodiscard]] Result<void> checkEnvironment(const KeyRecognizer &keys,
                                            const AppProfile &profile,
                                            const QMap<QString, SharedSecret> &secrets,
                                            Environment environment);

} // namespace drawbridge
