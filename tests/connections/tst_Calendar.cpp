// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/Calendar.h"
#include "tests/support/TestUnit.h"

#include <QProcess>
#include <QTimeZone>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const QDateTime now(QDate(2026, 3, 10), QTime(23, 30, 5), QTimeZone::utc());

Connection connection(const QString &name)
{
    Connection made;
    made.id = ConnectionId(u"shop"_s);
    made.name = name;
    return made;
}

Credential key(std::optional<QDate> endsAt, std::optional<QDate> replaceBy)
{
    Credential credential;
    credential.id = CredentialId(u"key"_s);
    credential.connection = ConnectionId(u"shop"_s);
    CredentialVersion version;
    version.endsAt = endsAt;
    version.replaceBy = replaceBy;
    credential.versions = {version};
    return credential;
}

CalendarInput full(const QString &name)
{
    Connection listed = connection(u"Listed"_s);
    listed.id = ConnectionId(u"listed"_s);
    listed.custody = Custody::HeldElsewhere;
    listed.lookAgainOn = QDate(2026, 5, 1);
    Sighting seen;
    seen.connection = ConnectionId(u"shop"_s);
    seen.checkedOn = QDate(2026, 3, 1);
    Sighting older = seen;
    older.checkedOn = QDate(2026, 2, 1);
    Sighting over = seen;
    over.checkedOn = QDate(2025, 1, 1);
    over.until = QDate(2025, 2, 1);
    return {{connection(name), listed},
            {key(QDate(2026, 4, 30), QDate(2026, 4, 16))},
            {seen, older, over}};
}

/// Read by python3-icalendar, which is not ours: a line for each entry, of what it understood.
QByteArray readElsewhere(const QByteArray &bytes)
{
    QProcess reader;
    reader.start(QStringLiteral("/usr/bin/python3"), // which has Debian's packages
                 {u"-c"_s, uR"(import sys, icalendar
for e in icalendar.Calendar.from_ical(sys.stdin.buffer.read()).walk("VEVENT"):
    alarms = sorted(-a["TRIGGER"].dt.days for a in e.walk("VALARM"))
    print(e["UID"], e["DTSTART"].dt, e["DTSTAMP"].dt.strftime("%H%M%S"), alarms, e["SUMMARY"],
          sep="|"))"_s});
    reader.write(bytes);
    reader.closeWriteChannel();
    if (!reader.waitForFinished() || reader.exitCode() != 0)
        return reader.readAllStandardError();
    return reader.readAllStandardOutput();
}

} // namespace

class tst_Calendar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anotherReaderFindsWhatFallsDue()
    {
        QCOMPARE(
            readElsewhere(calendarOf(full(u"Shop"_s), now)),
            QByteArray(
                "replace-key@drawbridge|2026-04-16|233005|[1, 7, 14, 30]|Replace the key of Shop\n"
                "ends-key@drawbridge|2026-04-30|233005|[1, 7, 14, 30]|The key of Shop ends\n"
                "look-listed@drawbridge|2026-05-01|233005|[1, 7, 14, 30]|Look at Listed again\n"
                "seen-shop@drawbridge|2026-05-02|233005|[1, 7, 14, 30]|Check who can see Shop\n"));
    }

    void anyNameComesThroughWhole_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("what the format uses") << u"a, b; c\\ \"d\": e"_s;
        QTest::newRow("an end of the event") << u"x END:VEVENT"_s;
        QTest::newRow("long") << QString(120, u'x');
        QTest::newRow("long, of three octets each") << QString(100, QChar(0x20AC));
        QString flowers;
        for (int i = 0; i < 60; ++i)
            flowers += u"\U0001F338"_s;
        QTest::newRow("long, of four octets each") << flowers;
    }
    void anyNameComesThroughWhole()
    {
        QFETCH(const QString, name);
        const QByteArray read =
            readElsewhere(calendarOf({{connection(name)}, {key(QDate(2026, 4, 1), {})}, {}}, now));
        QCOMPARE(QString::fromUtf8(read),
                 QString(
                     u"ends-key@drawbridge|2026-04-01|233005|[1, 7, 14, 30]|The key of %1 ends\n"_s
                         .arg(name)));
    }

    void aLineBreakInANameBreaksNoLine()
    {
        const QByteArray bytes =
            calendarOf({{connection(u"Shop\r\nBEGIN:VEVENT"_s)}, {key(QDate(2026, 4, 1), {})}, {}},
                       now);
        QCOMPARE(bytes.count("\r\nBEGIN:VEVENT\r\n"), 1);
    }

    void linesAreFoldedBetweenCharacters()
    {
        const QByteArray bytes =
            calendarOf({{connection(QString(120, QChar(0xFC)))}, {key(QDate(2026, 4, 1), {})}, {}},
                       now);
        QVERIFY(bytes.endsWith("END:VCALENDAR\r\n"));
        QByteArray rest = bytes;
        QCOMPARE(rest.replace("\r\n", "").count('\n'), 0);
        bool folded = false;
        const QList<QByteArray> lines = bytes.split('\n');
        for (const QByteArray &line : lines) {
            QVERIFY2(line.size() <= 76, line); // with its carriage return
            QVERIFY(QString::fromUtf8(line).toUtf8() == line);
            folded = folded || line.startsWith(' ');
        }
        QVERIFY(folded);
    }

    void aDayThatMovesKeepsItsEntry()
    {
        const auto uid = [](const QDate &day) {
            return readElsewhere(calendarOf({{connection(u"Shop"_s)}, {key(day, {})}, {}}, now))
                .split('|')
                .first();
        };
        QCOMPARE(uid(QDate(2026, 4, 1)), uid(QDate(2027, 4, 1)));
    }

    void nothingDueIsACalendarWithoutEntries()
    {
        QCOMPARE(readElsewhere(calendarOf({}, now)), QByteArray());
        Credential old = key(QDate(2026, 4, 1), {});
        old.versions.first().stage = VersionStage::Previous;
        QCOMPARE(readElsewhere(calendarOf({{connection(u"Shop"_s)}, {old}, {}}, now)), QByteArray());
    }
};

TEST_UNIT(tst_Calendar)
#include "tst_Calendar.moc"
