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
        QTest::newRow("to be reminded on the day it ends") << now << now << true;
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
    void aReminderAfterTheEndIsRefused()
    {
        const Result<void> checked = checkDates(today.addDays(9), today.addDays(10), today);
        QVERIFY(!checked.isOk());
        QVERIFY(checked.error().what.contains(u"2026-03-10"_s));
    }

    void theUsualReminderComesBeforeTheEnd_data()
    {
        QTest::addColumn<std::optional<QDate>>("endsAt");
        QTest::addColumn<int>("inDays");
        QTest::newRow("no end") << std::optional<QDate>() << 90;
        QTest::newRow("an end in a year") << std::optional(today.addDays(365)) << 90;
        QTest::newRow("an end in 100 days") << std::optional(today.addDays(100)) << 86;
        QTest::newRow("an end in two weeks") << std::optional(today.addDays(14)) << 0;
        QTest::newRow("an end tomorrow") << std::optional(today.addDays(1)) << 0;
    }
    void theUsualReminderComesBeforeTheEnd()
    {
        QFETCH(std::optional<QDate>, endsAt);
        QFETCH(int, inDays);
        QCOMPARE(usualReplaceBy(today, endsAt), today.addDays(inDays));
    }

    void aKeyIsNotShownToAnotherApp_data()
    {
        QTest::addColumn<QString>("app");
        QTest::addColumn<bool>("fine");
        QTest::newRow("its own") << u"stripe"_s << true;
        QTest::newRow("another") << u"salesforce"_s << false;
        QTest::newRow("the practice shop") << u"practice-shop"_s << false;
        QTest::newRow("one that may be it") << u"other"_s << true;
    }
    void aKeyIsNotShownToAnotherApp()
    {
        QFETCH(QString, app);
        QFETCH(bool, fine);
        const auto catalog = Catalog::builtIn();
        VERIFY_OK(catalog);
        const QByteArray key = "sk_live_" + QByteArray(24, '9');
        const auto secret = share(SecretBytes::copyOf(key));
        const Result<void> checked =
            checkWhose(*catalog, *catalog->app(app), {{u"value"_s, secret}});
        QCOMPARE(checked.isOk(), fine);
        if (!fine)
            QVERIFY(checked.error().what.contains(u"Stripe"_s));
    }
};

TEST_UNIT(tst_InputChecks)
#include "tst_InputChecks.moc"
