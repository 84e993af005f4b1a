// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/NumberText.h"

#include <QCoreApplication>

namespace drawbridge::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(NumberText)
};

/// Dashes and spaces that do not break.
constexpr QChar narrowSpace(0x00A0);

} // namespace

QString numberText(qint64 number, const QLocale &locale)
{
    return locale.toString(number);
}

QString percentText(qint64 part, qint64 whole, const QLocale &locale)
{
    if (whole <= 0)
        return QStringLiteral("\u2013");
    const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    qint64 tenths = qRound64(percent * 10);
    // 999 of 1,000 and 1 of 10,000 are neither all nor nothing.
    if (tenths == 1000 && part < whole)
        tenths = 999;
    if (tenths == 0 && part > 0)
        tenths = 1;
    const bool isWhole = tenths % 10 == 0;
    return locale.toString(static_cast<double>(tenths) / 10, 'f', isWhole ? 0 : 1)
        + locale.percent();
}

QString sizeText(qint64 bytes, const QLocale &locale)
{
    return locale.formattedDataSize(bytes, bytes < 1000 ? 0 : 1, QLocale::DataSizeSIFormat);
}

QString durationText(std::chrono::milliseconds duration, const QLocale &locale)
{
    const auto two =
        [&locale](qint64 first, const QString &firstUnit, qint64 second, const QString &secondUnit) {
            QString text = locale.toString(first) + narrowSpace + firstUnit;
            if (second > 0)
                text += u' ' + locale.toString(second) + narrowSpace + secondUnit;
            return text;
        };
    const qint64 ms = duration.count();
    if (ms < 1000)
        return locale.toString(ms) + narrowSpace + Words::tr("ms");
    const qint64 seconds = ms / 1000;
    if (seconds < 10 && ms % 1000 >= 100)
        return locale.toString(static_cast<double>(ms / 100) / 10, 'f', 1) + narrowSpace
            + Words::tr("s");
    if (seconds < 60)
        return two(seconds, Words::tr("s"), 0, {});
    if (seconds < 3600)
        return two(seconds / 60, Words::tr("min"), seconds % 60, Words::tr("s"));
    if (seconds < 86400)
        return two(seconds / 3600, Words::tr("h"), seconds % 3600 / 60, Words::tr("min"));
    return two(seconds / 86400, Words::tr("d"), seconds % 86400 / 3600, Words::tr("h"));
}

} // namespace drawbridge::ui
