// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/Catalog.h"
#include "core/rotation/RotationPlan.h"
#include "tests/support/TestUnit.h"

using namespace Qt::StringLiterals;
using namespace drawbridge;

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
