// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/KeysSeen.h"
#include "tests/support/TestUnit.h"

#include <QTimeZone>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const QDate today(2026, 3, 10);

QDateTime at(const QDate &day)
{
    return {day, QTime(12, 0), QTimeZone::utc()};
}

/// A business of the smallest kind: Anna, and a shop with one key.
struct Business
{
    PeopleState state;
    Catalog catalog = Catalog::builtIn().takeValue();
    Person anna;

    Business()
    {
        anna.id = PersonId(u"anna"_s);
        anna.name = u"Anna"_s;
        state.people = {anna};
        add(u"Shop"_s);
    }
    Connection &add(const QString &name, const AppId &app = u"stripe"_s)
    {
        Connection connection;
        connection.id = ConnectionId(name);
        connection.name = name;
        connection.app = app;
        connection.owner = u"Ben"_s;
        state.connections.append(connection);
        Credential credential;
        credential.id = CredentialId(u"key of "_s + name);
        credential.connection = connection.id;
        CredentialVersion version;
        version.id = CredentialVersionId(u"first of "_s + name);
        version.createdAt = at(today.addDays(-200));
        credential.versions = {version};
        state.credentials.append(credential);
        return state.connections.last();
    }
    Connection &list(const QString &name, const QString &heldBy)
    {
        Connection &connection = add(name);
        connection.custody = Custody::HeldElsewhere;
        connection.heldBy = heldBy;
        state.credentials.removeLast();
        return connection;
    }
    Sighting &sees(const QString &name, SightKind kind = SightKind::Key)
    {
        state.sightings.append(
            {SightingId(name + toText(kind)), anna.id, ConnectionId(name), {}, kind, {}, today, {}});
        return state.sightings.last();
    }
    void replace(const QString &name, const QDate &day)
    {
        for (Credential &credential : state.credentials) {
            if (credential.connection != ConnectionId(name))
                continue;
            CredentialVersion next = credential.versions.first();
            credential.versions.first().stage = VersionStage::Previous;
            next.id = CredentialVersionId(u"next of "_s + name);
            next.number += 1;
            next.createdAt = at(day);
            credential.versions.prepend(next);
        }
    }
    Place &place(const QString &name, PlaceKind kind, const AppId &app = {})
    {
        Place made;
        made.id = PlaceId(name);
        made.name = name;
        made.kind = kind;
        made.app = app;
        state.places.append(made);
        return state.places.last();
    }
    Placement &pasted(const QString &connection, const QString &place)
    {
        state.placements.append({PlacementId(connection + place),
                                 PlaceId(place),
                                 ConnectionId(connection),
                                 CredentialId(u"key of "_s + connection),
                                 1,
                                 today.addDays(-100),
                                 {}});
        return state.placements.last();
    }
    KeyShutOff &shutOff(const QString &connection, ShutOffPhase phase)
    {
        KeyShutOff made;
        made.connection = ConnectionId(connection);
        made.version = CredentialVersionId(u"first of "_s + connection);
        made.phase = phase;
        made.refusedSince = at(today);
        made.doneByHandAt = at(today);
        made.whyUncheckable = u"Nobody can see it."_s;
        state.shutOffs.append(made);
        return state.shutOffs.last();
    }

    [[nodiscard]] QList<DepartureItem> seen() const
    {
        return keysSeenBy(anna, state, catalog, today);
    }
    [[nodiscard]] QStringList names() const
    {
        QStringList found;
        for (const DepartureItem &item : seen())
            found.append(item.name);
        return found;
    }
    [[nodiscard]] Departure leaves() const
    {
        Departure departure;
        departure.person = anna.id;
        departure.startedAt = at(today.addDays(-1));
        departure.items = seen();
        return departure;
    }
    [[nodiscard]] Departure now(const Departure &departure) const
    {
        return tracked(departure, state, catalog, today);
    }
};

} // namespace

