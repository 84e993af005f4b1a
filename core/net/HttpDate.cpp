// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/HttpDate.h"

#include <QLocale>
#include <QString>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

QDateTime parseHttpDate(QByteArrayView text)
{
    const QString simplified = QString::fromLatin1(text).simplified();
    const QLocale c = QLocale::c();
    QDateTime time = c.toDateTime(simplified, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    if (!time.isValid()) {
        time = c.toDateTime(simplified, u"dddd, dd-MMM-yy hh:mm:ss 'GMT'"_s);
        // Two digits mean the year within 50 years of now; Qt reads 19xx.
        if (time.isValid() && time.date().year() < 1970)
            time = time.addYears(100);
    }
    if (!time.isValid())
        time = c.toDateTime(simplified, u"ddd MMM d hh:mm:ss yyyy"_s);
    if (time.isValid())
        time.setTimeSpec(Qt::UTC);
    return time;
}

std::optional<std::chrono::seconds> parseRetryAfter(QByteArrayView text, const QDateTime &now)
{
    const QByteArray trimmed = text.trimmed().toByteArray();
    const bool digits = !trimmed.isEmpty()
        && std::all_of(trimmed.begin(), trimmed.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits) {
        // Nine digits are 31 years: more is no time to wait but a slip or an attack on arithmetic.
        if (trimmed.size() > 9)
            return std::nullopt;
        return std::chrono::seconds(trimmed.toLongLong());
    }
    const QDateTime until = parseHttpDate(trimmed);
    if (!until.isValid())
        return std::nullopt;
    return std::chrono::seconds(std::max<qint64>(0, now.secsTo(until)));
}

} // namespace drawbridge
