// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/kit/DateText.h"

using namespace drawbridge::ui;

class tst_DateText : public QObject
{
    Q_OBJECT

    const QLocale m_british{QLocale::English, QLocale::UnitedKingdom};
    const QLocale m_american{QLocale::English, QLocale::UnitedStates};
    const QLocale m_german{QLocale::German, QLocale::Germany};

private Q_SLOTS:
    void daysAreToldTwice_data()
    {
        QTest::addColumn<QDate>("date");
        QTest::addColumn<QString>("text");
        QTest::newRow("today") << QDate(2026, 11, 23) << QStringLiteral("today");
        QTest::newRow("tomorrow") << QDate(2026, 11, 24) << QStringLiteral("tomorrow, 24 Nov");
        QTest::newRow("yesterday") << QDate(2026, 11, 22) << QStringLiteral("yesterday, 22 Nov");
        QTest::newRow("two days") << QDate(2026, 11, 25) << QStringLiteral("in 2 days, 25 Nov");
        QTest::newRow("twelve days") << QDate(2026, 12, 5) << QStringLiteral("in 12 days, 5 Dec");
        QTest::newRow("eight weeks are days")
            << QDate(2027, 1, 18) << QStringLiteral("in 56 days, 18 Jan 2027");
        QTest::newRow("three months")
            << QDate(2027, 2, 21) << QStringLiteral("in 3 months, 21 Feb 2027");
        QTest::newRow("a year") << QDate(2027, 11, 23)
                                << QStringLiteral("in 12 months, 23 Nov 2027");
        QTest::newRow("three years")
            << QDate(2029, 11, 23) << QStringLiteral("in 3 years, 23 Nov 2029");
        QTest::newRow("past days") << QDate(2026, 11, 9) << QStringLiteral("14 days ago, 9 Nov");
        QTest::newRow("past months")
            << QDate(2026, 5, 23) << QStringLiteral("6 months ago, 23 May");
        QTest::newRow("none") << QDate() << QStringLiteral("no date");
    }
    void daysAreToldTwice()
    {
        QFETCH(QDate, date);
        QTEST(dateText(date, QDate(2026, 11, 23), m_british), "text");
    }

    void theLocaleOrdersDayAndMonth()
    {
        const QDate today(2026, 11, 23);
        QCOMPARE(shortDate(QDate(2026, 12, 5), today, m_american), QStringLiteral("Dec 5"));
        QCOMPARE(shortDate(QDate(2027, 2, 21), today, m_american), QStringLiteral("Feb 21, 2027"));
        QCOMPARE(shortDate(QDate(2026, 12, 5), today, m_british), QStringLiteral("5 Dec"));
        QVERIFY(shortDate(QDate(2026, 12, 5), today, m_german).startsWith(QStringLiteral("5")));
    }

    void whatHappenedIsToldFromNow_data()
    {
        QTest::addColumn<qint64>("secondsAgo");
        QTest::addColumn<QString>("text");
        QTest::newRow("now") << qint64(0) << QStringLiteral("just now");
        QTest::newRow("under a minute") << qint64(59) << QStringLiteral("just now");
        QTest::newRow("a clock a little ahead") << qint64(-20) << QStringLiteral("just now");
        QTest::newRow("one minute") << qint64(60) << QStringLiteral("1 minute ago");
        QTest::newRow("many minutes") << qint64(59 * 60 + 59) << QStringLiteral("59 minutes ago");
        QTest::newRow("one hour") << qint64(3600) << QStringLiteral("1 hour ago, 13:02");
        QTest::newRow("hours of today")
            << qint64(14 * 3600) << QStringLiteral("14 hours ago, 00:02");
        QTest::newRow("yesterday by the calendar")
            << qint64(15 * 3600) << QStringLiteral("yesterday, 23:02");
        QTest::newRow("days") << qint64(5 * 86400) << QStringLiteral("5 days ago, 18 Nov");
        QTest::newRow("later today") << qint64(-3600) << QStringLiteral("today, 15:02");
        QTest::newRow("later tomorrow") << qint64(-86400) << QStringLiteral("tomorrow, 14:02");
        QTest::newRow("in a week") << qint64(-7 * 86400) << QStringLiteral("in 7 days, 30 Nov");
    }
    void whatHappenedIsToldFromNow()
    {
        QFETCH(qint64, secondsAgo);
        const QDateTime now(QDate(2026, 11, 23), QTime(14, 2, 31));
        QTEST(momentText(now.addSecs(-secondsAgo).toUTC(), now.toUTC(), m_british), "text");
    }

    void detailsHaveTheSecond()
    {
        const QDateTime moment(QDate(2026, 11, 23), QTime(14, 2, 31));
        QCOMPARE(exactMoment(moment.toUTC(), m_british), QStringLiteral("23 Nov 2026, 14:02:31"));
        QCOMPARE(exactMoment({}, m_british), QStringLiteral("never"));
    }

    void theBareSystemLocaleReadsAsEnglish()
    {
        QLocale::setDefault(QLocale::c());
        QCOMPARE(displayLocale().language(), QLocale::English);
        QLocale::setDefault(m_german);
        QCOMPARE(displayLocale().language(), QLocale::German);
        QLocale::setDefault(QLocale::c());
    }
};

TEST_UNIT(tst_DateText)
#include "tst_DateText.moc"
