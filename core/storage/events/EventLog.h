// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Event.h"
#include "core/model/LogCheck.h"
#include "core/storage/Transaction.h"

#include <functional>
#include <optional>

namespace drawbridge {

/// What happened, in the order it was committed. Rows are only ever added; each is chained to the one its process
/// wrote before (EventChain.h).
class EventLog
{
public:
    /// The event's seq is given by us (lastSeq() tells it). An id, a time and an actor that are not set are filled in:
    /// a new one, now, this process's. InvalidInput: no type or no summary.
    static Result<void> append(Transaction &tx, const Event &event);

    /// Newest first. A word of `query.text` finds every word that begins with it, in any case. Any text is safe.
    [[nodiscard]] static Result<EventPage> query(ReadView &view, const EventQuery &query);
    /// How many there are, whatever `before` and `limit` say.
    [[nodiscard]] static Result<qint64> count(ReadView &view, const EventQuery &query);
    /// How many fall in each `bucketMs` from `query.since` to `query.until`, both needed; at most 2,000 buckets.
    [[nodiscard]] static Result<QList<int>> histogram(ReadView &view,
                                                      const EventQuery &query,
                                                      qint64 bucketMs);
    [[nodiscard]] static Result<std::optional<Event>> find(ReadView &view, const EventId &id);
    /// Reads every event and tells whether each is what was written and none is missing, as far as the log itself can
    /// tell: what was cut off at its end together with SQLite's count of it, or rolled back as a whole, it cannot.
    /// `goesOn` is asked now and then with how many were read; false ends it. Cancelled.
    [[nodiscard]] static Result<LogCheck> verify(ReadView &view,
                                                 const std::function<bool(qint64)> &goesOn = {});
    /// 0 for an empty log.
    [[nodiscard]] static Result<qint64> lastSeq(ReadView &view);
};

} // namespace drawbridge
