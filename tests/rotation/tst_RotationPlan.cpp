// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/Catalog.h"
#include "core/rotation/RotationPlan.h"
#include "tests/support/TestUnit.h"

using namespace Qt::StringLiterals;
using namespace drawbridge;

Q_DECLARE_METATYPE(ProbeResult)

class tst_RotationPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto catalog = Catalog::builtIn();
        VERIFY_OK(catalog);
        m_catalog = catalog.takeValue();
        m_shop = *m_catalog.app(u"practice-shop"_s);
    }

    void theShopMakesItsKeysItself()
    {
        const Rotation rotation = plan(connection(u"shop"_s));
        QCOMPARE(rotation.way, RotationWay::ByCall);
        QCOMPARE(rotation.fate, OldKeyFate::LivesOn);
        QVERIFY(rotation.canList);
        QVERIFY(!rotation.authority.isValid());
    }
    void aConnectionWhoseKeyManagesKeysIsAsked()
    {
        Connection admin = connection(u"admin"_s);
        admin.lastTest = ConnectionTest();
        admin.lastTest->grantedKnown = true;
        admin.lastTest->granted = {u"keys:admin"_s};
        m_others = {connection(u"shop"_s), admin};
        QCOMPARE(plan(m_others.first()).authority, admin.id);
        m_others.last().environment = Environment::Staging;
        QVERIFY(!plan(m_others.first()).authority.isValid());
        m_others.last().environment = Environment::Production;
        m_others.last().paused = true;
        QVERIFY(!plan(m_others.first()).authority.isValid());
        m_others.clear();
    }
    void aSignInRenewsItselfOrIsMadeAgain()
    {
        Connection signedIn = connection(u"shop"_s);
        signedIn.auth = AuthKind::OAuth;
        m_credential.grant = GrantState();
        m_credential.grant->refreshable = true;
        QCOMPARE(plan(signedIn).way, RotationWay::Renewal);
        m_credential.grant->fault = RefreshFault::GrantEnded;
        QCOMPARE(plan(signedIn).way, RotationWay::ByHand);
        m_credential.grant.reset();
    }
    void everyPlaceOfThisKeyIsOnTheList()
    {
        const Connection shop = connection(u"shop"_s);
        Place zapier;
        zapier.id = PlaceId(u"zapier"_s);
        zapier.name = u"Zapier"_s;
        m_places = {zapier};
        const auto placement = [&](const QString &id, const ConnectionId &of) {
            Placement made;
            made.id = PlacementId(id);
            made.place = zapier.id;
            made.connection = of;
            return made;
        };
        Placement ofAnotherKey = placement(u"other key"_s, shop.id);
        ofAnotherKey.credential = CredentialId(u"another"_s);
        Placement removed = placement(u"removed"_s, shop.id);
        removed.removedOn = QDate(2026, 1, 1);
        m_placements = {placement(u"here"_s, shop.id),
                        placement(u"elsewhere"_s, ConnectionId(u"other"_s)),
                        ofAnotherKey,
                        removed};
        const Rotation rotation = plan(shop);
        QCOMPARE(rotation.places.size(), 1);
        QCOMPARE(rotation.places.first().name, u"Zapier"_s);
        m_places.clear();
        m_placements.clear();
    }

    void aNewKeyLivesAsLongAsTheOldOneWasMadeFor()
    {
        CredentialVersion old;
        old.createdAt = QDateTime(QDate(2026, 1, 1), QTime(12, 0), Qt::UTC);
        QVERIFY(!newEndFor(old, QDate(2026, 3, 1)));
        old.endsAt = QDate(2026, 4, 1);
        QCOMPARE(newEndFor(old, QDate(2026, 3, 1)), std::optional(QDate(2026, 5, 30)));
        old.endsAt = QDate(2025, 1, 1);
        QVERIFY(!newEndFor(old, QDate(2026, 3, 1)));
    }

    void whatATryOfTheNewKeyMeans_data()
    {
        QTest::addColumn<ProbeResult>("probed");
        QTest::addColumn<NewKeyVerdict>("verdict");
        QTest::addColumn<QString>("says");
        const auto good = [](const QStringList &granted) {
            ProbeResult probed;
            probed.test.ok = true;
            probed.test.granted = granted;
            probed.test.grantedKnown = true;
            return probed;
        };
        const auto bad = [](FailureKind kind, int status) {
            ProbeResult probed;
            probed.failure = kind;
            probed.test.status = status;
            probed.inJson = true;
            probed.retryAfter = std::chrono::seconds(7);
            return probed;
        };
        QTest::newRow("it may all that the old one may")
            << good({u"orders:read"_s, u"products:read"_s}) << NewKeyVerdict::Works << QString();
        QTest::newRow("it may less")
            << good({u"orders:read"_s}) << NewKeyVerdict::Lacks << u"(products:read). Allow it"_s;
        QTest::newRow("it may not be tried")
            << bad(FailureKind::Forbidden403, 403) << NewKeyVerdict::Lacks << u"(403)"_s;
        ProbeResult unknown = bad(FailureKind::Forbidden403, 403);
        unknown.refusedAsInvalid = true;
        QTest::newRow("it is not known") << unknown << NewKeyVerdict::Refused << QString();
        ProbeResult page = bad(FailureKind::Forbidden403, 403);
        page.inJson = false;
        QTest::newRow("a network's page says no") << page << NewKeyVerdict::NotTold << QString();
        QTest::newRow("the app is busy")
            << bad(FailureKind::RateLimited429, 429) << NewKeyVerdict::NotTold << QString();
    }
    void whatATryOfTheNewKeyMeans()
    {
        QFETCH(const ProbeResult, probed);
        QFETCH(const NewKeyVerdict, verdict);
        QFETCH(const QString, says);
        const Connection shop = connection(u"shop"_s);
        Rotation rotation = plan(shop);
        rotation.oldCould = {u"orders:read"_s, u"products:read"_s};
        rotation.phase = RotationPhase::Testing;
        const NewKeyTested tested = readNewKeyTest(rotation, m_shop, shop, probed);
        QCOMPARE(tested.verdict, verdict);
        QVERIFY2(tested.why.contains(says), qPrintable(tested.why));
        if (verdict == NewKeyVerdict::NotTold)
            QCOMPARE(tested.retryAfter, probed.retryAfter);
        if (verdict != NewKeyVerdict::Lacks)
            return;
        QVERIFY2(tested.why.contains(u"Practice Shop"_s), qPrintable(tested.why));
        QVERIFY2(tested.why.endsWith(u"try again, or go back to the old key."_s),
                 qPrintable(tested.why));
        rotation.fate = OldKeyFate::EndsAtOnce;
        rotation.made = true;
        const NewKeyTested only = readNewKeyTest(rotation, m_shop, shop, probed);
        QVERIFY2(only.why.endsWith(u"and try again."_s), qPrintable(only.why));
    }
    void whereA403IsSaidOfUnknownKeysItTellsNothing()
    {
        AppProfile aws = *m_catalog.app(u"aws"_s);
        ProbeResult probed;
        probed.failure = FailureKind::Forbidden403;
        probed.inJson = true;
        QCOMPARE(readNewKeyTest(Rotation(), aws, Connection(), probed).verdict,
                 NewKeyVerdict::NotTold);
    }
    void whereTheAppDoesNotTellWhatAKeyMayItIsLookedAt()
    {
        const AppProfile stripe = *m_catalog.app(u"stripe"_s);
        Connection shop = connection(u"shop"_s);
        ProbeResult probed;
        probed.test.ok = true;
        const auto looks = [](ScopeReading customers, ScopeReading charges) {
            ScopeLooks all;
            all.looks = {{u"rak_customer_read"_s, customers, 0}, {u"rak_charge_read"_s, charges, 0}};
            return all;
        };
        shop.lastLooks = looks(ScopeReading::CanRead, ScopeReading::MayNot);
        Rotation rotation;
        QVERIFY(!wantsLooks(rotation, stripe, probed.test));
        rotation.oldCould = seenAbilities(shop);
        QCOMPARE(rotation.oldCould, QStringList{u"rak_customer_read"_s});
        QVERIFY(wantsLooks(rotation, stripe, probed.test));
        ConnectionTest told;
        told.grantedKnown = true;
        QVERIFY(!wantsLooks(rotation, stripe, told));
        const auto read = [&](ScopeReading customers, ScopeReading charges) {
            return readNewKeyTest(rotation, stripe, shop, probed, looks(customers, charges));
        };
        QCOMPARE(read(ScopeReading::CanRead, ScopeReading::MayNot).verdict, NewKeyVerdict::Works);
        // What the old one could not either, and what nobody told, is no lack.
        QCOMPARE(read(ScopeReading::NotTold, ScopeReading::MayNot).verdict, NewKeyVerdict::Works);
        const NewKeyTested less = read(ScopeReading::MayNot, ScopeReading::MayNot);
        QCOMPARE(less.verdict, NewKeyVerdict::Lacks);
        QVERIFY2(less.why.contains(u": Customers: Read. Allow it"_s), qPrintable(less.why));
        shop.jobs = {u"see-payments"_s};
        QCOMPARE(read(ScopeReading::MayNot, ScopeReading::MayNot).verdict, NewKeyVerdict::Works);
    }

    void aKeyThatWaitsIsPutInPlaceBeforeItsTimeIsOver()
    {
        QCOMPARE(mostOverlapHours(m_shop), 24 * 90);
        QCOMPARE(mostOverlapHours(*m_catalog.app(u"salesforce"_s)), 24 * 15);
    }

    void aLostKeyIsToldFromOthers_data()
    {
        QTest::addColumn<QList<KeyOfList>>("listed");
        QTest::addColumn<QStringList>("lost");
        QTest::addColumn<QStringList>("unsure");
        const QDateTime before(QDate(2026, 11, 26), QTime(8, 0), Qt::UTC);
        const QDateTime after(QDate(2026, 11, 26), QTime(9, 1), Qt::UTC);
        using Keys = QList<KeyOfList>;
        const KeyOfList known{u"known"_s, {}, before};
        QTest::newRow("only what was there") << Keys{known} << QStringList() << QStringList();
        QTest::newRow("by its name") << Keys{known, {u"new"_s, u"Drawbridge 1"_s, after}}
                                     << QStringList{u"new"_s} << QStringList();
        QTest::newRow("two by that name")
            << Keys{{u"a"_s, u"Drawbridge 1"_s, after}, {u"b"_s, u"Drawbridge 1"_s, after}}
            << QStringList{u"a"_s, u"b"_s} << QStringList();
        QTest::newRow("somebody else's")
            << Keys{known, {u"new"_s, u"Zapier"_s, after}} << QStringList() << QStringList();
        QTest::newRow("without names, one that is new")
            << Keys{known, {u"new"_s, {}, after}} << QStringList{u"new"_s} << QStringList();
        QTest::newRow("without names, two that are new")
            << Keys{{u"a"_s, {}, after}, {u"b"_s, {}, after}} << QStringList()
            << QStringList{u"a"_s, u"b"_s};
        QTest::newRow("without names, one that is older than this")
            << Keys{{u"a"_s, {}, before}} << QStringList() << QStringList();
    }
    void aLostKeyIsToldFromOthers()
    {
        QFETCH(const QList<KeyOfList>, listed);
        Rotation rotation;
        rotation.label = u"Drawbridge 1"_s;
        rotation.knownIds = {u"known"_s};
        rotation.requestedAt = QDateTime(QDate(2026, 11, 26), QTime(9, 0), Qt::UTC);
        const LostKeys lost = lostAmong(listed, rotation);
        QTEST(lost.ids, "lost");
        QTEST(lost.unsure, "unsure");
    }

    void whatTheShutOffLearnsTheRotationHears()
    {
        Rotation rotation;
        rotation.phase = RotationPhase::ShuttingOff;
        rotation.oldVersion = CredentialVersionId(u"old"_s);
        rotation.oldEnd = KeyEnd::ByHand;
        rotation.need = RotationNeed::Owner;
        KeyShutOff shutOff;
        shutOff.version = rotation.oldVersion;
        shutOff.phase = ShutOffPhase::ByHand;
        const QDateTime now(QDate(2026, 11, 26), QTime(9, 0), Qt::UTC);
        QVERIFY(!dueEvent(rotation, {shutOff}, now));
        shutOff.phase = ShutOffPhase::Refused;
        const auto event = dueEvent(rotation, {shutOff}, now);
        QVERIFY(event);
        QCOMPARE(next(rotation, *event, now).state.phase, RotationPhase::Finished);
    }

    void aGapIsToldBeforehand()
    {
        Rotation rotation = plan(connection(u"shop"_s));
        QVERIFY(gapNotice(rotation, u"Shop"_s).isEmpty());
        rotation.fate = OldKeyFate::EndsAtOnce;
        QVERIFY(gapNotice(rotation, u"Shop"_s).contains(u"two minutes"_s));
    }

private:
    static Connection connection(const QString &id)
    {
        Connection made;
        made.id = ConnectionId(id);
        made.app = u"practice-shop"_s;
        made.auth = AuthKind::ApiKey;
        return made;
    }
    Rotation plan(const Connection &connection)
    {
        return planFor({m_shop, connection, m_credential, m_others, m_places, m_placements});
    }

    Catalog m_catalog;
    AppProfile m_shop;
    Credential m_credential;
    QList<Connection> m_others;
    QList<Place> m_places;
    QList<Placement> m_placements;
};

TEST_UNIT(tst_RotationPlan)
#include "tst_RotationPlan.moc"
