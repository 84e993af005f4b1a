// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/kit/NumberText.h"

using namespace drawbridge::ui;
using std::chrono::milliseconds;

class tst_NumberText : public QObject
{
    Q_OBJECT

    const QLocale m_british{QLocale::English, QLocale::UnitedKingdom};
    const QLocale m_german{QLocale::German, QLocale::Germany};

private Q_SLOTS:
    void numbersAreGroupedAsTheOwnerDoes()
    {
        QCOMPARE(numberText(1284, m_british), QStringLiteral("1,284"));
        QCOMPARE(numberText(1284, m_german), QStringLiteral("1.284"));
    }

    void sharesAreNeverRoundedToAllOrNothing_data()
    {
        QTest::addColumn<int>("part");
        QTest::addColumn<int>("whole");
        QTest::addColumn<QString>("text");
        QTest::newRow("all") << 9 << 9 << QStringLiteral("100%");
        QTest::newRow("none") << 0 << 9 << QStringLiteral("0%");
        QTest::newRow("half") << 1 << 2 << QStringLiteral("50%");
        QTest::newRow("a third") << 1 << 3 << QStringLiteral("33.3%");
        QTest::newRow("almost all") << 9999 << 10000 << QStringLiteral("99.9%");
        QTest::newRow("almost none") << 1 << 10000 << QStringLiteral("0.1%");
        QTest::newRow("of nothing") << 0 << 0 << QStringLiteral("\u2013");
    }
    void sharesAreNeverRoundedToAllOrNothing()
    {
        QFETCH(int, part);
        QFETCH(int, whole);
        QTEST(percentText(part, whole, m_british), "text");
    }

    void durationsHaveTwoUnitsAtMost_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("milliseconds") << qint64(850) << QStringLiteral("850 ms");
        QTest::newRow("short seconds") << qint64(2400) << QStringLiteral("2.4 s");
        QTest::newRow("seconds") << qint64(45'900) << QStringLiteral("45 s");
        QTest::newRow("minutes") << qint64(130'000) << QStringLiteral("2 min 10 s");
        QTest::newRow("whole minutes") << qint64(120'000) << QStringLiteral("2 min");
        QTest::newRow("hours") << qint64(11'100'000) << QStringLiteral("3 h 5 min");
        QTest::newRow("days") << qint64(2) * 86'400'000 + 3'600'000 << QStringLiteral("2 d 1 h");
    }
    void durationsHaveTwoUnitsAtMost()
    {
        QFETCH(qint64, ms);
        QTEST(durationText(milliseconds(ms), m_british).replace(QChar(0xA0), u' '), "text");
    }

    void sizesGoByThousands()
    {
        QCOMPARE(sizeText(2'400'000, m_british).replace(QChar(0xA0), u' '),
                 QStringLiteral("2.4 MB"));
    }
};

TEST_UNIT(tst_NumberText)
#include "tst_NumberText.moc"
