// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/InputChecks.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

AppProfile shop(bool scopesComplete = true)
{
    AppProfile profile;
    profile.name = u"Shop"_s;
    AppJob read;
    read.id = u"read-orders"_s;
    AppJob write;
    write.id = u"write-orders"_s;
    profile.jobs = {read, write};
    AppScope scope;
    scope.name = u"orders:read"_s;
    profile.scopes = {scope};
    profile.scopesComplete = scopesComplete;
    return profile;
}

const QDate today(2026, 3, 1);

} // namespace

class tst_InputChecks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jobsAreThoseOfTheApp_data()
    {
        QTest::addColumn<QStringList>("jobs");
        QTest::addColumn<bool>("fine");
        QTest::newRow("none") << QStringList() << true;
        QTest::newRow("all") << QStringList{u"read-orders"_s, u"write-orders"_s} << true;
        QTest::newRow("one of another app")
            << QStringList{u"read-orders"_s, u"make-coffee"_s} << false;
        QTest::newRow("without a name") << QStringList{QString()} << false;
    }
    void jobsAreThoseOfTheApp()
    {
        QFETCH(QStringList, jobs);
        QFETCH(bool, fine);
        const Result<void> checked = checkJobs(shop(), jobs);
        QCOMPARE(checked.isOk(), fine);
        if (!fine) {
            QCOMPARE(toText(checked.error().code), toText(ErrorCode::InvalidInput));
            QVERIFY(checked.error().what.contains(u"read-orders, write-orders"_s));
        }
    }

    void scopesAreThoseOfTheAppWhereAllAreKnown()
    {
        VERIFY_OK(checkScopes(shop(), {u"orders:read"_s}));
        VERIFY_ERROR(ErrorCode::InvalidInput, checkScopes(shop(), {u"orders:eat"_s}));
        VERIFY_OK(checkScopes(shop(false), {u"orders:eat"_s}));
    }

    void daysThatAreOverAreRefused_data()
    {
        QTest::addColumn<std::optional<QDate>>("endsAt");
        QTest::addColumn<std::optional<QDate>>("remindOn");
        QTest::addColumn<bool>("fine");
        const std::optional<QDate> none;
        const std::optional<QDate> now = today;
        const std::optional<QDate> before = today.addDays(-1);
        QTest::newRow("none") << none << none << true;
        QTest::newRow("today") << now << now << true;
        QTest::newRow("it ended yesterday") << before << none << false;
        QTest::newRow("to be reminded yesterday") << now << before << false;
    }
    void daysThatAreOverAreRefused()
    {
        QFETCH(std::optional<QDate>, endsAt);
        QFETCH(std::optional<QDate>, remindOn);
        QFETCH(bool, fine);
        const Result<void> checked = checkDates(endsAt, remindOn, today);
        QCOMPARE(checked.isOk(), fine);
        if (!fine)
            QVERIFY(checked.error().what.contains(u"2026-02-28"_s));
    }
};

TEST_UNIT(tst_InputChecks)
#include "tst_InputChecks.moc"
