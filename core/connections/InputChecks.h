// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/SecretBytes.h"
#include "core/catalog/Catalog.h"
#include "core/model/AppProfile.h"

#include <QDate>
#include <QMap>
#include <QStringList>

#include <optional>

/// What a connection may be told, judged by what the catalog knows. Pure; errors are InvalidInput.
namespace drawbridge {

/// The jobs of this app; the sentence lists those it has.
[[nodiscard]] Result<void> checkJobs(const AppProfile &profile, const QStringList &jobs);

/// Only where the catalog knows all the app has; otherwise the owner may know more.
[[nodiscard]] Result<void> checkScopes(const AppProfile &profile, const QStringList &scopes);

/// A key that is plainly another app's would be shown to the wrong one.
[[nodiscard]] Result<void> checkWhose(const Catalog &catalog,
                                      const AppProfile &profile,
                                      const QMap<QString, SharedSecret> &secrets);

/// When to remind of replacing a key that ends on `endsAt`, if it does: in 90 days, or two weeks before, never before
/// today.
[[nodiscard]] QDate usualReplaceBy(const QDate &today, const std::optional<QDate> &endsAt);

/// `endsAt` is the day a key ends, `remindOn` when the owner wants to be reminded: neither is over,
/// and the reminder does not come too late.
[[nodiscard]] Result<void> checkDates(const std::optional<QDate> &endsAt,
                                      const std::optional<QDate> &remindOn,
                                      const QDate &today);

} // namespace drawbridge
