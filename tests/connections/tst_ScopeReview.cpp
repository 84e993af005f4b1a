// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/ScopeReview.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

AppScope scope(const char *name, Access access, const QList<ScopeRequest> &requests)
{
    AppScope made;
    made.name = QString::fromLatin1(name);
    made.label = QString(u"What "_s + made.name + u" does"_s);
    made.access = access;
    made.dataClasses = {u"orders"_s};
    made.requests = requests;
    return made;
}

AppJob job(const char *id, const QStringList &scopes)
{
    return {QString::fromLatin1(id), QString(u"Job "_s + QString::fromLatin1(id)), scopes, {}};
}

/// orders, customers, a write that opens all of "orders", a scope nothing is known of, and the probe's own.
AppProfile shop()
{
    AppProfile profile;
    profile.id = u"shop"_s;
    profile.name = u"Shop"_s;
    profile.scopes = {scope("orders", Access::Read, {{u"GET"_s, u"/v1/orders?limit=1"_s}}),
                      scope("customers", Access::Read, {{u"GET"_s, u"/v1/customers"_s}}),
                      scope("orders.all",
                            Access::Write,
                            {{u"GET"_s, u"/v1/orders"_s}, {u"POST"_s, u"/v1/orders"_s}}),
                      scope("blind", Access::Write, {}),
                      scope("me", Access::Read, {{u"GET"_s, u"/v1/me"_s}})};
    profile.scopes[1].tick = u"Customers: Read"_s;
    profile.jobs = {job("ship", {u"orders"_s}),
                    job("write", {u"customers"_s}),
                    job("change", {u"orders.all"_s})};
    Probe probe;
    probe.method = u"GET"_s;
    probe.path = u"/v1/me"_s;
    profile.probe = probe;
    return profile;
}

Connection connection(const QStringList &jobs)
{
    Connection made;
    made.app = u"shop"_s;
    made.jobs = jobs;
    return made;
}

Connection granted(const QStringList &jobs, const QStringList &scopes)
{
    Connection made = connection(jobs);
    ConnectionTest test;
    test.ok = true;
    test.granted = scopes;
    test.grantedKnown = true;
    made.lastTest = test;
    return made;
}

void look(Connection &connection, const char *name, ScopeReading reading)
{
    if (!connection.lastLooks)
        connection.lastLooks = ScopeLooks();
    connection.lastLooks->looks.append({QString::fromLatin1(name), reading, 200});
}

} // namespace

