// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Event.h"

#include <QString>

class QSqlQuery;

namespace drawbridge {

class Session;

/// How an event stands in a row: SELECT eventColumns() FROM events e eventJoins().
inline constexpr int eventColumnCount = 13;
[[nodiscard]] QString eventColumns();
[[nodiscard]] QString eventJoins();

/// Damaged: it is not what was written.
[[nodiscard]] Result<Event> eventFromRow(Session &session, const QSqlQuery &row);

} // namespace drawbridge
