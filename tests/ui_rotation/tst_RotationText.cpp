// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/kit/RotationText.h"

#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace drawbridge;
using namespace drawbridge::ui;

Q_DECLARE_METATYPE(drawbridge::RotationPhase)
Q_DECLARE_METATYPE(drawbridge::KeyEnd)

namespace {

const QDateTime start(QDate(2026, 3, 10), QTime(12, 0), QTimeZone::utc());

/// As far as `last`, a minute for each phase.
Rotation cameTo(std::initializer_list<RotationPhase> phases)
{
    Rotation rotation;
    rotation.id = RotationId(u"one"_s);
    rotation.connection = ConnectionId(u"shop"_s);
    rotation.way = RotationWay::ByCall;
    rotation.fate = OldKeyFate::LivesOn;
    QDateTime at = start;
    for (const RotationPhase phase : phases) {
        rotation.phase = phase;
        rotation.moments.append({phase, at});
        at = at.addSecs(60);
    }
    rotation.made = rotation.beganAt(RotationPhase::Testing).has_value();
    rotation.inUse = rotation.beganAt(RotationPhase::HandingOver).has_value();
    return rotation;
}

QList<StepState> states(const Rotation &rotation)
{
    QList<StepState> all;
    for (const RotationStepText &step : stepsOf(rotation, u"Shop"_s))
        all.append(step.state);
    return all;
}

} // namespace

