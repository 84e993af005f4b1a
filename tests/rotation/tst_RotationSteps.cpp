// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rotation/RotationSteps.h"
#include "tests/support/TestUnit.h"

#include <QSet>

#include <algorithm>
#include <deque>

using namespace Qt::StringLiterals;
using namespace drawbridge;
using std::chrono::seconds;

namespace {

const QDateTime start{QDate(2026, 11, 26), QTime(9, 0), Qt::UTC};

Rotation planned(RotationWay way, OldKeyFate fate, bool canList = true)
{
    Rotation rotation;
    rotation.id = RotationId(u"rotation-1"_s);
    rotation.newVersion = CredentialVersionId(u"new"_s);
    rotation.oldVersion = CredentialVersionId(u"old"_s);
    rotation.way = way;
    rotation.fate = fate;
    rotation.canList = canList;
    rotation.signsIn = way == RotationWay::Renewal;
    rotation.label = u"Drawbridge 0001"_s;
    return rotation;
}

HandOver placeNamed(const QString &id)
{
    return {PlacementId(id), PlaceId(id), id, std::nullopt};
}

/// A rotation and a clock, told one thing after the other.
struct Course
{
    explicit Course(Rotation rotation)
        : state(begun(std::move(rotation), start))
    {}
    RotationEffect tell(const RotationEvent &event)
    {
        const RotationStep step = next(state, event, now);
        state = step.state;
        return step.effect;
    }
    void pass(seconds time) { now = now.addSecs(time.count()); }

    Rotation state;
    QDateTime now = start;
};

Course byCall(OldKeyFate fate = OldKeyFate::LivesOn, bool canList = true)
{
    return Course(planned(RotationWay::ByCall, fate, canList));
}

/// As far as the new key is in use and one place still has the old one.
Course handingOver()
{
    Rotation rotation = planned(RotationWay::ByCall, OldKeyFate::LivesOn);
    rotation.places = {placeNamed(u"zapier"_s)};
    Course course(rotation);
    course.tell(RotationWoken{});
    course.tell(KeysListed{{u"a"_s}});
    course.tell(KeyGiven{u"b"_s});
    course.tell(NewKeyTested{NewKeyVerdict::Works, {}, {}});
    return course;
}

} // namespace

