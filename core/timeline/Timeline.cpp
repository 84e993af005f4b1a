// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/Timeline.h"

#include "core/storage/Database.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>

namespace drawbridge {

Result<EventPage> Timeline::search(const EventQuery &query) const
{
    if (query.since.isValid() && query.until.isValid() && query.until < query.since)
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Timeline",
                                                 "The time range ends before it begins."),
                     {}};
    return m_database.read<EventPage>([&](ReadView &view) { return EventLog::query(view, query); });
}

Result<QList<int>> Timeline::histogram(const EventQuery &query, qint64 bucketMs) const
{
    return m_database.read<QList<int>>(
        [&](ReadView &view) { return EventLog::histogram(view, query, bucketMs); });
}

} // namespace drawbridge
