// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/ShutOffSteps.h"
#include "tests/support/TestUnit.h"

#include <QTimeZone>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

const QDateTime start(QDate(2026, 11, 26), QTime(14, 2, 31), QTimeZone::utc());

QDateTime at(qint64 seconds)
{
    return start.addSecs(seconds);
}

Looked saw(CheckVerdict verdict, qint64 seconds)
{
    return {{at(seconds), verdict, verdict == CheckVerdict::Refused ? 401 : 200, u"why"_s}, {}};
}

KeyShutOff asked()
{
    KeyShutOff state;
    state.requestedAt = start;
    return state;
}

KeyShutOff told()
{
    return next(asked(), CallSaidYes{u"yes"_s}, start).state;
}

KeyShutOff refused(int looks = 1)
{
    KeyShutOff state = told();
    for (int i = 0; i < looks; ++i)
        state = next(state, saw(CheckVerdict::Refused, i), at(i)).state;
    return state;
}

QString words(const KeyShutOff &state)
{
    return toText(state.phase)
        + (state.refusedSince ? u" since "_s + QString::number(start.secsTo(*state.refusedSince))
                              : QString());
}

constexpr qint64 hour = 3600;
constexpr qint64 day = 24 * hour;

} // namespace

class tst_ShutOffSteps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatTheAppSaysIsNoProof_data()
    {
        QTest::addColumn<QList<int>>("verdicts");
        QTest::addColumn<QString>("end");
        const int refusedNow = int(CheckVerdict::Refused);
        const int works = int(CheckVerdict::StillWorks);
        const int nothing = int(CheckVerdict::TellsNothing);
        using List = QList<int>;
        QTest::newRow("nobody has looked") << List{} << "being-checked";
        QTest::newRow("works") << List{works} << "being-checked";
        QTest::newRow("works for a minute")
            << List{works, works, works, works, works, works} << "still-works";
        QTest::newRow("tells nothing, ever") << List(20, nothing) << "being-checked";
        QTest::newRow("refused at the first look") << List{refusedNow} << "refused since 0";
        QTest::newRow("refused after three tries")
            << List{works, nothing, refusedNow} << "refused since 2";
        QTest::newRow("what tells nothing does not break the run")
            << List{refusedNow, nothing, refusedNow} << "refused since 0";
        QTest::newRow("what tells nothing is no refusal")
            << List{nothing, nothing, refusedNow, nothing} << "refused since 2";
        QTest::newRow("refused, then works again")
            << List{refusedNow, refusedNow, works} << "still-works";
        QTest::newRow("works again, tells nothing")
            << List{refusedNow, works, nothing} << "still-works";
        QTest::newRow("a new run begins anew")
            << List{refusedNow, works, refusedNow} << "refused since 2";
    }
    void whatTheAppSaysIsNoProof()
    {
        QFETCH(const QList<int>, verdicts);
        QFETCH(const QString, end);
        KeyShutOff state = told();
        for (int i = 0; i < verdicts.size(); ++i)
            state = next(state, saw(CheckVerdict(verdicts[i]), i), at(i)).state;
        QCOMPARE(words(state), end);
        QCOMPARE(state.checks.size(), verdicts.size());
    }

    void eachStepIsGoneOnFromAfterAKill_data()
    {
        QTest::addColumn<KeyShutOff>("state");
        QTest::addColumn<qint64>("later");
        QTest::addColumn<int>("effect");
        const auto row =
            [](const char *name, const KeyShutOff &state, qint64 later, ShutOffEffect e) {
                QTest::newRow(name) << state << later << int(e);
            };
        row("asked, the call not begun or not answered", asked(), 0, ShutOffEffect::TellApp);
        row("told, not looked at", told(), 0, ShutOffEffect::Look);
        row("the call may have worked, not looked at",
            next(asked(), CallSaidNo{u"404"_s, true}, start).state,
            0,
            ShutOffEffect::Look);
        row("a look the owner wanted, on a key that is not done by hand yet",
            next(next(asked(), CallSaidNo{u"no"_s}, start).state, LookNow{}, start).state,
            0,
            ShutOffEffect::Look);
        row("waits for the owner",
            next(asked(), CallSaidNo{u"no"_s}, start).state,
            day,
            ShutOffEffect::None);
        row("refused once, before the second look", refused(), 1, ShutOffEffect::None);
        row("refused once, the second look is due", refused(), 2, ShutOffEffect::Look);
        row("refused three times, within the hour", refused(3), hour - 1, ShutOffEffect::None);
        row("refused three times, after the hour", refused(3), hour, ShutOffEffect::Look);
        KeyShutOff anHourLater = next(refused(3), saw(CheckVerdict::Refused, hour), at(hour)).state;
        row("after the hour, within the day", anHourLater, day - 1, ShutOffEffect::None);
        row("after the day", anHourLater, day, ShutOffEffect::Look);
        KeyShutOff over = next(anHourLater, saw(CheckVerdict::Refused, day), at(day)).state;
        row("the last look is done, the value not wiped", over, day, ShutOffEffect::WipeValue);
        row("all is done", next(over, ValueWiped{}, at(day)).state, 2 * day, ShutOffEffect::None);
        row("still works, before the next look",
            next(told(), saw(CheckVerdict::StillWorks, 0), start).state,
            1,
            ShutOffEffect::None);
        row("still works, the next look is due",
            next(told(), saw(CheckVerdict::StillWorks, 0), start).state,
            2,
            ShutOffEffect::Look);
    }
    void eachStepIsGoneOnFromAfterAKill()
    {
        QFETCH(const KeyShutOff, state);
        QFETCH(const qint64, later);
        QFETCH(const int, effect);
        QCOMPARE(int(next(state, Woken{}, at(later)).effect), effect);
        QCOMPARE(state.isDue(at(later)), effect != int(ShutOffEffect::None));
    }

    void theValueStaysUntilARefusalADayLater()
    {
        KeyShutOff state = refused(3);
        ShutOffStep step = next(state, saw(CheckVerdict::TellsNothing, day + 5), at(day + 5));
        QCOMPARE(step.effect, ShutOffEffect::None);
        QCOMPARE(step.state.phase, ShutOffPhase::Refused);
        step = next(state, saw(CheckVerdict::StillWorks, day + 5), at(day + 5));
        QCOMPARE(step.effect, ShutOffEffect::None);
        QCOMPARE(step.state.phase, ShutOffPhase::StillWorks);
        step = next(state, saw(CheckVerdict::Refused, day + 5), at(day + 5));
        QCOMPARE(step.effect, ShutOffEffect::WipeValue);
        QCOMPARE(step.state.phase, ShutOffPhase::Finished);
    }

    void theFirstLooksComeSoonAndThenSeldom()
    {
        KeyShutOff state = told();
        QList<qint64> waits;
        qint64 now = 0;
        for (int i = 0; i < 44; ++i) {
            state = next(state, saw(CheckVerdict::StillWorks, now), at(now)).state;
            QVERIFY(state.nextCheck);
            waits.append(at(now).secsTo(*state.nextCheck));
            now += waits.last();
        }
        QCOMPARE(waits.first(5), QList<qint64>({2, 5, 15, 30, 60}));
        QCOMPARE(waits.mid(5, 12), QList<qint64>(12, 300));
        QCOMPARE(waits.mid(17, 24), QList<qint64>(24, hour));
        QCOMPARE(waits.last(), day);
        QVERIFY(state.checks.size() <= KeyShutOff::mostChecks);
    }

    void theAppIsLeftAloneAsLongAsItAsks()
    {
        Looked looked = saw(CheckVerdict::TellsNothing, 0);
        looked.retryAfter = std::chrono::seconds(90);
        const KeyShutOff state = next(told(), looked, start).state;
        QCOMPARE(next(state, Woken{}, at(89)).effect, ShutOffEffect::None);
        QCOMPARE(next(state, LookNow{}, at(89)).effect, ShutOffEffect::None);
        QCOMPARE(next(state, LookNow{}, at(90)).effect, ShutOffEffect::Look);
        QCOMPARE(next(state, Woken{}, at(90)).effect, ShutOffEffect::Look);
    }

    void aThreatOfAYearIsNotWaitedFor()
    {
        Looked looked = saw(CheckVerdict::TellsNothing, 0);
        looked.retryAfter = std::chrono::hours(24 * 365);
        const KeyShutOff state = next(told(), looked, start).state;
        QCOMPARE(next(state, Woken{}, at(day)).effect, ShutOffEffect::Look);
    }

    void aClockSetBackEndsNoWaitAndStartsTheDayAnew()
    {
        const KeyShutOff state = refused(3);
        // Set back by ten days: looked at soon, and the run begins where the clock stands now.
        const qint64 back = -10 * day;
        ShutOffStep step = next(state, Woken{}, at(back));
        QCOMPARE(step.effect, ShutOffEffect::Look);
        step = next(step.state, saw(CheckVerdict::Refused, back), at(back));
        QCOMPARE(step.state.phase, ShutOffPhase::Refused);
        QCOMPARE(*step.state.refusedSince, at(back));
        QCOMPARE(step.state.refusals, 1);
        // And put right again: not before a day of the new run has passed.
        step = next(step.state, saw(CheckVerdict::Refused, back + hour), at(back + hour));
        QCOMPARE(step.state.phase, ShutOffPhase::Refused);
    }

    void whatAClockThatWasAheadPlannedIsNotWaitedFor()
    {
        const KeyShutOff state = next(asked(), CallSaidYes{}, at(400 * day)).state;
        QCOMPARE(next(state, Woken{}, start).effect, ShutOffEffect::Look);
    }

    void theOwnerDoesItByHand()
    {
        ShutOffStep step = next(asked(), CallSaidNo{u"there is no call"_s}, start);
        QCOMPARE(step.state.phase, ShutOffPhase::ByHand);
        QCOMPARE(step.effect, ShutOffEffect::None);
        // A look before it is done: the key works, as it should, and nothing is red.
        step = next(step.state, LookNow{}, start);
        QCOMPARE(step.effect, ShutOffEffect::Look);
        step = next(step.state, saw(CheckVerdict::StillWorks, 0), start);
        QCOMPARE(step.state.phase, ShutOffPhase::ByHand);
        QVERIFY(!step.state.wontDie());
        QCOMPARE(next(step.state, Woken{}, at(day)).effect, ShutOffEffect::None);
        step = next(step.state, DoneByHand{}, at(60));
        QCOMPARE(step.effect, ShutOffEffect::Look);
        QCOMPARE(step.state.phase, ShutOffPhase::Checking);
        step = next(step.state, saw(CheckVerdict::StillWorks, 60), at(60));
        QVERIFY(step.state.wontDie());
        step = next(step.state, saw(CheckVerdict::Refused, 62), at(62));
        QCOMPARE(words(step.state), u"refused since 62"_s);
    }

    void doneWithoutAWordIsSeenAsWell()
    {
        KeyShutOff state = next(asked(), CallSaidNo{u"no"_s}, start).state;
        state = next(state, saw(CheckVerdict::Refused, 5), at(5)).state;
        QCOMPARE(words(state), u"refused since 5"_s);
        state = next(state, saw(CheckVerdict::StillWorks, 9), at(9)).state;
        QCOMPARE(state.phase, ShutOffPhase::StillWorks);
    }

    void whatCannotBeCheckedIsNeverRefused()
    {
        KeyShutOff state = asked();
        state.whyUncheckable = u"no call"_s;
        const ShutOffStep byHand =
            next(next(state, CallSaidNo{u"no"_s}, start).state, DoneByHand{}, start);
        QCOMPARE(byHand.state.phase, ShutOffPhase::CannotBeChecked);
        QCOMPARE(byHand.effect, ShutOffEffect::None);
        const ShutOffStep byCall = next(state, CallSaidYes{}, start);
        QCOMPARE(byCall.state.phase, ShutOffPhase::CannotBeChecked);
        QCOMPARE(next(byCall.state, LookNow{}, at(day)).effect, ShutOffEffect::None);
        QVERIFY(!byCall.state.refusedSince);
    }

    void aValueThatIsGoneEndsTheLooking()
    {
        const KeyShutOff state = next(refused(2), ValueIsGone{u"gone"_s}, at(9)).state;
        QVERIFY(!state.canBeChecked());
        QCOMPARE(next(state, Woken{}, at(2 * day)).effect, ShutOffEffect::None);
        QVERIFY(state.phase != ShutOffPhase::Finished);
    }

    void whatWillNotDieIsToldAgain()
    {
        KeyShutOff state = told();
        for (int i = 0; i < 6; ++i)
            state = next(state, saw(CheckVerdict::StillWorks, i), at(i)).state;
        const ShutOffStep again = next(state, AskAgain{}, at(10));
        QCOMPARE(again.effect, ShutOffEffect::TellApp);
        QCOMPARE(again.state.phase, ShutOffPhase::Asked);
        QCOMPARE(next(refused(), AskAgain{}, at(1)).effect, ShutOffEffect::None);
    }

    void whereAnAnswerWasLostTheOwnersWordIsKeptAsHis()
    {
        Looked lost = saw(CheckVerdict::TellsNothing, 0);
        lost.unheard = UnheardRenewal{at(0), std::nullopt};
        const KeyShutOff state = next(told(), lost, start).state;
        QVERIFY(state.wantsAnEye());
        const KeyShutOff gone = next(state, SeenGone{u"not heard"_s}, at(9)).state;
        QCOMPARE(gone.phase, ShutOffPhase::CannotBeChecked);
        QCOMPARE(*gone.seenGoneAt, at(9));
        QVERIFY(!gone.refusedSince);
        QVERIFY(!gone.wantsAnEye());
        QVERIFY(sentenceFor(gone, u"Shop"_s).contains(u"That is your word"_s));
        QVERIFY(!sentenceFor(gone, u"Shop"_s).contains(u"refused"_s));
        QCOMPARE(next(gone, Woken{}, at(2 * day)).effect, ShutOffEffect::None);
    }

    void whatRunsOutSomeDayIsLookedForUntilThen()
    {
        Looked lost = saw(CheckVerdict::TellsNothing, 0);
        lost.unheard = UnheardRenewal{at(0), at(hour)};
        const KeyShutOff state = next(told(), lost, start).state;
        QCOMPARE(*state.nextCheck, at(hour));
        const KeyShutOff gone = next(state, SeenGone{u"not heard"_s}, at(9)).state;
        QCOMPARE(gone.phase, ShutOffPhase::Checking);
        QVERIFY(gone.canBeChecked());
        QVERIFY(sentenceFor(gone, u"Shop"_s).contains(u"It will be known by"_s));
        QCOMPARE(next(gone, Woken{}, at(hour)).effect, ShutOffEffect::Look);
        const KeyShutOff over = next(gone, saw(CheckVerdict::Refused, hour), at(hour)).state;
        QCOMPARE(over.phase, ShutOffPhase::Refused);
        QVERIFY(!over.unheard);
        // One that works after all takes the word back.
        const KeyShutOff works = next(gone, saw(CheckVerdict::StillWorks, hour), at(hour)).state;
        QVERIFY(works.wontDie());
        QVERIFY(!works.seenGoneAt);
        lost.unheard->endsBy = at(60 * day);
        QCOMPARE(*next(told(), lost, start).state.nextCheck, at(day));
    }

    void theOwnersWordIsNotTakenWhereALookTells()
    {
        QVERIFY(next(told(), SeenGone{u"x"_s}, start).state == told());
        QVERIFY(next(refused(), SeenGone{u"x"_s}, at(1)).state == refused());
    }

    void theSentenceSaysWhatWasSeen()
    {
        QVERIFY(
            sentenceFor(refused(3), u"Stripe"_s).startsWith(u"Stripe has refused this key since"_s));
        QVERIFY(sentenceFor(refused(3), u"Stripe"_s)
                    .contains(u"checked 3 times, again in 1 h and 24 h"_s));
        QVERIFY(!sentenceFor(told(), u"Stripe"_s).contains(u"refused this key"_s));
        KeyShutOff works = told();
        for (int i = 0; i < 6; ++i)
            works = next(works, saw(CheckVerdict::StillWorks, i), at(i)).state;
        QVERIFY(sentenceFor(works, u"Stripe"_s).contains(u"still works at Stripe"_s));
    }
};

TEST_UNIT(tst_ShutOffSteps)
#include "tst_ShutOffSteps.moc"
