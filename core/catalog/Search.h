// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/AppProfile.h"

/// Names of apps compared as people see them.
namespace drawbridge {

/// Without case and accents: "Café" is "cafe".
[[nodiscard]] QString foldedName(QStringView name);

/// Equal for names that look alike: also without spaces and signs, and with letters of other scripts, digits and
/// letters that are mistaken for one another made one.
[[nodiscard]] QString lookAlikeKey(QStringView name);

/// The apps that match every word of `text` by name, keyword or summary, best first.
[[nodiscard]] QList<const AppProfile *> searchApps(const QList<AppProfile> &apps, QStringView text);

} // namespace drawbridge
