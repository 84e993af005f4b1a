// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"

class QSqlDatabase;
class QSqlQuery;

namespace drawbridge {

/// What the last failure means for the caller, by SQLite's result code.
[[nodiscard]] Error sqlError(const QSqlQuery &query);
[[nodiscard]] Error sqlError(const QSqlDatabase &database);

/// A defect of ours.
[[nodiscard]] Error storageDefect(const QString &detail);

/// A stored row that is not as this program writes it.
[[nodiscard]] Error damagedRow(const QString &detail);

} // namespace drawbridge
