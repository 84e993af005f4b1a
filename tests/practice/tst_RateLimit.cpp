// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/RateLimit.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class tst_RateLimit : public QObject
{
    Q_OBJECT

private:
    ManualClock m_clock{QDateTime(QDate(2026, 3, 1), QTime(9, 0), Qt::UTC)};

private Q_SLOTS:
    void aBurstIsServedAndFillsAgain()
    {
        RateLimit rate({.burst = 3, .perSecond = 0.5}, m_clock);
        for (int i = 0; i < 3; ++i)
            QVERIFY(!rate.refuse(u"a"_s));
        QCOMPARE(rate.refuse(u"a"_s), 2);
        m_clock.advance(1s);
        QCOMPARE(rate.refuse(u"a"_s), 1);
        m_clock.advance(1s);
        QVERIFY(!rate.refuse(u"a"_s));
        QVERIFY(rate.refuse(u"a"_s));
    }
    void whatIsSavedUpIsNoMoreThanABurst()
    {
        RateLimit rate({.burst = 2, .perSecond = 1}, m_clock);
        QVERIFY(!rate.refuse(u"a"_s));
        m_clock.advance(10h);
        QVERIFY(!rate.refuse(u"a"_s));
        QVERIFY(!rate.refuse(u"a"_s));
        QVERIFY(rate.refuse(u"a"_s));
    }
    void oneCallerDoesNotUseUpAnother()
    {
        RateLimit rate({.burst = 1, .perSecond = 1}, m_clock);
        QVERIFY(!rate.refuse(u"a"_s));
        QVERIFY(rate.refuse(u"a"_s));
        QVERIFY(!rate.refuse(u"b"_s));
    }
};

TEST_UNIT(tst_RateLimit)
#include "tst_RateLimit.moc"
