// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/AppProfile.h"

#include <QDate>
#include <QStringList>

#include <optional>

/// What a connection may be told, judged by what the catalog knows. Pure; errors are InvalidInput.
namespace drawbridge {

/// The jobs of this app; the sentence lists those it has.
[[nodiscard]] Result<void> checkJobs(const AppProfile &profile, const QStringList &jobs);

/// Only where the catalog knows all the app has; otherwise the owner may know more.
[[nodiscard]] Result<void> checkScopes(const AppProfile &profile, const QStringList &scopes);

/// `endsAt` is the day a key ends, `remindOn` when the owner wants to be reminded: neither is over.
[[nodiscard]] Result<void> checkDates(const std::optional<QDate> &endsAt,
                                      const std::optional<QDate> &remindOn,
                                      const QDate &today);

} // namespace drawbridge
