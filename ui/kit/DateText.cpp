// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/DateText.h"

#include <QCoreApplication>

namespace drawbridge::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(DateText)
};

/// Whole months from `from` to `to`, rounded to the nearest.
qint64 monthsBetween(const QDate &from, const QDate &to)
{
    return (from.daysTo(to) * 12 + 182) / 365;
}

QString clockTime(const QDateTime &local, const QLocale &locale)
{
    return locale.toString(local.time(), QLocale::ShortFormat);
}

} // namespace

QLocale displayLocale()
{
    const QLocale locale;
    return locale.language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedKingdom)
                                           : locale;
}

QString relativeDate(const QDate &date, const QDate &today)
{
    const qint64 days = today.daysTo(date);
    const qint64 distance = std::abs(days);
    if (days == 0)
        return Words::tr("today");
    if (days == 1)
        return Words::tr("tomorrow");
    if (days == -1)
        return Words::tr("yesterday");
    if (distance < 60)
        return days > 0 ? Words::tr("in %n days", nullptr, static_cast<int>(distance))
                        : Words::tr("%n days ago", nullptr, static_cast<int>(distance));
    const qint64 months = days > 0 ? monthsBetween(today, date) : monthsBetween(date, today);
    if (months < 24)
        return days > 0 ? Words::tr("in %n months", nullptr, static_cast<int>(months))
                        : Words::tr("%n months ago", nullptr, static_cast<int>(months));
    const qint64 years = (months + 6) / 12;
    return days > 0 ? Words::tr("in %n years", nullptr, static_cast<int>(years))
                    : Words::tr("%n years ago", nullptr, static_cast<int>(years));
}

QString shortDate(const QDate &date, const QDate &today, const QLocale &locale)
{
    // Qt has no "day and short month" of a locale; its own order of the two decides.
    const QString order = locale.dateFormat(QLocale::ShortFormat);
    const bool monthFirst = order.indexOf(u'M') < order.indexOf(u'd');
    QString format = monthFirst ? QStringLiteral("MMM d") : QStringLiteral("d MMM");
    if (date.year() != today.year())
        format += monthFirst ? QStringLiteral(", yyyy") : QStringLiteral(" yyyy");
    return locale.toString(date, format);
}

QString dateText(const QDate &date, const QDate &today, const QLocale &locale)
{
    if (!date.isValid())
        return Words::tr("no date");
    if (date == today)
        return relativeDate(date, today);
    return relativeDate(date, today) + QStringLiteral(", ") + shortDate(date, today, locale);
}

QString momentText(const QDateTime &moment, const QDateTime &now, const QLocale &locale)
{
    if (!moment.isValid())
        return Words::tr("never");
    const QDateTime then = moment.toLocalTime();
    const QDateTime present = now.toLocalTime();
    const qint64 seconds = then.secsTo(present);
    // Clocks of two machines differ a little; nobody wants to read "in 3 seconds" about the past.
    if (seconds > -60 && seconds < 60)
        return Words::tr("just now");
    const QString time = QStringLiteral(", ") + clockTime(then, locale);
    const qint64 days = then.date().daysTo(present.date());
    if (seconds < 0) {
        if (days == 0)
            return Words::tr("today") + time;
        if (days == -1)
            return Words::tr("tomorrow") + time;
        return dateText(then.date(), present.date(), locale);
    }
    const qint64 minutes = seconds / 60;
    if (minutes < 60)
        return minutes == 1 ? Words::tr("1 minute ago")
                            : Words::tr("%n minutes ago", nullptr, static_cast<int>(minutes));
    const qint64 hours = minutes / 60;
    if (days == 0)
        return (hours == 1 ? Words::tr("1 hour ago")
                           : Words::tr("%n hours ago", nullptr, static_cast<int>(hours)))
            + time;
    if (days == 1)
        return Words::tr("yesterday") + time;
    return dateText(then.date(), present.date(), locale);
}

QString exactMoment(const QDateTime &moment, const QLocale &locale)
{
    if (!moment.isValid())
        return Words::tr("never");
    const QDateTime then = moment.toLocalTime();
    return shortDate(then.date(), QDate(), locale) + QStringLiteral(", ")
        + locale.toString(then.time(), QStringLiteral("HH:mm:ss"));
}

} // namespace drawbridge::ui
