// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/Attention.h"
#include "core/model/Credential.h"
#include "core/model/Departure.h"

namespace drawbridge {

/// What falls due, in one sentence that names nothing: for a notice at the start and for the tray.
struct DueSummary
{
    int ended = 0;        ///< keys their apps take no more
    int within7Days = 0;  ///< keys that end today or in the next seven days
    int within30Days = 0; ///< keys that end after that, up to 30 days ahead
    int overdue =
        0; ///< keys that work and should have been replaced; below, those to be replaced so soon
    int replaceWithin7Days = 0;
    int replaceWithin30Days = 0;
    int departures = 0; ///< people who leave and whose list has open keys
    QString sentence;   ///< empty: nothing is due

    /// How many things are to be dealt with this week.
    [[nodiscard]] int count() const
    {
        return ended + within7Days + overdue + replaceWithin7Days + departures;
    }
};

/// Pure. A key counts once: by its end at the app where that is as near as the day it is to be replaced by, which is its
/// owner's or that of its greatest age (`limits`).
[[nodiscard]] DueSummary dueSummary(const QList<Credential> &credentials,
                                    const QList<AgeLimit> &limits,
                                    const QList<Departure> &departures,
                                    const QDate &today);

} // namespace drawbridge
