// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/RefreshRule.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const QDateTime start(QDate(2026, 11, 26), QTime(9, 0), Qt::UTC);

GrantState grantFor(qint64 lifetime)
{
    GrantState grant;
    grant.signedInAt = start;
    grant.refreshedAt = start;
    if (lifetime >= 0)
        grant.accessEndsAt = start.addSecs(lifetime);
    grant.refreshable = true;
    return grant;
}

QString word(RefreshStep step)
{
    switch (step) {
    case RefreshStep::NotNeeded:
        return u"not needed"_s;
    case RefreshStep::Refresh:
        return u"refresh"_s;
    case RefreshStep::Wait:
        return u"wait"_s;
    case RefreshStep::SignInAgain:
        return u"sign in again"_s;
    }
    return {};
}

} // namespace

class tst_RefreshRule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTokenIsRefreshedAheadOfItsEndAndAtLeastDaily_data()
    {
        QTest::addColumn<qint64>("lifetime");
        QTest::addColumn<qint64>("dueAfter");
        QTest::newRow("half an hour: three minutes ahead") << qint64(1800) << qint64(1620);
        QTest::newRow("an hour: six minutes ahead") << qint64(3600) << qint64(3240);
        QTest::newRow("ten hours: ten minutes ahead") << qint64(36000) << qint64(35400);
        QTest::newRow("ten minutes: one minute ahead") << qint64(600) << qint64(540);
        QTest::newRow("one minute: half of it") << qint64(60) << qint64(30);
        QTest::newRow("nothing: at once") << qint64(0) << qint64(0);
        QTest::newRow("thirty days: after a day") << qint64(30 * 86400) << qint64(86400);
        QTest::newRow("not told: after a day") << qint64(-1) << qint64(86400);
    }
    void aTokenIsRefreshedAheadOfItsEndAndAtLeastDaily()
    {
        QFETCH(qint64, lifetime);
        QFETCH(qint64, dueAfter);
        const GrantState grant = grantFor(lifetime);
        const QDateTime due = start.addSecs(dueAfter);
        for (const RefreshFor purpose : {RefreshFor::Use, RefreshFor::Upkeep}) {
            const RefreshNeed before = refreshNeed(grant, due.addSecs(-1), purpose);
            QCOMPARE(word(before.step), u"not needed"_s);
            QCOMPARE(before.at, due);
            QCOMPARE(word(refreshNeed(grant, due, purpose).step), u"refresh"_s);
        }
        QCOMPARE(refreshNeed(grant, due, RefreshFor::Use).accessWorks, lifetime != 0);
    }
    void anEndThatLiesBeforeItsBeginningIsAnEnd()
    {
        GrantState grant = grantFor(3600);
        grant.accessEndsAt = start.addSecs(-5000);
        const RefreshNeed need = refreshNeed(grant, start, RefreshFor::Use);
        QCOMPARE(word(need.step), u"refresh"_s);
        QVERIFY(!need.accessWorks);
    }
    void afterAFailureItIsNotAskedAgainForHalfAMinute()
    {
        const QDateTime due = start.addSecs(3240);
        const GrantState failed =
            afterFailedRefresh(grantFor(3600), RefreshFault::Network, u"No way there."_s, due);
        QCOMPARE(failed.failures, 1);
        QCOMPARE(failed.explanation, u"No way there."_s);
        for (const RefreshFor purpose : {RefreshFor::Use, RefreshFor::Upkeep}) {
            const RefreshNeed soon = refreshNeed(failed, due.addSecs(29), purpose);
            QCOMPARE(word(soon.step), u"wait"_s);
            QCOMPARE(soon.at, due.addSecs(30));
            QVERIFY(soon.accessWorks);
            QCOMPARE(word(refreshNeed(failed, due.addSecs(30), purpose).step), u"refresh"_s);
        }
    }
    void theClockAsksEverMoreRarelyWhileACallMayAskAgain_data()
    {
        QTest::addColumn<int>("failures");
        QTest::addColumn<qint64>("pause");
        QTest::newRow("second") << 2 << qint64(60);
        QTest::newRow("fourth") << 4 << qint64(240);
        QTest::newRow("tenth") << 10 << qint64(3600);
        QTest::newRow("thousandth") << 1000 << qint64(3600);
    }
    void theClockAsksEverMoreRarelyWhileACallMayAskAgain()
    {
        QFETCH(int, failures);
        QFETCH(qint64, pause);
        GrantState grant = grantFor(60);
        const QDateTime tried = start.addSecs(100000);
        grant.triedAt = tried;
        grant.failures = failures;
        grant.fault = RefreshFault::ProviderDown;
        QCOMPARE(refreshNeed(grant, tried.addSecs(1), RefreshFor::Upkeep).at, tried.addSecs(pause));
        QCOMPARE(refreshNeed(grant, tried.addSecs(1), RefreshFor::Use).at, tried.addSecs(30));
    }
    void aClockThatWasSetBackDoesNotHoldItUp()
    {
        GrantState grant = grantFor(60);
        grant.triedAt = start.addDays(400);
        grant.failures = 9;
        QCOMPARE(word(refreshNeed(grant, start.addSecs(50), RefreshFor::Upkeep).step), u"refresh"_s);
    }
    void whatTheAppEndedStaysEnded()
    {
        GrantState grant =
            afterFailedRefresh(grantFor(3600), RefreshFault::GrantEnded, u"It is over."_s, start);
        QVERIFY(grant.hasEnded());
        grant = afterFailedRefresh(grant, RefreshFault::Network, u"No way there."_s, start);
        QVERIFY(grant.hasEnded());
        QCOMPARE(grant.explanation, u"It is over."_s);
        const RefreshNeed need = refreshNeed(grant, start, RefreshFor::Use);
        QCOMPARE(word(need.step), u"sign in again"_s);
        QVERIFY(!need.accessWorks);
        QVERIFY(!need.at.isValid());
    }
    void withoutARefreshTokenItIsUsedUntilItsEnd()
    {
        GrantState grant = grantFor(3600);
        grant.refreshable = false;
        QCOMPARE(word(refreshNeed(grant, start.addSecs(3599), RefreshFor::Use).step),
                 u"not needed"_s);
        QCOMPARE(word(refreshNeed(grant, start.addSecs(3600), RefreshFor::Use).step),
                 u"sign in again"_s);
        grant.accessEndsAt.reset();
        QCOMPARE(word(refreshNeed(grant, start.addYears(3), RefreshFor::Use).step), u"not needed"_s);
    }
};

TEST_UNIT(tst_RefreshRule)
#include "tst_RefreshRule.moc"
