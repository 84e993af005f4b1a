// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Connection.h"
#include "core/model/Credential.h"
#include "core/model/Person.h"

namespace drawbridge {

struct CalendarInput
{
    QList<Connection> connections;
    QList<Credential> credentials;
    QList<Sighting> sightings;
};

/// What falls due as an iCalendar file (RFC 5545): when keys end, are to be replaced, are to be looked at again, and
/// when it is to be checked again who can see them. A day each, with reminders 30, 14, 7 and 1 days ahead. Names only.
/// An entry keeps its UID when its day moves, so that a calendar that reads the file again moves it, too. Pure.
[[nodiscard]] QByteArray calendarOf(const CalendarInput &input, const QDateTime &now);

} // namespace drawbridge
