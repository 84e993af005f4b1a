// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/Calendar.h"

#include "core/base/PlainText.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr std::array remindDaysAhead{30, 14, 7, 1};
constexpr qsizetype longestLine = 75; // octets without the line break: RFC 5545, 3.1

QString tr(const char *text)
{
    return QCoreApplication::translate("Calendar", text);
}

struct Entry
{
    QString uid;
    QDate day;
    QString title;
    QString text;
};

/// TEXT of RFC 5545, 3.3.11.
QString escaped(const QString &text)
{
    QString out;
    for (const QChar c : plainText(text)) {
        if (c == u'\\' || c == u';' || c == u',')
            out += u'\\';
        out += c;
    }
    return out;
}

/// No character is parted: each line can be read by itself.
void addLine(QByteArray &out, const QString &line)
{
    const QByteArray bytes = line.toUtf8();
    qsizetype at = 0;
    qsizetype room = longestLine;
    while (bytes.size() - at > room) {
        qsizetype end = at + room;
        while ((static_cast<unsigned char>(bytes.at(end)) & 0xC0U) == 0x80U)
            --end;
        out += bytes.mid(at, end - at) + "\r\n ";
        at = end;
        room = longestLine - 1; // the space that begins it counts
    }
    out += bytes.mid(at) + "\r\n";
}

QString dayText(const QDate &day)
{
    return day.toString(u"yyyyMMdd"_s);
}

void addEntry(QByteArray &out, const Entry &entry, const QString &stamp)
{
    addLine(out, u"BEGIN:VEVENT"_s);
    addLine(out, u"UID:"_s % entry.uid % u"@drawbridge"_s);
    addLine(out, u"DTSTAMP:"_s % stamp);
    addLine(out, u"DTSTART;VALUE=DATE:"_s % dayText(entry.day));
    addLine(out, u"DTEND;VALUE=DATE:"_s % dayText(entry.day.addDays(1)));
    addLine(out, u"SUMMARY:"_s % escaped(entry.title));
    addLine(out, u"DESCRIPTION:"_s % escaped(entry.text));
    addLine(out, u"TRANSP:TRANSPARENT"_s);
    for (const int days : remindDaysAhead) {
        addLine(out, u"BEGIN:VALARM"_s);
        addLine(out, u"ACTION:DISPLAY"_s);
        addLine(out, u"TRIGGER:-P%1D"_s.arg(days));
        addLine(out, u"DESCRIPTION:"_s % escaped(entry.title));
        addLine(out, u"END:VALARM"_s);
    }
    addLine(out, u"END:VEVENT"_s);
}

void addKeys(QList<Entry> &entries,
             const Connection &connection,
             const QList<Credential> &credentials)
{
    for (const Credential &credential : credentials) {
        const CredentialVersion *key =
            credential.connection == connection.id ? credential.current() : nullptr;
        if (!key)
            continue;
        if (key->endsAt)
            entries.append({u"ends-"_s % credential.id.text(),
                            *key->endsAt,
                            tr("The key of %1 ends").arg(connection.name),
                            tr("Whatever uses it stops on this day. Replace it before.")});
        if (key->replaceBy)
            entries.append({u"replace-"_s % credential.id.text(),
                            *key->replaceBy,
                            tr("Replace the key of %1").arg(connection.name),
                            tr("Your own reminder. The key goes on working.")});
    }
    if (connection.custody == Custody::HeldElsewhere && connection.lookAgainOn)
        entries.append({u"look-"_s % connection.id.text(),
                        *connection.lookAgainOn,
                        tr("Look at %1 again").arg(connection.name),
                        tr("Its key is held elsewhere. Is it still as you listed it?")});
}

/// One entry a connection, at the earliest: who can see it is looked at in one go.
void addSightings(QList<Entry> &entries,
                  const Connection &connection,
                  const QList<Sighting> &sightings)
{
    QDate earliest;
    for (const Sighting &sighting : sightings) {
        if (sighting.connection != connection.id || sighting.until || !sighting.checkedOn.isValid())
            continue;
        const QDate again = sighting.checkedOn.addDays(Sighting::goodForDays);
        if (!earliest.isValid() || again < earliest)
            earliest = again;
    }
    if (earliest.isValid())
        entries.append({u"seen-"_s % connection.id.text(),
                        earliest,
                        tr("Check who can see %1").arg(connection.name),
                        tr("What was noted is 90 days old on this day, and counts as not checked "
                           "from then on.")});
}

} // namespace

QByteArray calendarOf(const CalendarInput &input, const QDateTime &now)
{
    QList<Entry> entries;
    for (const Connection &connection : input.connections) {
        addKeys(entries, connection, input.credentials);
        addSightings(entries, connection, input.sightings);
    }
    std::stable_sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
        return a.day != b.day ? a.day < b.day : a.uid < b.uid;
    });
    QByteArray out;
    addLine(out, u"BEGIN:VCALENDAR"_s);
    addLine(out, u"VERSION:2.0"_s);
    addLine(out, u"PRODID:-//Drawbridge//Drawbridge//EN"_s);
    addLine(out, u"CALSCALE:GREGORIAN"_s);
    addLine(out, u"METHOD:PUBLISH"_s);
    const QString stamp = now.toUTC().toString(u"yyyyMMdd'T'HHmmss'Z'"_s);
    for (const Entry &entry : entries)
        addEntry(out, entry, stamp);
    addLine(out, u"END:VCALENDAR"_s);
    return out;
}

} // namespace drawbridge
