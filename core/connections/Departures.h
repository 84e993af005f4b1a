// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/People.h"

namespace drawbridge {

/// Somebody leaves: the list of what he saw, and its end. What is on the list is decided by KeysSeen. Each change
/// leaves an event. Blocking; thread-safe; all parts outlive it.
class Departures
{
public:
    explicit Departures(const PeopleParts &parts);

    Result<Departure> start(const StartDeparture &command);
    Result<Departure> settle(const SettleItem &command);
    Result<Departure> end(const EndDeparture &command);
    Result<bool> cancel(const CancelDeparture &command);

private:
    PeopleParts m;
};

} // namespace drawbridge