class tst_ScopeReview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsGrantedBeyondTheJobsIsNamed()
    {
        const ScopeReview review =
            reviewScopes(shop(), granted({u"ship"_s}, {u"orders"_s, u"customers"_s, u"extra"_s}));
        QCOMPARE(review.summary, u"You granted 3, your jobs need 1."_s);
        QCOMPARE(review.needed, QStringList{u"orders"_s});
        QCOMPARE(review.excess, (QStringList{u"customers"_s, u"extra"_s}));
        QVERIFY(review.missing.isEmpty());
        QVERIFY(review.canBeNarrower());
        QCOMPARE(review.row(u"orders")->neededBy, QStringList{u"Job ship"_s});
        QCOMPARE(review.row(u"customers")->tick, u"Customers: Read"_s);
        // One the catalog does not know is told as it is, without guessing what it does.
        const ScopeRow *extra = review.row(u"extra");
        QVERIFY(extra->excess);
        QVERIFY(extra->label.isEmpty());
        QVERIFY(!extra->access);
        QVERIFY(extra->used == ScopeUse::CannotBeSeen);
    }
    void exactlyWhatIsNeededIsNarrowEnough()
    {
        const ScopeReview review = reviewScopes(shop(), granted({u"ship"_s}, {u"orders"_s}));
        QCOMPARE(review.summary, u"You granted 1, your jobs need 1."_s);
        QVERIFY(!review.canBeNarrower());
        QCOMPARE(review.rows.size(), 1);
    }
    void whatIsMissingIsSaid()
    {
        const ScopeReview review =
            reviewScopes(shop(), granted({u"ship"_s, u"write"_s}, {u"orders"_s}));
        QCOMPARE(review.missing, QStringList{u"customers"_s});
        QVERIFY(review.summary.contains(u"1 of those are missing"_s));
        QVERIFY(review.row(u"customers")->granted == Answer::No);
        QVERIFY(!review.row(u"customers")->excess);
    }
    void aWiderOneCoversWhatIsNeededAndIsStillTooWide()
    {
        const ScopeReview review = reviewScopes(shop(), granted({u"ship"_s}, {u"orders.all"_s}));
        QVERIFY(review.missing.isEmpty());
        QCOMPARE(review.row(u"orders")->coveredBy, u"orders.all"_s);
        QCOMPARE(review.excess, QStringList{u"orders.all"_s});
    }
    void aNarrowerOneDoesNotCoverAWiderOne()
    {
        const ScopeReview review = reviewScopes(shop(), granted({u"change"_s}, {u"orders"_s}));
        QCOMPARE(review.missing, QStringList{u"orders.all"_s});
        QVERIFY(review.row(u"orders.all")->coveredBy.isEmpty());
    }
    void withoutAJobNothingIsTooMuch()
    {
        const ScopeReview review = reviewScopes(shop(), granted({}, {u"orders"_s, u"extra"_s}));
        QVERIFY(review.excess.isEmpty());
        QVERIFY(!review.canBeNarrower());
        QCOMPARE(review.summary,
                 u"You granted 2. No job is chosen, so what is needed is not known."_s);
    }
    void whatTheAppDoesNotTellStaysUnknown()
    {
        Connection told = connection({u"ship"_s});
        ConnectionTest test;
        test.ok = true;
        told.lastTest = test;
        const ScopeReview review = reviewScopes(shop(), told);
        QVERIFY(!review.grantedKnown);
        QVERIFY(review.granted.isEmpty());
        QVERIFY(review.excess.isEmpty());
        QVERIFY(review.missing.isEmpty());
        QCOMPARE(review.rows.size(), 5); // all there are, to look at
        for (const ScopeRow &row : review.rows)
            QVERIFY(row.granted == Answer::Unknown);
        QVERIFY(review.summary.startsWith(u"Shop has not said what this key may do."_s));
        QVERIFY(review.canBeNarrower());
    }
    void nothingGrantedIsNotTheSameAsNotTold()
    {
        const ScopeReview review = reviewScopes(shop(), granted({u"ship"_s}, {}));
        QVERIFY(review.grantedKnown);
        QCOMPARE(review.missing, QStringList{u"orders"_s});
        QVERIFY(review.summary.startsWith(u"You granted 0, your jobs need 1."_s));
    }

    void usedIsOnlyWhatWasSeenHere_data()
    {
        QTest::addColumn<QString>("scope");
        QTest::addColumn<bool>("isTested");
        QTest::addColumn<bool>("isElsewhere");
        QTest::addColumn<QString>("used");
        QTest::newRow("the test's own call") << u"me"_s << true << false << u"seen-used"_s;
        QTest::newRow("another call") << u"orders"_s << true << false << u"not-seen-here"_s;
        QTest::newRow("no call is known") << u"blind"_s << true << false << u"cannot-be-seen"_s;
        QTest::newRow("never tested") << u"me"_s << false << false << u"cannot-be-seen"_s;
        QTest::newRow("held elsewhere") << u"me"_s << true << true << u"cannot-be-seen"_s;
    }
    void usedIsOnlyWhatWasSeenHere()
    {
        QFETCH(QString, scope);
        QFETCH(bool, isTested);
        QFETCH(bool, isElsewhere);
        Connection told = isTested ? granted({u"ship"_s}, {scope}) : connection({u"ship"_s});
        if (isElsewhere)
            told.custody = Custody::HeldElsewhere;
        const ScopeReview review = reviewScopes(shop(), told);
        QTEST(toText(review.row(scope)->used), "used");
        QCOMPARE(review.used.contains(scope), review.row(scope)->used == ScopeUse::Seen);
    }
    void aFailedTestUsedNothing()
    {
        Connection told = granted({u"ship"_s}, {u"me"_s});
        told.lastTest->ok = false;
        QVERIFY(reviewScopes(shop(), told).row(u"me")->used == ScopeUse::CannotBeSeen);
    }

    void whatItCanReadBeyondItsJobsIsTooMuchWhereNothingWasTold()
    {
        Connection told = connection({u"ship"_s});
        look(told, "orders", ScopeReading::CanRead);
        look(told, "customers", ScopeReading::CanRead);
        look(told, "me", ScopeReading::MayNot);
        const ScopeReview review = reviewScopes(shop(), told);
        QCOMPARE(review.excess, QStringList{u"customers"_s});
        QVERIFY(review.granted.isEmpty()); // by what name it may, nobody has said
        QVERIFY(review.row(u"me")->reading == ScopeReading::MayNot);
        QVERIFY(!review.row(u"blind")->reading);
        QVERIFY(review.summary.contains(u"It can read 1 that no job needs."_s));
    }
    void readingWhatANeededScopeReadsIsNotTooMuch()
    {
        Connection told = connection({u"change"_s});
        look(told, "orders", ScopeReading::CanRead);
        QVERIFY(reviewScopes(shop(), told).excess.isEmpty());
    }
    void whatTheAppSaidCountsMoreThanALook()
    {
        Connection told = granted({u"ship"_s}, {u"orders"_s});
        look(told, "customers", ScopeReading::CanRead);
        const ScopeReview review = reviewScopes(shop(), told);
        QVERIFY(review.row(u"customers")->granted == Answer::No);
        QVERIFY(review.row(u"customers")->reading == ScopeReading::CanRead);
    }
    void aScopeGrantedTwiceCountsOnce()
    {
        const ScopeReview review =
            reviewScopes(shop(), granted({u"ship"_s}, {u"orders"_s, u"orders"_s}));
        QCOMPARE(review.summary, u"You granted 1, your jobs need 1."_s);
    }
    void anAppWithoutScopesIsNotCompared()
    {
        AppProfile bare;
        bare.name = u"Bare"_s;
        const ScopeReview review = reviewScopes(bare, connection({u"ship"_s}));
        QVERIFY(review.rows.isEmpty());
        QVERIFY(!review.canBeNarrower());
        QVERIFY(review.summary.contains(u"nothing can be compared"_s));
    }
};

TEST_UNIT(tst_ScopeReview)
#include "tst_ScopeReview.moc"
