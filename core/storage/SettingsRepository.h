// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/storage/Transaction.h"

#include <QJsonObject>

namespace drawbridge {

/// What the owner chose for the whole business, by name; sealed at rest.
class SettingsRepository
{
public:
    /// Sets what is named and leaves the rest; null takes a setting away.
    static Result<void> set(Transaction &tx, const QJsonObject &settings);
    [[nodiscard]] static Result<QJsonObject> all(ReadView &view);
    /// Undefined where it is not set.
    [[nodiscard]] static Result<QJsonValue> get(ReadView &view, const QString &key);
};

} // namespace drawbridge
