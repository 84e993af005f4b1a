// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/Attention.h"
#include "tests/support/TestUnit.h"

#include <QTimeZone>

using namespace drawbridge;

Q_DECLARE_METATYPE(drawbridge::AttentionAction)
Q_DECLARE_METATYPE(drawbridge::Severity)
Q_DECLARE_METATYPE(drawbridge::Environment)
Q_DECLARE_METATYPE(drawbridge::Rotation)
Q_DECLARE_METATYPE(drawbridge::RotationPhase)

namespace {

const QDateTime now(QDate(2026, 3, 10), QTime(12, 0), QTimeZone::utc());

Connection tested(const QString &id, bool ok = true)
{
    Connection connection;
    connection.id = ConnectionId(id);
    connection.name = id;
    ConnectionTest test;
    test.ok = ok;
    test.explanation = QStringLiteral("The app refused the key.");
    connection.lastTest = test;
    return connection;
}

Credential keyOf(const QString &connection,
                 std::optional<QDate> endsAt,
                 std::optional<QDate> replaceBy)
{
    Credential credential;
    credential.connection = ConnectionId(connection);
    CredentialVersion version;
    version.endsAt = endsAt;
    version.replaceBy = replaceBy;
    credential.versions = {version};
    return credential;
}

QList<AttentionItem> judge(const QList<Connection> &connections,
                           const QList<Credential> &credentials = {})
{
    return attentionFor({connections, credentials, true, {}}, now);
}

} // namespace

