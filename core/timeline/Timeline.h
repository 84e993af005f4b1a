// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "core/base/Result.h"
#include "core/model/Event.h"
#include "core/model/LogCheck.h"

namespace drawbridge {

class Database;

/// What happened, for reading. Blocking; thread-safe; the database outlives it.
class Timeline
{
public:
    explicit Timeline(Database &database)
        : m_database(database)
    {}

    /// InvalidInput for a limit out of 1 to 10,000 or a time range that ends before it begins.
    [[nodiscard]] Result<EventPage> search(const EventQuery &query) const;

    /// How many events fall in each bucket of `bucketMs` from `query.since` to `query.until`, both needed; at most
    /// 2,000 buckets.
    [[nodiscard]] Result<QList<int>> histogram(const EventQuery &query, qint64 bucketMs) const;

    /// Reads all of it and tells whether it is what was written, in some seconds a million events. Cancelled.
    [[nodiscard]] Result<LogCheck> check(const CancelToken &cancel) const;

private:
    Database &m_database;
};

/// What a check came to, in a sentence for the owner that claims no more than the log can tell of itself.
[[nodiscard]] QString sentenceOf(const LogCheck &check);

} // namespace drawbridge