class tst_KeysSeen : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoSawNothingHasNoList() { QVERIFY(Business().seen().isEmpty()); }

    void whatWasNotedIsOnTheList_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("checkedDaysAgo");
        QTest::addColumn<bool>("assumed");
        const auto row = [](const char *claim, SightKind kind, int ago, bool assumed) {
            QTest::newRow(claim) << static_cast<int>(kind) << ago << assumed;
        };
        row("who has the key", SightKind::Key, 0, false);
        row("who manages the app", SightKind::Admin, 90, false);
        row("who signs in may have seen it", SightKind::App, 0, true);
        row("what was not checked for long is assumed", SightKind::Key, 120, true);
    }
    void whatWasNotedIsOnTheList()
    {
        QFETCH(const int, kind);
        QFETCH(const int, checkedDaysAgo);
        Business business;
        business.sees(u"Shop"_s, static_cast<SightKind>(kind)).checkedOn =
            today.addDays(-checkedDaysAgo);
        const QList<DepartureItem> seen = business.seen();
        QCOMPARE(seen.size(), 1);
        QTEST(seen.first().assumed, "assumed");
        QCOMPARE(seen.first().version, 1);
        QCOMPARE(seen.first().why.first().contains(u"120"_s), checkedDaysAgo == 120);
    }

    void whatIsOfSomebodyElseIsNot()
    {
        Business business;
        business.sees(u"Shop"_s).person = PersonId(u"ben"_s);
        QVERIFY(business.seen().isEmpty());
    }

    void aKeyMadeAfterTheLastDayWasNotSeen_data()
    {
        QTest::addColumn<int>("untilDaysAgo");
        QTest::addColumn<bool>("seen");
        QTest::newRow("seen while it was in use") << 9 << true;
        QTest::newRow("made the same day") << 10 << true;
        QTest::newRow("made a day later") << 11 << false;
    }
    void aKeyMadeAfterTheLastDayWasNotSeen()
    {
        QFETCH(const int, untilDaysAgo);
        Business business;
        business.replace(u"Shop"_s, today.addDays(-10));
        business.sees(u"Shop"_s).until = today.addDays(-untilDaysAgo);
        QTEST(!business.seen().isEmpty(), "seen");
    }

    void oneKeyOfSeveralIsOneItem()
    {
        Business business;
        Credential second = business.state.credentials.first();
        second.id = CredentialId(u"second"_s);
        business.state.credentials.append(second);
        business.sees(u"Shop"_s);
        QCOMPARE(business.seen().size(), 2);
        business.state.sightings.first().credential = second.id;
        const QList<DepartureItem> seen = business.seen();
        QCOMPARE(seen.size(), 1);
        QCOMPARE(seen.first().credential, second.id);
    }

    void whoLooksAfterItMayHaveSeenIt()
    {
        Business business;
        business.state.connections.first().owner = u" anna"_s;
        QCOMPARE(business.seen().size(), 1);
        QVERIFY(business.seen().first().assumed);
    }

    void whatSheHoldsOrWasGivenIsHers()
    {
        Business business;
        business.list(u"Bank"_s, u"Anna"_s);
        business.place(u"Anna"_s, PlaceKind::Colleague);
        business.pasted(u"Shop"_s, u"Anna"_s);
        QCOMPARE(business.names(), QStringList({u"Bank"_s, u"Shop"_s}));
        for (const DepartureItem &item : business.seen())
            QVERIFY(!item.assumed);
        QVERIFY(!business.seen().first().credential.isValid());
    }

    void aColleagueWhoIsSomebodyElseIsNotShe()
    {
        Business business;
        business.place(u"Anna"_s, PlaceKind::Colleague).person = PersonId(u"the other Anna"_s);
        business.pasted(u"Shop"_s, u"Anna"_s);
        QVERIFY(business.seen().isEmpty());
    }

    void whatAManagedHubHoldsIsSeen_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<bool>("assumed");
        const QStringList all{u"Books"_s, u"Shop"_s, u"Zapier"_s};
        QTest::newRow("as its manager") << u"admin"_s << all << false;
        QTest::newRow("as who looks after it") << u"owner"_s << all << true;
        QTest::newRow("not by signing in") << u"app"_s << QStringList(u"Zapier"_s) << true;
    }
    void whatAManagedHubHoldsIsSeen()
    {
        QFETCH(const QString, how);
        QFETCH(const QStringList, names);
        QFETCH(const bool, assumed);
        Business business;
        business.add(u"Zapier"_s, u"zapier"_s).owner = how == u"owner"_s ? u"Anna"_s : u"Ben"_s;
        business.list(u"Books"_s, u"zapier"_s);
        business.place(u"Our Zapier"_s, PlaceKind::App, u"zapier"_s);
        business.pasted(u"Shop"_s, u"Our Zapier"_s);
        if (const auto kind = fromText<SightKind>(how))
            business.sees(u"Zapier"_s, *kind);
        QStringList found = business.names();
        found.sort();
        QCOMPARE(found, names);
        for (const DepartureItem &item : business.seen())
            QCOMPARE(item.assumed, assumed);
    }

    void whatWasTakenOutOfTheHubIsNot()
    {
        Business business;
        business.add(u"Zapier"_s, u"zapier"_s);
        business.sees(u"Zapier"_s, SightKind::Admin);
        business.place(u"Our Zapier"_s, PlaceKind::App, u"zapier"_s);
        business.pasted(u"Shop"_s, u"Our Zapier"_s).removedOn = today;
        QCOMPARE(business.names(), QStringList(u"Zapier"_s));
        QVERIFY(heldBy(u"zapier"_s, business.state).isEmpty());
        business.state.placements.first().removedOn.reset();
        QCOMPARE(heldBy(u"zapier"_s, business.state), QList<ConnectionId>{ConnectionId(u"Shop"_s)});
    }

    void theMostDangerousComesFirst()
    {
        Business business; // Shop: real, certain
        business.sees(u"Shop"_s);
        business.add(u"Trial"_s).environment = Environment::Development;
        business.sees(u"Trial"_s);
        business.add(u"Admin"_s);
        business.state.credentials.last().kind = CredentialKind::AdminKey;
        business.sees(u"Admin"_s);
        business.add(u"Mail"_s);
        business.sees(u"Mail"_s, SightKind::App);
        QCOMPARE(business.names(), QStringList({u"Admin"_s, u"Shop"_s, u"Trial"_s, u"Mail"_s}));
        QCOMPARE(business.seen().first().danger, Severity::Critical);
    }

    void whatReachesSensitiveDataIsMoreDangerous()
    {
        Business business;
        business.sees(u"Shop"_s);
        QCOMPARE(business.seen().first().danger, Severity::High);
        Flow flow;
        flow.from = ConnectionId(u"Shop"_s);
        for (const DataClass &data : business.catalog.dataClasses()) {
            if (data.sensitivity >= Sensitivity::High)
                flow.dataClasses = {data.id};
        }
        QVERIFY(!flow.dataClasses.isEmpty());
        business.state.flows = {flow};
        QCOMPARE(business.seen().first().danger, Severity::Critical);
        business.state.flows.first().retiredAt = at(today);
        QCOMPARE(business.seen().first().danger, Severity::High);
    }

    void aKeyThatIsBeingEndedIsOnTheListUntilItIsSeenRefused_data()
    {
        QTest::addColumn<int>("phase");
        QTest::addColumn<bool>("listed");
        const auto row = [](const char *claim, ShutOffPhase phase, bool listed) {
            QTest::newRow(claim) << static_cast<int>(phase) << listed;
        };
        row("to be told", ShutOffPhase::Asked, true);
        row("to be done by hand", ShutOffPhase::ByHand, true);
        row("still works", ShutOffPhase::StillWorks, true);
        row("refused", ShutOffPhase::Refused, false);
        row("finished", ShutOffPhase::Finished, false);
        row("done by the owner's word", ShutOffPhase::CannotBeChecked, false);
    }
    void aKeyThatIsBeingEndedIsOnTheListUntilItIsSeenRefused()
    {
        QFETCH(const int, phase);
        Business business;
        business.sees(u"Shop"_s);
        business.state.credentials.first().versions.first().stage = VersionStage::Retired;
        business.shutOff(u"Shop"_s, static_cast<ShutOffPhase>(phase));
        QTEST(!business.seen().isEmpty(), "listed");
    }

    void aNewKeyClosesItsItem()
    {
        Business business;
        business.sees(u"Shop"_s);
        const Departure before = business.leaves();
        QCOMPARE(business.now(before).items.first().state, ItemState::Open);
        business.replace(u"Shop"_s, today);
        const DepartureItem after = business.now(before).items.first();
        QCOMPARE(after.state, ItemState::Replaced);
        QCOMPARE(*after.closedAt, at(today));
        QVERIFY(after.reason.contains(u"old key"_s)); // which works on
        business.shutOff(u"Shop"_s, ShutOffPhase::Refused);
        QVERIFY(business.now(before).items.first().reason.isEmpty());
    }

    void aKeyReplacedBeforeDoesNot()
    {
        Business business;
        business.replace(u"Shop"_s, today.addDays(-5));
        business.sees(u"Shop"_s);
        QCOMPARE(business.now(business.leaves()).openItems(), 1);
    }

    void aShutOffClosesItsItem_data()
    {
        QTest::addColumn<int>("phase");
        QTest::addColumn<int>("state");
        const auto row = [](const char *claim, ShutOffPhase phase, ItemState state) {
            QTest::newRow(claim) << static_cast<int>(phase) << static_cast<int>(state);
        };
        row("refused", ShutOffPhase::Refused, ItemState::ShutOff);
        row("finished", ShutOffPhase::Finished, ItemState::ShutOff);
        row("by the owner's word", ShutOffPhase::CannotBeChecked, ItemState::ShutOff);
        row("told, not seen", ShutOffPhase::Checking, ItemState::Open);
        row("still works", ShutOffPhase::StillWorks, ItemState::Open);
    }
    void aShutOffClosesItsItem()
    {
        QFETCH(const int, phase);
        QFETCH(const int, state);
        Business business;
        business.sees(u"Shop"_s);
        const Departure before = business.leaves();
        business.state.credentials.first().versions.first().stage = VersionStage::Retired;
        business.shutOff(u"Shop"_s, static_cast<ShutOffPhase>(phase));
        const DepartureItem after = business.now(before).items.first();
        QCOMPARE(static_cast<int>(after.state), state);
        QCOMPARE(after.reason.contains(u"By your word"_s),
                 phase == static_cast<int>(ShutOffPhase::CannotBeChecked));
    }

    void aRemovedConnectionClosesItsItemAndSaysWhatThatMeans()
    {
        Business business;
        business.sees(u"Shop"_s);
        const Departure before = business.leaves();
        business.state.connections.clear();
        business.state.credentials.clear();
        const DepartureItem after = business.now(before).items.first();
        QCOMPARE(after.state, ItemState::NotNeeded);
        VERIFY_OK(validate(after));
        QVERIFY(after.reason.contains(u"works at the app"_s));
    }

    void whatIsNotedLaterComesOntoAnOpenList()
    {
        Business business;
        const Departure before = business.leaves();
        QVERIFY(before.items.isEmpty());
        business.sees(u"Shop"_s);
        QCOMPARE(business.now(before).openItems(), 1);
        Departure ended = before;
        ended.endedAt = at(today);
        QVERIFY(business.now(ended) == ended);
    }

    void aNoteTakenBackLeavesTheListAsItWas()
    {
        Business business;
        business.sees(u"Shop"_s);
        const Departure before = business.leaves();
        business.state.sightings.clear();
        QCOMPARE(business.now(before).openItems(), 1);
    }

    void whatWasDecidedStays()
    {
        Business business;
        business.sees(u"Shop"_s);
        Departure before = business.leaves();
        before.items.first().state = ItemState::NotNeeded;
        before.items.first().reason = u"no"_s;
        business.replace(u"Shop"_s, today);
        QCOMPARE(business.now(before).items.first().state, ItemState::NotNeeded);
    }

    void theSentenceSaysAtLeast()
    {
        Business business;
        QVERIFY(!sentenceFor(business.leaves()).contains(u"least"_s));
        business.sees(u"Shop"_s);
        QCOMPARE(sentenceFor(business.leaves()), u"At least one key was seen. One is still open."_s);
        business.add(u"Mail"_s).owner = u"Anna"_s;
        QCOMPARE(sentenceFor(business.leaves()),
                 u"At least 2 keys were seen, one of them only by assumption. 2 are still open."_s);
    }
};

TEST_UNIT(tst_KeysSeen)
#include "tst_KeysSeen.moc"
