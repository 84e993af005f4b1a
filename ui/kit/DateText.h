// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QDateTime>
#include <QLocale>
#include <QString>

namespace drawbridge::ui {

/// The owner's locale for dates and numbers; plain English where the system names none ("C").
[[nodiscard]] QLocale displayLocale();

/// A day, relative and absolute: "today", "tomorrow, 24 Nov", "in 12 days, 5 Dec", "in 3 months, 21 Feb 2027",
/// "2 days ago, 21 Nov". The year is told when it is not this one. Pure.
[[nodiscard]] QString dateText(const QDate &date,
                               const QDate &today,
                               const QLocale &locale = displayLocale());

/// The relative half alone: "in 12 days".
[[nodiscard]] QString relativeDate(const QDate &date, const QDate &today);

/// The absolute half alone, short: "5 Dec", "21 Feb 2027".
[[nodiscard]] QString shortDate(const QDate &date,
                                const QDate &today,
                                const QLocale &locale = displayLocale());

/// Something that happened: "just now", "5 minutes ago", "3 hours ago, 14:02", "yesterday, 14:02",
/// "5 days ago, 19 Nov". Instants in any zone; told in local time. Pure but for the zone.
[[nodiscard]] QString momentText(const QDateTime &moment,
                                 const QDateTime &now,
                                 const QLocale &locale = displayLocale());

/// The exact second for details: "23 Nov 2026, 14:02:31".
[[nodiscard]] QString exactMoment(const QDateTime &moment, const QLocale &locale = displayLocale());

} // namespace drawbridge::ui