class tst_RotationText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachPhaseIsOneStep_data()
    {
        QTest::addColumn<RotationPhase>("phase");
        QTest::addColumn<KeyEnd>("oldEnd");
        QTest::addColumn<int>("done");
        QTest::addColumn<StepState>("now");
        using enum RotationPhase;
        QTest::newRow("planned") << Planned << KeyEnd::NotBegun << 0 << StepState::Waits;
        QTest::newRow("being made") << Making << KeyEnd::NotBegun << 0 << StepState::Now;
        QTest::newRow("by its owner") << ByHand << KeyEnd::NotBegun << 0 << StepState::Waits;
        QTest::newRow("being tried") << Testing << KeyEnd::NotBegun << 1 << StepState::Now;
        QTest::newRow("both alive") << Overlapping << KeyEnd::NotBegun << 3 << StepState::Waits;
        QTest::newRow("to be ended") << ShuttingOff << KeyEnd::ByHand << 3 << StepState::Waits;
        QTest::newRow("looked at") << ShuttingOff << KeyEnd::UnderWay << 4 << StepState::Now;
        QTest::newRow("will not die")
            << ShuttingOff << KeyEnd::StillWorks << 4 << StepState::Trouble;
    }
    void eachPhaseIsOneStep()
    {
        QFETCH(const RotationPhase, phase);
        QFETCH(const KeyEnd, oldEnd);
        QFETCH(const int, done);
        QFETCH(const StepState, now);
        Rotation rotation = cameTo({phase});
        rotation.oldEnd = oldEnd;
        const QList<StepState> all = states(rotation);
        QCOMPARE(all.size(), 5);
        QCOMPARE(all.count(StepState::Done), done);
        QCOMPARE(all.at(done), now);
        QCOMPARE(progressOf(rotation, u"Shop"_s).done, done);
    }

    void whatIsDoneHasItsTime()
    {
        using enum RotationPhase;
        Rotation rotation = cameTo({Making, Testing, HandingOver, ShuttingOff, Finished});
        rotation.oldEnd = KeyEnd::SeenRefused;
        const QList<RotationStepText> steps = stepsOf(rotation, u"Shop"_s);
        for (const RotationStepText &step : steps)
            QCOMPARE(step.state, StepState::Done);
        QCOMPARE(steps.first().doneAt, std::optional(start.addSecs(60)));
        QCOMPARE(steps.last().doneAt, std::optional(start.addSecs(240)));
        QCOMPARE(steps.last().title, u"Shop was seen to refuse the old key"_s);
        QCOMPARE(steps.first().took, std::optional(std::chrono::milliseconds(60000)));
    }

    void whatNobodyCanSeeIsNotSaidToBeSeen()
    {
        using enum RotationPhase;
        Rotation rotation = cameTo({Making, Testing, HandingOver, ShuttingOff, Finished});
        rotation.oldEnd = KeyEnd::CannotBeSeen;
        QVERIFY(stepsOf(rotation, u"Shop"_s).last().title.contains(u"nobody can see"_s));
    }

    void placesAreCounted()
    {
        using enum RotationPhase;
        Rotation rotation = cameTo({Making, Testing, HandingOver});
        HandOver has;
        has.doneAt = start;
        rotation.places = {has, HandOver(), HandOver()};
        QCOMPARE(stepsOf(rotation, u"Shop"_s).at(2).title, u"1 of 3 places have it"_s);
        QCOMPARE(progressOf(rotation, u"Shop"_s).now, u"2 places still have the old key"_s);
    }

    void theWayBackShowsWhatWasDoneAndTheWay()
    {
        using enum RotationPhase;
        QCOMPARE(states(cameTo({Making, Testing, HandingOver, RollingBack})),
                 (QList{StepState::Done, StepState::Done, StepState::Done, StepState::Now}));
        QCOMPARE(states(cameTo({Making, RolledBack})), QList{StepState::Done});
    }

    void withoutAKeyThatWorksItStandsWhereItStood()
    {
        using enum RotationPhase;
        QCOMPARE(states(cameTo({Making, Reconnect})), QList{StepState::Trouble});
    }

    void theStopwatchCountsSeconds_data()
    {
        QTest::addColumn<int>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << 0 << u"0:00"_s;
        QTest::newRow("set back") << -5 << u"0:00"_s;
        QTest::newRow("seconds") << 7 << u"0:07"_s;
        QTest::newRow("minutes") << 754 << u"12:34"_s;
    }
    void theStopwatchCountsSeconds()
    {
        QFETCH(const int, seconds);
        QFETCH(const QString, text);
        QCOMPARE(watchText(std::chrono::seconds(seconds)), text);
    }

    void aRenewalHasTwoSteps()
    {
        Rotation rotation = cameTo({RotationPhase::Making});
        rotation.way = RotationWay::Renewal;
        QCOMPARE(stepsOf(rotation, u"Shop"_s).size(), 2);
    }

    void waitingOnPurposeIsNotCountedAsWork()
    {
        using enum RotationPhase;
        const Rotation rotation =
            cameTo({Planned, Making, Testing, HandingOver, Overlapping, ShuttingOff, Finished});
        QCOMPARE(workedFor(rotation, start.addDays(9)), std::chrono::minutes(4));
        const Rotation open = cameTo({Making});
        QCOMPARE(workedFor(open, start.addSecs(7)), std::chrono::seconds(7));
        QCOMPARE(workedFor(open, start.addSecs(-7)), std::chrono::seconds(0));
    }

    void theLastOneOfThisAppTellsHowLongItTakes()
    {
        using enum RotationPhase;
        Rotation slow = cameTo({Making, Testing, HandingOver, ShuttingOff, Finished});
        Rotation quick = cameTo({Making, Finished});
        Rotation byHand = cameTo({ByHand, Finished});
        byHand.way = RotationWay::ByHand;
        Rotation elsewhere = cameTo({Making, Testing, Finished});
        elsewhere.connection = ConnectionId(u"other"_s);
        const QList<ConnectionId> shop{ConnectionId(u"shop"_s)};
        const auto took = [&](const QList<Rotation> &all) {
            return lastTook(all, shop, RotationWay::ByCall);
        };
        QCOMPARE(took({slow, quick, byHand, elsewhere}),
                 std::optional<std::chrono::milliseconds>(std::chrono::minutes(1)));
        QVERIFY(!took({byHand, elsewhere, cameTo({Making})}));
    }
};

TEST_UNIT(tst_RotationText)
#include "tst_RotationText.moc"
