// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/storage/Transaction.h"

#include <QDateTime>
#include <QString>

namespace drawbridge {

/// What this computer's clock is worth.
struct ClockState
{
    QDateTime now;        ///< what the clock says, UTC
    QDateTime latestSeen; ///< the latest time any process wrote something here, UTC
    QDateTime effective;  ///< the later of the two: what expiry is judged by
    QString warning;      ///< for the owner, if the clock was set back; else empty
};

/// Notices a clock that was set back: every transaction that writes notes the time, to the minute.
class ClockGuard
{
public:
    [[nodiscard]] static Result<ClockState> state(ReadView &view);
    [[nodiscard]] static Result<QDateTime> effectiveNow(ReadView &view);
    /// Forgets later times, because the owner says that the clock is right. The caller appends the event.
    static Result<void> accept(Transaction &tx);
};

} // namespace drawbridge
