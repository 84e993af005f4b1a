// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/HttpDate.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

class tst_HttpDate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void datesAreRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("iso");
        const QString example =
            u"1994-11-06T08:49:37Z"_s; // the example of RFC 9110, 5.6.7, in its three forms
        QTest::newRow("the preferred form")
            << QByteArray("Sun, 06 Nov 1994 08:49:37 GMT") << example;
        QTest::newRow("the form of RFC 850")
            << QByteArray("Sunday, 06-Nov-94 08:49:37 GMT") << example;
        QTest::newRow("the form of asctime") << QByteArray("Sun Nov  6 08:49:37 1994") << example;
        QTest::newRow("today") << QByteArray("Tue, 24 Nov 2026 02:00:00 GMT")
                               << u"2026-11-24T02:00:00Z"_s;
        QTest::newRow("nothing") << QByteArray() << QString();
        QTest::newRow("a wrong weekday")
            << QByteArray("Mon, 06 Nov 1994 08:49:37 GMT") << QString();
        QTest::newRow("another zone") << QByteArray("Sun, 06 Nov 1994 08:49:37 CET") << QString();
        QTest::newRow("a day that is not")
            << QByteArray("Tue, 31 Nov 2026 02:00:00 GMT") << QString();
        QTest::newRow("words") << QByteArray("yesterday") << QString();
    }
    void datesAreRead()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, iso);
        QCOMPARE(parseHttpDate(text).toString(Qt::ISODate), iso);
    }

    void retryAfterIsUnderstood_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("seconds"); // -1: not understood
        QTest::newRow("seconds") << QByteArray("120") << qint64(120);
        QTest::newRow("with blanks") << QByteArray(" 30 ") << qint64(30);
        QTest::newRow("zero") << QByteArray("0") << qint64(0);
        QTest::newRow("a date") << QByteArray("Tue, 24 Nov 2026 02:01:30 GMT") << qint64(90);
        QTest::newRow("a date gone by") << QByteArray("Tue, 24 Nov 2026 01:00:00 GMT") << qint64(0);
        QTest::newRow("negative") << QByteArray("-5") << qint64(-1);
        QTest::newRow("a fraction") << QByteArray("1.5") << qint64(-1);
        QTest::newRow("an overflow") << QByteArray("99999999999999999999") << qint64(-1);
        QTest::newRow("nothing") << QByteArray() << qint64(-1);
        QTest::newRow("words") << QByteArray("soon") << qint64(-1);
    }
    void retryAfterIsUnderstood()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, seconds);
        const QDateTime now(QDate(2026, 11, 24), QTime(2, 0), Qt::UTC);
        QCOMPARE(parseRetryAfter(text, now).value_or(std::chrono::seconds(-1)).count(), seconds);
    }
};

TEST_UNIT(tst_HttpDate)
#include "tst_HttpDate.moc"