class tst_RotationSteps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void byTheAppsCallFromBeginningToEnd()
    {
        Course course = byCall();
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::ListKeys);
        QVERIFY(!course.state.asked);
        QCOMPARE(course.tell(KeysListed{{u"a"_s}}), RotationEffect::MakeKey);
        QVERIFY(course.state.asked);
        QCOMPARE(course.tell(KeyGiven{u"b"_s}), RotationEffect::TestNew);
        QVERIFY(course.state.made && !course.state.inUse);
        QCOMPARE(course.tell(NewKeyTested{NewKeyVerdict::Works, {}, {}}), RotationEffect::EndOld);
        QVERIFY(course.state.inUse);
        QCOMPARE(course.tell(EndSeen{KeyEnd::UnderWay, course.now.addSecs(5)}),
                 RotationEffect::None);
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::None);
        course.pass(seconds(5));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::EndOld);
        QCOMPARE(course.tell(EndSeen{KeyEnd::SeenRefused, std::nullopt}), RotationEffect::None);
        QCOMPARE(course.state.phase, RotationPhase::Finished);
        QVERIFY(course.state.isOver());
    }

    void anAnswerThatWasLostIsLookedForBeforeItIsAskedAgain()
    {
        Course course = byCall();
        course.tell(RotationWoken{});
        course.tell(KeysListed{{u"a"_s}});
        QCOMPARE(course.tell(KeyMaybeGiven{u"slow"_s}), RotationEffect::ClearLost);
        QCOMPARE(course.state.phase, RotationPhase::Clearing);
        QVERIFY(course.state.asked);
        QCOMPARE(course.tell(LostCleared{1}), RotationEffect::MakeKey);
        QCOMPARE(course.state.lostKeys, 1);
        QCOMPARE(course.tell(KeyGiven{u"c"_s}), RotationEffect::TestNew);
    }
    void whoDiedInTheMiddleOfTheCallLooksFirst()
    {
        Course course = byCall();
        course.tell(RotationWoken{});
        course.tell(KeysListed{{u"a"_s}});
        // Another process: it knows only what was stored.
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::ClearLost);
    }
    void whereKeysCannotBeListedTheOwnerIsToldItsName()
    {
        Course course = byCall(OldKeyFate::LivesOn, false);
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::MakeKey);
        QCOMPARE(course.tell(KeyMaybeGiven{u"slow"_s}), RotationEffect::None);
        QCOMPARE(course.state.need, RotationNeed::Owner);
        QVERIFY(course.state.problem.contains(u"Drawbridge 0001"_s));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::None);
        QCOMPARE(course.tell(RotationTryAgain{}), RotationEffect::MakeKey);
    }

    void whereOneKeyOnlyIsAllowedTheNewOneIsInUseAtOnce()
    {
        Course course = byCall(OldKeyFate::EndsAtOnce);
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::MakeKey);
        QVERIFY(!course.state.canGoBack());
        QCOMPARE(course.tell(KeyGiven{u"b"_s}), RotationEffect::TestNew);
        QVERIFY(course.state.inUse);
        QVERIFY(!course.state.canGoBack());
    }
    void whereOneKeyOnlyIsAllowedALostAnswerIsSeenByTheOldKey_data()
    {
        QTest::addColumn<NewKeyVerdict>("verdict");
        QTest::addColumn<RotationEffect>("effect");
        QTest::addColumn<RotationPhase>("phase");
        QTest::newRow("it lives: ask again")
            << NewKeyVerdict::Works << RotationEffect::MakeKey << RotationPhase::Making;
        QTest::newRow("it is gone: say so")
            << NewKeyVerdict::Refused << RotationEffect::None << RotationPhase::Reconnect;
        QTest::newRow("it may too little to tell: look again")
            << NewKeyVerdict::Lacks << RotationEffect::None << RotationPhase::Making;
        QTest::newRow("nobody knows: look again")
            << NewKeyVerdict::NotTold << RotationEffect::None << RotationPhase::Making;
    }
    void whereOneKeyOnlyIsAllowedALostAnswerIsSeenByTheOldKey()
    {
        QFETCH(const NewKeyVerdict, verdict);
        QFETCH(const RotationEffect, effect);
        QFETCH(const RotationPhase, phase);
        Course course = byCall(OldKeyFate::EndsAtOnce);
        course.tell(RotationWoken{});
        QCOMPARE(course.tell(KeyMaybeGiven{u"slow"_s}), RotationEffect::TestOld);
        QCOMPARE(course.tell(OldKeyTested{verdict, u"said"_s, {}}), effect);
        QCOMPARE(course.state.phase, phase);
        if (verdict == NewKeyVerdict::Works || verdict == NewKeyVerdict::Refused)
            return;
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::None);
        course.pass(seconds(30));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::TestOld);
    }

    void whatWasNotGivenIsAskedForAgainLater()
    {
        Course course = byCall();
        course.tell(RotationWoken{});
        course.tell(KeysListed{});
        QCOMPARE(course.tell(KeyNotGiven{u"busy"_s, RotationNeed::Nothing, seconds(100)}),
                 RotationEffect::None);
        QVERIFY(!course.state.asked);
        course.pass(seconds(99));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::None);
        course.pass(seconds(1));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::MakeKey);
    }
    void withoutAKeyThatMayItWaitsForOne()
    {
        Course course = byCall();
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::ListKeys);
        course.tell(KeyNotGiven{u"needs an admin key"_s, RotationNeed::Authority, {}});
        course.pass(seconds(100'000));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::None);
        QCOMPARE(course.tell(AuthorityGiven{}), RotationEffect::ListKeys);
        QVERIFY(course.state.problem.isEmpty());
    }
    void anotherKeyIsTakenAfterAWrongOne()
    {
        Course course = byCall();
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::ListKeys);
        course.tell(KeyNotGiven{u"of another account"_s, RotationNeed::Owner, {}});
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::None);
        QCOMPARE(course.tell(AuthorityGiven{}), RotationEffect::ListKeys);
        QVERIFY(course.state.problem.isEmpty());
    }
    void orItsOwnerMakesTheKeyHimself()
    {
        Course course = byCall();
        course.tell(RotationWoken{});
        course.tell(KeyNotGiven{u"needs an admin key"_s, RotationNeed::Authority, {}});
        QCOMPARE(course.tell(RotationByHandInstead{}), RotationEffect::None);
        QCOMPARE(course.state.phase, RotationPhase::ByHand);
        QCOMPARE(course.tell(KeyGiven{}), RotationEffect::TestNew);
    }
    void aKeyThatIsAskedForAndNotHeardOfIsNotMadeByHandMeanwhile()
    {
        Course course = byCall();
        course.tell(RotationWoken{});
        course.tell(KeysListed{});
        course.tell(RotationByHandInstead{});
        QCOMPARE(course.state.way, RotationWay::ByCall);
    }

    void aNewKeyIsGivenTimeToBecomeKnown()
    {
        Course course = byCall();
        course.tell(RotationWoken{});
        course.tell(KeysListed{});
        course.tell(KeyGiven{u"b"_s});
        for (const int wait : {2, 5, 15, 60, 240}) {
            QCOMPARE(course.tell(NewKeyTested{NewKeyVerdict::Refused, u"unknown"_s, {}}),
                     RotationEffect::None);
            QCOMPARE(course.state.need, RotationNeed::Nothing);
            course.pass(seconds(wait - 1));
            QCOMPARE(course.tell(RotationWoken{}), RotationEffect::None);
            course.pass(seconds(1));
            QCOMPARE(course.tell(RotationWoken{}), RotationEffect::TestNew);
        }
        course.tell(NewKeyTested{NewKeyVerdict::Refused, u"unknown"_s, {}});
        QCOMPARE(course.state.need, RotationNeed::Owner);
        QVERIFY(!course.state.inUse);
        QVERIFY(course.state.canGoBack());
    }

    void aNewKeyThatMayTooLittleIsItsOwnersAtOnce_data()
    {
        QTest::addColumn<OldKeyFate>("fate");
        QTest::addColumn<bool>("canGoBack");
        QTest::newRow("two may live: he may go back") << OldKeyFate::LivesOn << true;
        QTest::newRow("one only: there is no way back") << OldKeyFate::EndsAtOnce << false;
    }
    void aNewKeyThatMayTooLittleIsItsOwnersAtOnce()
    {
        QFETCH(const OldKeyFate, fate);
        QFETCH(const bool, canGoBack);
        Course course = byCall(fate);
        course.tell(RotationWoken{});
        course.tell(KeysListed{});
        QCOMPARE(course.tell(KeyGiven{u"b"_s}), RotationEffect::TestNew);
        QCOMPARE(course.tell(NewKeyTested{NewKeyVerdict::Lacks, u"too little"_s, {}}),
                 RotationEffect::None);
        QCOMPARE(course.state.phase, RotationPhase::Testing);
        QCOMPARE(course.state.need, RotationNeed::Owner);
        QCOMPARE(course.state.problem, u"too little"_s);
        QVERIFY(!course.state.nextTry);
        QCOMPARE(course.state.canGoBack(), canGoBack);
        // No time that passes makes it more.
        course.pass(seconds(1'000'000));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::None);
        // He has given it what it lacked.
        QCOMPARE(course.tell(RotationTryAgain{}), RotationEffect::TestNew);
        course.tell(NewKeyTested{NewKeyVerdict::Works, {}, {}});
        QVERIFY(course.state.inUse);
        QVERIFY(course.state.problem.isEmpty());
    }
    void anAppThatWantsToBeLeftAloneIsLeftAloneInEveryStep()
    {
        Course lost = byCall(OldKeyFate::EndsAtOnce);
        lost.tell(RotationWoken{});
        lost.tell(KeyMaybeGiven{u"slow"_s});
        lost.tell(OldKeyTested{NewKeyVerdict::NotTold, u"busy"_s, seconds(700)});
        QCOMPARE(lost.state.nextTry, std::optional(lost.now.addSecs(700)));
        Course ending = handingOver();
        ending.tell(EndOldNow{});
        ending.tell(EndNotBegun{u"busy"_s, RotationNeed::Nothing, seconds(700)});
        QCOMPARE(ending.state.nextTry, std::optional(ending.now.addSecs(700)));
    }

    void everyPlaceGetsItBeforeTheOldOneEnds()
    {
        Rotation rotation = planned(RotationWay::ByHand, OldKeyFate::LivesOn);
        rotation.places = {placeNamed(u"zapier"_s), placeNamed(u"website"_s)};
        Course course(rotation);
        QCOMPARE(course.state.phase, RotationPhase::ByHand);
        course.tell(KeyGiven{});
        QCOMPARE(course.tell(NewKeyTested{NewKeyVerdict::Works, {}, {}}), RotationEffect::None);
        QCOMPARE(course.state.phase, RotationPhase::HandingOver);
        QVERIFY(course.state.inUse);
        QCOMPARE(course.tell(PlaceDone{PlacementId(u"zapier"_s)}), RotationEffect::None);
        course.pass(seconds(1'000'000));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::None);
        QCOMPARE(course.tell(PlaceDone{PlacementId(u"nobody's"_s)}), RotationEffect::None);
        QCOMPARE(course.tell(PlaceUndone{PlacementId(u"zapier"_s)}), RotationEffect::None);
        course.tell(PlaceDone{PlacementId(u"website"_s)});
        QCOMPARE(course.tell(PlaceDone{PlacementId(u"zapier"_s)}), RotationEffect::EndOld);
    }
    void theOldOneLivesAsLongAsItsOwnerWants()
    {
        Rotation rotation = planned(RotationWay::ByHand, OldKeyFate::LivesOn);
        rotation.overlapHours = 24;
        Course course(rotation);
        course.tell(KeyGiven{});
        QCOMPARE(course.tell(NewKeyTested{NewKeyVerdict::Works, {}, {}}), RotationEffect::None);
        QCOMPARE(course.state.phase, RotationPhase::Overlapping);
        course.pass(seconds(24 * 3600 - 1));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::None);
        QVERIFY(course.state.canGoBack());
        course.pass(seconds(1));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::EndOld);
    }
    void orUntilHeWantsItEndedNow()
    {
        Course course = handingOver();
        QCOMPARE(course.tell(EndOldNow{}), RotationEffect::EndOld);
        QVERIFY(!course.state.canGoBack());
    }
    void itBeginsAtTheTimeThatWasPicked()
    {
        Rotation rotation = planned(RotationWay::ByCall, OldKeyFate::EndsAtOnce);
        rotation.startsAt = start.addSecs(3600 * 24 * 10);
        Course course(rotation);
        QCOMPARE(course.state.phase, RotationPhase::Planned);
        course.pass(seconds(3600 * 24 * 10 - 1));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::None);
        course.pass(seconds(1));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::MakeKey);
    }
    void orNowIfSomebodyWantsIt()
    {
        Rotation rotation = planned(RotationWay::ByCall, OldKeyFate::EndsAtOnce);
        rotation.startsAt = start.addSecs(3600);
        Course course(rotation);
        QCOMPARE(course.tell(RotationTryAgain{}), RotationEffect::MakeKey);
    }

    void backFromEveryStepBeforeTheOldOneEnds_data()
    {
        QTest::addColumn<int>("told");
        QTest::addColumn<RotationEffect>("effect");
        QTest::addColumn<RotationPhase>("phase");
        QTest::newRow("nothing is made") << 0 << RotationEffect::None << RotationPhase::RolledBack;
        QTest::newRow("it was asked for")
            << 2 << RotationEffect::ClearLost << RotationPhase::RollingBack;
        QTest::newRow("it is being tried")
            << 3 << RotationEffect::EndNew << RotationPhase::RollingBack;
        QTest::newRow("it is in use") << 4 << RotationEffect::EndNew << RotationPhase::RollingBack;
    }
    void backFromEveryStepBeforeTheOldOneEnds()
    {
        QFETCH(const int, told);
        QFETCH(const RotationEffect, effect);
        QFETCH(const RotationPhase, phase);
        const QList<RotationEvent> way{RotationWoken{},
                                       KeysListed{},
                                       KeyGiven{u"b"_s},
                                       NewKeyTested{NewKeyVerdict::Works, {}, {}}};
        Rotation rotation = planned(RotationWay::ByCall, OldKeyFate::LivesOn);
        rotation.places = {placeNamed(u"zapier"_s)};
        Course course(rotation);
        for (int i = 0; i < told; ++i)
            course.tell(way.at(i));
        QCOMPARE(course.tell(RotationAborted{}), effect);
        QCOMPARE(course.state.phase, phase);
        QVERIFY(!course.state.inUse);
        if (effect == RotationEffect::ClearLost)
            course.tell(LostCleared{1});
        if (effect == RotationEffect::EndNew)
            course.tell(EndSeen{KeyEnd::SeenRefused, std::nullopt});
        QCOMPARE(course.state.phase, RotationPhase::RolledBack);
    }
    void noWayBackOnceTheOldOneIsBeingEnded()
    {
        Course course = handingOver();
        course.tell(EndOldNow{});
        const Rotation before = course.state;
        QCOMPARE(course.tell(RotationAborted{}), RotationEffect::None);
        QVERIFY(course.state == before);
    }

    void aSignInRenewsItself()
    {
        Course course(planned(RotationWay::Renewal, OldKeyFate::NotKnown));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::Renew);
        QCOMPARE(course.tell(Renewed{start.addSecs(3600)}), RotationEffect::TestNew);
        QCOMPARE(course.tell(NewKeyTested{NewKeyVerdict::Works, {}, {}}), RotationEffect::None);
        QCOMPARE(course.state.phase, RotationPhase::Finished);
        QCOMPARE(course.state.endsOldAt, std::optional(start.addSecs(3600)));
    }
    void aSignInThatIsOverIsSaidToBe()
    {
        Course course(planned(RotationWay::Renewal, OldKeyFate::NotKnown));
        course.tell(RotationWoken{});
        QCOMPARE(course.tell(RenewalRefused{u"ended"_s}), RotationEffect::None);
        QCOMPARE(course.state.phase, RotationPhase::Reconnect);
        QCOMPARE(course.state.problem, u"ended"_s);
    }

    void whatCannotBeSeenIsNotSaidToBeSeen()
    {
        Course course = handingOver();
        course.tell(EndOldNow{});
        course.tell(EndSeen{KeyEnd::CannotBeSeen, std::nullopt});
        QCOMPARE(course.state.phase, RotationPhase::Finished);
        QVERIFY(sentenceFor(course.state, u"Shop"_s).contains(u"nobody can see"_s));
    }
    void anOldKeyThatWillNotDieIsLookedAtAgain()
    {
        Course course = handingOver();
        course.tell(EndOldNow{});
        course.tell(EndSeen{KeyEnd::StillWorks, course.now.addSecs(300)});
        QCOMPARE(course.state.phase, RotationPhase::ShuttingOff);
        course.pass(seconds(300));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::EndOld);
        course.tell(EndSeen{KeyEnd::SeenRefused, std::nullopt});
        QCOMPARE(course.state.phase, RotationPhase::Finished);
    }
    void aClockThatJumpsHoldsNothingUp_data()
    {
        QTest::addColumn<qint64>("jump");
        QTest::newRow("back by a year") << qint64(-365) * 24 * 3600;
        QTest::newRow("ahead by a year") << qint64(365) * 24 * 3600;
    }
    void aClockThatJumpsHoldsNothingUp()
    {
        QFETCH(const qint64, jump);
        Course course = byCall();
        course.tell(RotationWoken{});
        course.tell(KeyNotGiven{u"busy"_s, RotationNeed::Nothing, {}});
        course.pass(seconds(jump));
        QCOMPARE(course.tell(RotationWoken{}), RotationEffect::ListKeys);
    }

    /// Every order of everything that can happen: no state is ever reached in which the old key is ended
    /// before the new one is in use, or a second key asked for while there is one.
    void noOrderOfEventsLosesAKey()
    {
        const QList<RotationEvent> all{RotationWoken{},
                                       RotationTryAgain{},
                                       AuthorityGiven{},
                                       RotationByHandInstead{},
                                       RotationAborted{},
                                       KeysListed{{u"a"_s}},
                                       KeyGiven{u"b"_s},
                                       KeyNotGiven{u"no"_s, RotationNeed::Authority, {}},
                                       KeyNotGiven{u"later"_s, RotationNeed::Nothing, {}},
                                       KeyMaybeGiven{u"?"_s},
                                       LostCleared{1},
                                       LostNotCleared{u"no"_s, RotationNeed::Owner, {}},
                                       NewKeyTested{NewKeyVerdict::Works, {}, {}},
                                       NewKeyTested{NewKeyVerdict::Refused, u"no"_s, {}},
                                       NewKeyTested{NewKeyVerdict::Lacks, u"too little"_s, {}},
                                       OldKeyTested{NewKeyVerdict::Works, {}, {}},
                                       OldKeyTested{NewKeyVerdict::Refused, u"no"_s, {}},
                                       PlaceDone{PlacementId(u"zapier"_s)},
                                       PlaceUndone{PlacementId(u"zapier"_s)},
                                       EndOldNow{},
                                       EndSeen{KeyEnd::UnderWay, {}},
                                       EndSeen{KeyEnd::SeenRefused, {}},
                                       EndNotBegun{u"no"_s, RotationNeed::Nothing, {}},
                                       Renewed{},
                                       RenewalRefused{u"over"_s}};
        qint64 seen = 0;
        for (const auto &[way, wayText] : WordsOf<RotationWay>::table) {
            for (const auto &[fate, fateText] : WordsOf<OldKeyFate>::table) {
                for (const bool canList : {true, false}) {
                    Rotation rotation = planned(way, fate, canList);
                    rotation.places = {placeNamed(u"zapier"_s)};
                    std::deque<Rotation> found{begun(rotation, start)};
                    QSet<QString> known;
                    while (!found.empty()) {
                        const Rotation state = found.front();
                        found.pop_front();
                        // Late enough for everything that waits.
                        const QDateTime now = start.addSecs(100'000);
                        for (const RotationEvent &event : all) {
                            RotationStep step = next(state, event, now);
                            ++seen;
                            checkSound(state, step);
                            if (QTest::currentTestFailed())
                                return;
                            step.state.moments.clear();
                            step.state.lostKeys = std::min(step.state.lostKeys, 1);
                            step.state.tries = std::min(step.state.tries, 6);
                            const QString key = keyOf(step.state);
                            if (!known.contains(key)) {
                                known.insert(key);
                                found.push_back(step.state);
                            }
                        }
                    }
                }
            }
        }
        qInfo("%lld steps", seen);
        QVERIFY(seen > 10'000);
    }

private:
    /// What tells one state from another, but for times and sentences.
    static QString keyOf(const Rotation &state)
    {
        QStringList parts{toText(state.phase),
                          toText(state.way),
                          toText(state.need),
                          toText(state.oldEnd),
                          toText(state.newEnd),
                          QString::number(state.tries),
                          QString::number(state.placesLeft())};
        for (const bool one : {state.listed,
                               state.asked,
                               state.made,
                               state.inUse,
                               state.nextTry.has_value(),
                               state.lostKeys > 0})
            parts.append(one ? u"1"_s : u"0"_s);
        return parts.join(u'/');
    }
    static void checkSound(const Rotation &before, const RotationStep &step)
    {
        const Rotation &after = step.state;
        if (step.effect == RotationEffect::EndOld)
            QVERIFY(after.made && after.inUse);
        if (step.effect == RotationEffect::EndNew)
            QVERIFY(after.made && !after.inUse);
        if (step.effect == RotationEffect::MakeKey)
            QVERIFY(!after.made && after.asked);
        if (step.effect == RotationEffect::ClearLost)
            QVERIFY(!after.made);
        if (after.phase == RotationPhase::Finished)
            QVERIFY(after.inUse && after.made);
        if (after.inUse)
            QVERIFY(after.made);
        // What is kept is never forgotten.
        QVERIFY(!before.made || after.made);
        QVERIFY(!before.isOver() || after.phase == before.phase);
    }
};

TEST_UNIT(tst_RotationSteps)
#include "tst_RotationSteps.moc"