class tst_Attention : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneKeyInTwoConnectionsIsTold_data()
    {
        QTest::addColumn<Environment>("other");
        QTest::addColumn<Severity>("severity");
        QTest::newRow("both real") << Environment::Production << Severity::Low;
        QTest::newRow("one for tests") << Environment::Development << Severity::Medium;
    }
    void neitherIsTheRealShopWhereBothAreForTests()
    {
        QList<Connection> connections{tested(QStringLiteral("Shop")),
                                      tested(QStringLiteral("Till"))};
        connections[0].environment = Environment::Staging;
        connections[1].environment = Environment::Development;
        QList<Credential> keys{keyOf(QStringLiteral("Shop"), {}, {}),
                               keyOf(QStringLiteral("Till"), {}, {})};
        for (Credential &key : keys)
            key.versions[0].fingerprint = "one";
        const QList<AttentionItem> items = judge(connections, keys);
        QCOMPARE(items.size(), 1);
        QCOMPARE(items.first().severity, Severity::Low);
        QVERIFY(!items.first().explanation.contains(QStringLiteral("real shop")));
    }
    void aConnectionDoesNotShareItsKeyWithItself()
    {
        QList<Credential> keys{keyOf(QStringLiteral("Shop"), {}, {}),
                               keyOf(QStringLiteral("Shop"), {}, {})};
        for (Credential &key : keys)
            key.versions[0].fingerprint = "one";
        QVERIFY(judge({tested(QStringLiteral("Shop"))}, keys).isEmpty());
    }
    void oneKeyInTwoConnectionsIsTold()
    {
        QFETCH(Environment, other);
        QFETCH(Severity, severity);
        QList<Connection> connections{tested(QStringLiteral("Shop")),
                                      tested(QStringLiteral("Till")),
                                      tested(QStringLiteral("Mail"))};
        connections[1].environment = other;
        QList<Credential> keys{keyOf(QStringLiteral("Shop"), {}, {}),
                               keyOf(QStringLiteral("Till"), {}, {}),
                               keyOf(QStringLiteral("Mail"), {}, {})};
        keys[0].versions[0].fingerprint = "one";
        keys[1].versions[0].fingerprint = "one";
        keys[2].versions[0].fingerprint = "two";
        const QList<AttentionItem> items = judge(connections, keys);
        QCOMPARE(items.size(), 1);
        QCOMPARE(items.first().severity, severity);
        QVERIFY(items.first().title.contains(QStringLiteral("Shop"))
                && items.first().title.contains(QStringLiteral("Till")));
        keys[1].versions[0].stage = VersionStage::Retired;
        QVERIFY(judge(connections, keys).isEmpty());
    }
    void aSoundBusinessNeedsNothing()
    {
        QVERIFY(
            judge({tested(QStringLiteral("Shop"))},
                  {keyOf(QStringLiteral("Shop"), now.date().addDays(31), now.date().addDays(15))})
                .isEmpty());
    }

    void datesAreJudgedByDay_data()
    {
        QTest::addColumn<int>("endsIn");
        QTest::addColumn<int>("count");
        QTest::addColumn<Severity>("severity");
        QTest::newRow("ended yesterday") << -1 << 1 << Severity::Critical;
        QTest::newRow("ends today, still works") << 0 << 1 << Severity::Critical;
        QTest::newRow("ends tomorrow") << 1 << 1 << Severity::Critical;
        QTest::newRow("ends in two days") << 2 << 1 << Severity::High;
        QTest::newRow("ends in seven days") << 7 << 1 << Severity::High;
        QTest::newRow("ends in eight days") << 8 << 1 << Severity::Medium;
        QTest::newRow("ends in fourteen days") << 14 << 1 << Severity::Medium;
        QTest::newRow("ends in fifteen days") << 15 << 1 << Severity::Low;
        QTest::newRow("ends in thirty days") << 30 << 1 << Severity::Low;
        QTest::newRow("ends in thirty-one days") << 31 << 0 << Severity::Low;
    }
    void datesAreJudgedByDay()
    {
        QFETCH(int, endsIn);
        QFETCH(int, count);
        const auto items = judge({tested(QStringLiteral("Shop"))},
                                 {keyOf(QStringLiteral("Shop"), now.date().addDays(endsIn), {})});
        QCOMPARE(items.size(), count);
        if (count > 0) {
            QTEST(items.first().severity, "severity");
            QCOMPARE(items.first().action, AttentionAction::ReplaceKey);
        }
    }

    void theEndAtTheProviderHidesOurOwnReminder()
    {
        const auto items =
            judge({tested(QStringLiteral("Shop"))},
                  {keyOf(QStringLiteral("Shop"), now.date().addDays(2), now.date().addDays(-30))});
        QCOMPARE(items.size(), 1);
        QCOMPARE(*items.first().due, now.date().addDays(2));
    }
    void aReminderThatIsMoreUrgentIsToldBesideTheEnd()
    {
        const auto items =
            judge({tested(QStringLiteral("Shop"))},
                  {keyOf(QStringLiteral("Shop"), now.date().addDays(25), now.date().addDays(-1))});
        QCOMPARE(items.size(), 2);
        QCOMPARE(*items.first().due, now.date().addDays(-1));
    }
    void whoLeavesIsToldUntilTheListIsDone()
    {
        Person anna;
        anna.id = PersonId(QStringLiteral("anna"));
        anna.name = QStringLiteral("Anna");
        Departure leaving;
        leaving.person = anna.id;
        DepartureItem key;
        key.danger = Severity::Critical;
        DepartureItem mild;
        mild.danger = Severity::Low;
        leaving.items = {key, mild};
        const auto told = [&] {
            AttentionInput input;
            input.people = {anna};
            input.departures = {leaving};
            return attentionFor(input, now);
        };
        QCOMPARE(told().size(), 1);
        QCOMPARE(told().first().action, AttentionAction::SeeDeparture);
        QCOMPARE(told().first().person, anna.id);
        QCOMPARE(told().first().severity, Severity::Critical);
        QVERIFY(told().first().title.contains(QStringLiteral("2 keys")));
        leaving.items[0].state = ItemState::Replaced;
        QCOMPARE(told().first().severity, Severity::Medium);
        leaving.items[1].state = ItemState::Replaced;
        QCOMPARE(told().first().severity, Severity::Low); // only to be finished
        leaving.endedAt = now;
        QVERIFY(told().isEmpty());
    }
    void anOverdueReminderIsMilderThanAnEndedKey()
    {
        const auto items = judge({tested(QStringLiteral("A")), tested(QStringLiteral("B"))},
                                 {keyOf(QStringLiteral("A"), {}, now.date().addDays(-1)),
                                  keyOf(QStringLiteral("B"), now.date().addDays(-1), {})});
        QCOMPARE(items.size(), 2);
        QCOMPARE(items.at(0).connection.text(), QStringLiteral("B"));
        QCOMPARE(items.at(1).severity, Severity::Medium);
    }
    void aFailedTestIsToldInItsOwnWords()
    {
        const auto items = judge({tested(QStringLiteral("Shop"), false)});
        QCOMPARE(items.size(), 1);
        QCOMPARE(items.first().explanation, QStringLiteral("The app refused the key."));
    }
    void aPausedConnectionIsNotBlamedForItsTest()
    {
        Connection connection = tested(QStringLiteral("Shop"), false);
        connection.paused = true;
        QVERIFY(judge({connection}).isEmpty());
    }
    void whatOthersHoldIsLookedAtAgainOnItsDay()
    {
        Connection connection;
        connection.id = ConnectionId(QStringLiteral("x"));
        connection.custody = Custody::HeldElsewhere;
        connection.lookAgainOn = now.date();
        QCOMPARE(judge({connection}).size(), 1);
        connection.lookAgainOn = now.date().addDays(1);
        QVERIFY(judge({connection}).isEmpty());
    }
    void aMissingRecoverySheetIsToldOnceThereIsSomethingToLose()
    {
        QVERIFY(attentionFor({}, now).isEmpty());
        const auto items = attentionFor({{tested(QStringLiteral("Shop"))}, {}, false, {}}, now);
        QCOMPARE(items.size(), 1);
        QCOMPARE(items.first().action, AttentionAction::MakeRecoverySheet);
    }
    void aClockSetBackComesBeforeMildThings()
    {
        const auto items = attentionFor({{tested(QStringLiteral("Shop"))},
                                         {},
                                         false,
                                         QStringLiteral("It shows 2020.")},
                                        now);
        QCOMPARE(items.first().action, AttentionAction::FixClock);
    }

    void afterListingThereAreThreeThingsToDo()
    {
        QList<Connection> listed;
        for (const char *name : {"Shop", "Books", "Mail"}) {
            Connection one = tested(QString::fromLatin1(name));
            one.lastTest.reset();
            one.custody = Custody::HeldElsewhere;
            one.heldBy = notSaidYet();
            one.purpose = notSaidYet();
            listed << one;
        }
        const auto items = attentionFor({listed, {}, false, {}, true}, now);
        QCOMPARE(items.size(), 3);
        QCOMPARE(items.at(0).action, AttentionAction::MakeRecoverySheet);
        QCOMPARE(items.at(1).action, AttentionAction::OpenConnection);
        QCOMPARE(items.at(1).connection, listed.first().id);
        QVERIFY(items.at(1).title.contains(QLatin1Char('3')));
        QCOMPARE(items.at(2).action, AttentionAction::SayWhatGoesWhere);
    }

    void whatIsSaidNeedsNothing_data()
    {
        QTest::addColumn<QString>("purpose");
        QTest::addColumn<QString>("heldBy");
        QTest::addColumn<bool>("elsewhere");
        QTest::addColumn<bool>("needs");
        const QString said = QStringLiteral("the books");
        QTest::newRow("all said") << said << said << true << false;
        QTest::newRow("no holder") << said << notSaidYet() << true << true;
        QTest::newRow("no purpose") << notSaidYet() << said << true << true;
        QTest::newRow("held here, it has no other holder")
            << said << notSaidYet() << false << false;
    }
    void whatIsSaidNeedsNothing()
    {
        QFETCH(QString, purpose);
        QFETCH(QString, heldBy);
        QFETCH(bool, elsewhere);
        QFETCH(bool, needs);
        Connection one = tested(QStringLiteral("Shop"));
        one.purpose = purpose;
        one.heldBy = heldBy;
        one.custody = elsewhere ? Custody::HeldElsewhere : Custody::HeldHere;
        QCOMPARE(judge({one}).size(), needs ? 1 : 0);
    }

    void oneAppAloneSendsNothing()
    {
        QVERIFY(attentionFor({{tested(QStringLiteral("Shop"))}, {}, true, {}, true}, now).isEmpty());
    }

    void aReplacingThatWaitsIsToldByWhatItWaitsFor_data()
    {
        QTest::addColumn<Rotation>("rotation");
        QTest::addColumn<Severity>("severity");
        QTest::addColumn<QString>("title");
        const auto row = [](const char *name, Severity severity, const char *title, auto change) {
            Rotation rotation = rotationOf(RotationPhase::Making);
            change(rotation);
            QTest::newRow(name) << rotation << severity << QString::fromUtf8(title);
        };
        using R = Rotation;
        row("another key", Severity::High, "Replacing the key of Shop needs a key", [](R &one) {
            one.need = RotationNeed::Authority;
        });
        row("locked", Severity::High, "until your keys can be read", [](R &one) {
            one.need = RotationNeed::SignIn;
        });
        row("by hand", Severity::Medium, "Make the new key for Shop", [](R &one) {
            one.phase = RotationPhase::ByHand;
        });
        row("one place", Severity::Medium, "One place still has the old key of Shop", [](R &one) {
            one.phase = RotationPhase::HandingOver;
            one.places = {HandOver()};
        });
        row("places that stand still", Severity::High, "2 places still have", [](R &one) {
            one.phase = RotationPhase::HandingOver;
            one.fate = OldKeyFate::EndsAtOnce;
            one.places = {HandOver(), HandOver()};
        });
        row("only key refused", Severity::Critical, "The new key of Shop was refused", [](R &one) {
            one.phase = RotationPhase::Testing;
            one.need = RotationNeed::Owner;
            one.inUse = true;
        });
        row("ended by him", Severity::High, "End the old key of Shop", [](R &one) {
            one.phase = RotationPhase::ShuttingOff;
            one.oldEnd = KeyEnd::ByHand;
        });
        row("will not die", Severity::Critical, "The old key of Shop still works", [](R &one) {
            one.phase = RotationPhase::ShuttingOff;
            one.oldEnd = KeyEnd::StillWorks;
        });
    }
    void aReplacingThatWaitsIsToldByWhatItWaitsFor()
    {
        QFETCH(const Rotation, rotation);
        QFETCH(const Severity, severity);
        QFETCH(const QString, title);
        const QList<AttentionItem> items = judgeRotations({rotation});
        QCOMPARE(items.size(), 1);
        QCOMPARE(items.first().action, AttentionAction::GoOnReplacing);
        QCOMPARE(items.first().severity, severity);
        QVERIFY2(items.first().title.contains(title), qPrintable(items.first().title));
        QCOMPARE(items.first().rotation, rotation.id);
        QCOMPARE(items.first().canGoBack, rotation.canGoBack());
        QVERIFY(!items.first().explanation.isEmpty());
    }

    void oneThatGoesOnByItselfNeedsNobody_data()
    {
        QTest::addColumn<RotationPhase>("phase");
        using enum RotationPhase;
        for (const RotationPhase phase :
             {Planned, Making, Clearing, Testing, Overlapping, ShuttingOff, Finished, RolledBack})
            QTest::newRow(qPrintable(toText(phase))) << phase;
    }
    void oneThatGoesOnByItselfNeedsNobody()
    {
        QFETCH(const RotationPhase, phase);
        QVERIFY(judgeRotations({rotationOf(phase)}).isEmpty());
    }

    void whatAKeyFallsDueByIsToldOnce()
    {
        const QDate today = now.toLocalTime().date();
        AttentionInput input;
        input.hasRecoverySheet = true;
        input.connections = {tested(QStringLiteral("Shop"))};
        input.credentials = {keyOf(QStringLiteral("Shop"), today.addDays(-1), {})};
        input.credentials[0].id = CredentialId(QStringLiteral("key"));
        QCOMPARE(attentionFor(input, now).first().action, AttentionAction::ReplaceKey);
        // It has ended, and the new one is to be made: as urgent as before, with the way on.
        input.rotations = {rotationOf(RotationPhase::ByHand)};
        const QList<AttentionItem> waiting = attentionFor(input, now);
        QCOMPARE(waiting.size(), 1);
        QCOMPARE(waiting.first().action, AttentionAction::GoOnReplacing);
        QCOMPARE(waiting.first().severity, Severity::Critical);
        QCOMPARE(waiting.first().due, std::optional(today.addDays(-1)));
        // It goes on by itself.
        input.rotations = {rotationOf(RotationPhase::Making)};
        QVERIFY(attentionFor(input, now).isEmpty());
        // One that begins after the day does not help.
        input.rotations = {rotationOf(RotationPhase::Planned)};
        input.rotations[0].startsAt = now.addDays(3);
        QCOMPARE(attentionFor(input, now).size(), 1);
        QCOMPARE(attentionFor(input, now).first().action, AttentionAction::ReplaceKey);
    }

    void aKeyOlderThanTheRuleIsToldUnlessSomethingSaysItSooner()
    {
        const QDate today = now.toLocalTime().date();
        AttentionInput input;
        input.hasRecoverySheet = true;
        input.connections = {tested(QStringLiteral("Shop"))};
        input.credentials = {keyOf(QStringLiteral("Shop"), {}, {})};
        input.credentials[0].id = CredentialId(QStringLiteral("key"));
        input.ageLimits = {{input.connections[0].id, input.credentials[0].id, today.addDays(-2)}};
        QList<AttentionItem> items = attentionFor(input, now);
        QCOMPARE(items.size(), 1);
        QCOMPARE(items.first().action, AttentionAction::ReplaceKey);
        QCOMPARE(items.first().severity, Severity::Medium);
        QVERIFY(items.first().title.contains(QStringLiteral("your rule")));
        input.credentials[0].versions[0].endsAt = today;
        items = attentionFor(input, now);
        QCOMPARE(items.size(), 1);
        QCOMPARE(items.first().severity, Severity::Critical);
        input.credentials[0].versions[0].endsAt.reset();
        input.ageLimits[0].on = today.addDays(15);
        QVERIFY(attentionFor(input, now).isEmpty());
    }

    void noKeyThatWorksIsToldUntilThereIsOne()
    {
        AttentionInput input;
        input.hasRecoverySheet = true;
        input.connections = {tested(QStringLiteral("Shop"))};
        input.credentials = {keyOf(QStringLiteral("Shop"), {}, {})};
        input.credentials[0].id = CredentialId(QStringLiteral("key"));
        input.credentials[0].versions[0].id = CredentialVersionId(QStringLiteral("old"));
        input.rotations = {rotationOf(RotationPhase::Reconnect)};
        QList<AttentionItem> items = attentionFor(input, now);
        QCOMPARE(items.size(), 1);
        QCOMPARE(items.first().action, AttentionAction::Reconnect);
        QCOMPARE(items.first().severity, Severity::Critical);
        input.credentials[0].versions[0].id = CredentialVersionId(QStringLiteral("another"));
        QVERIFY(attentionFor(input, now).isEmpty());
        // A sign-in keeps its version's place in no time: since when it is signed in tells.
        input.credentials[0].versions[0].id = CredentialVersionId(QStringLiteral("old"));
        input.credentials[0].grant = GrantState();
        input.credentials[0].grant->signedInAt = now.addSecs(-7200);
        QCOMPARE(attentionFor(input, now).size(), 1);
        input.credentials[0].grant->signedInAt = now;
        QVERIFY(attentionFor(input, now).isEmpty());
        // So does the next replacing.
        input.credentials[0].grant.reset();
        input.rotations.append(rotationOf(RotationPhase::Finished));
        QVERIFY(attentionFor(input, now).isEmpty());
    }

    void anEndingThatIsAStepOfAReplacingIsToldOnce()
    {
        AttentionInput input;
        input.hasRecoverySheet = true;
        input.connections = {tested(QStringLiteral("Shop"))};
        input.credentials = {keyOf(QStringLiteral("Shop"), {}, {})};
        input.credentials[0].id = CredentialId(QStringLiteral("key"));
        KeyShutOff shutOff;
        shutOff.connection = input.connections[0].id;
        shutOff.version = CredentialVersionId(QStringLiteral("old"));
        shutOff.phase = ShutOffPhase::ByHand;
        input.shutOffs = {shutOff};
        Rotation rotation = rotationOf(RotationPhase::ShuttingOff);
        rotation.oldEnd = KeyEnd::ByHand;
        input.rotations = {rotation};
        const QList<AttentionItem> items = attentionFor(input, now);
        QCOMPARE(items.size(), 1);
        QCOMPARE(items.first().action, AttentionAction::GoOnReplacing);
        input.rotations.clear();
        QCOMPARE(attentionFor(input, now).first().action, AttentionAction::SeeShutOff);
    }

private:
    static Rotation rotationOf(RotationPhase phase)
    {
        Rotation rotation;
        rotation.id = RotationId(QStringLiteral("one"));
        rotation.connection = ConnectionId(QStringLiteral("Shop"));
        rotation.credential = CredentialId(QStringLiteral("key"));
        rotation.oldVersion = CredentialVersionId(QStringLiteral("old"));
        rotation.newVersion = CredentialVersionId(QStringLiteral("new"));
        rotation.way = RotationWay::ByCall;
        rotation.fate = OldKeyFate::LivesOn;
        rotation.phase = phase;
        rotation.moments = {{phase, now.addSecs(-3600)}};
        return rotation;
    }
    static QList<AttentionItem> judgeRotations(const QList<Rotation> &rotations)
    {
        AttentionInput input;
        input.hasRecoverySheet = true;
        input.connections = {tested(QStringLiteral("Shop"))};
        input.credentials = {keyOf(QStringLiteral("Shop"), {}, {})};
        input.credentials[0].id = CredentialId(QStringLiteral("key"));
        input.rotations = rotations;
        return attentionFor(input, now);
    }
};

TEST_UNIT(tst_Attention)
#include "tst_Attention.moc"
