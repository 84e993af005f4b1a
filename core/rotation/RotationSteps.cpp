// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rotation/RotationSteps.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using std::chrono::seconds;

namespace drawbridge {

namespace {

/// A key that was just made may take a moment until every machine of the app knows it.
constexpr std::array firstTests{seconds(2), seconds(5), seconds(15), seconds(60), seconds(240)};
/// Of whatever may go better later.
constexpr std::array laterTries{seconds(30), seconds(120), seconds(300), seconds(900), seconds(3600)};
constexpr seconds longestRest{24 * 3600};

QString tr(const char *text)
{
    return QCoreApplication::translate("RotationSteps", text);
}

template<size_t Count>
seconds waitOf(const std::array<seconds, Count> &waits, int tries)
{
    return waits[static_cast<size_t>(std::clamp<int>(tries, 0, Count - 1))];
}

class Transition
{
public:
    Transition(const Rotation &state, const QDateTime &now)
        : m_state(state)
        , m_now(now)
    {}

    RotationStep operator()(const RotationWoken &) { return goOn(); }

    RotationStep operator()(const RotationTryAgain &)
    {
        if (m_state.isOver())
            return {m_state};
        const bool isUnheard = m_state.phase == RotationPhase::Making && m_state.asked
            && m_state.need == RotationNeed::Owner;
        clearTrouble();
        if (m_state.phase == RotationPhase::Planned)
            m_state.startsAt = m_now;
        if (isUnheard)
            m_state.asked = false; // he has looked on the app's page, as he was told to
        return goOn();
    }

    RotationStep operator()(const AuthorityGiven &)
    {
        const bool isEnding = m_state.phase == RotationPhase::ShuttingOff
            || m_state.phase == RotationPhase::RollingBack;
        // An app that refused another one may take this.
        const bool isWaitedFor = m_state.need == RotationNeed::Authority
            || (m_state.need == RotationNeed::Owner && !m_state.made);
        if (!isWaitedFor && !isEnding)
            return goOn();
        clearTrouble();
        return goOn();
    }

    RotationStep operator()(const RotationByHandInstead &)
    {
        const bool mayChange = m_state.way == RotationWay::ByCall && !m_state.asked && !m_state.made
            && (m_state.phase == RotationPhase::Making || m_state.phase == RotationPhase::Planned);
        if (!mayChange)
            return goOn();
        m_state.way = RotationWay::ByHand;
        clearTrouble();
        if (m_state.phase == RotationPhase::Making)
            enter(RotationPhase::ByHand);
        return goOn();
    }

    RotationStep operator()(const RotationAborted &)
    {
        if (!m_state.canGoBack())
            return {m_state};
        const bool mayBeLost = m_state.asked;
        clearTrouble();
        m_state.inUse = false;
        if (m_state.made) {
            enter(RotationPhase::RollingBack);
            return goOn();
        }
        if (mayBeLost && m_state.canList) {
            enter(RotationPhase::RollingBack);
            return goOn();
        }
        if (mayBeLost)
            m_state.problem = notHeard();
        enter(RotationPhase::RolledBack);
        return {m_state};
    }

    RotationStep operator()(const KeysListed &listed)
    {
        if (m_state.phase != RotationPhase::Making || m_state.asked)
            return goOn();
        m_state.knownIds = listed.ids;
        m_state.listed = true;
        clearTrouble();
        return goOn();
    }

    RotationStep operator()(const KeyGiven &given)
    {
        const bool isAwaited = (m_state.phase == RotationPhase::Making && m_state.asked)
            || m_state.phase == RotationPhase::ByHand;
        if (!isAwaited)
            return goOn();
        m_state.asked = false;
        m_state.made = true;
        m_state.newKeyId = given.keyId;
        // What is kept is the only key there is now; a sign-in was tried when it was made.
        m_state.inUse = m_state.fate == OldKeyFate::EndsAtOnce || m_state.signsIn;
        clearTrouble();
        enter(RotationPhase::Testing);
        return goOn();
    }

    RotationStep operator()(const KeyNotGiven &refused)
    {
        if (m_state.phase != RotationPhase::Making)
            return goOn();
        m_state.asked = false;
        stumble(refused.why, refused.need, refused.retryAfter);
        return {m_state};
    }

    RotationStep operator()(const KeyMaybeGiven &maybe)
    {
        if (m_state.phase != RotationPhase::Making || !m_state.asked)
            return goOn();
        return findOut(maybe.why);
    }

    RotationStep operator()(const LostCleared &cleared)
    {
        m_state.lostKeys += cleared.ended;
        m_state.asked = false;
        clearTrouble();
        if (m_state.phase == RotationPhase::RollingBack) {
            enter(RotationPhase::RolledBack);
            return {m_state};
        }
        if (m_state.phase == RotationPhase::Clearing)
            enter(RotationPhase::Making);
        return goOn();
    }

    RotationStep operator()(const LostNotCleared &left)
    {
        const bool isAtIt = m_state.phase == RotationPhase::Clearing
            || (m_state.phase == RotationPhase::RollingBack && !m_state.made);
        if (!isAtIt)
            return goOn();
        stumble(left.why, left.need, left.retryAfter);
        return {m_state};
    }

    RotationStep operator()(const NewKeyTested &tested)
    {
        if (m_state.phase != RotationPhase::Testing)
            return goOn();
        m_state.tested = tested.why;
        switch (tested.verdict) {
        case NewKeyVerdict::Works:
            break;
        case NewKeyVerdict::Refused:
            if (m_state.tries >= static_cast<int>(firstTests.size())) {
                stumble(tested.why, RotationNeed::Owner, std::nullopt);
                return {m_state};
            }
            rest(tested.retryAfter, waitOf(firstTests, m_state.tries));
            m_state.problem = tested.why;
            return {m_state};
        case NewKeyVerdict::Lacks:
            stumble(tested.why, RotationNeed::Owner, std::nullopt);
            return {m_state};
        case NewKeyVerdict::NotTold:
            stumble(tested.why, RotationNeed::Nothing, tested.retryAfter);
            return {m_state};
        }
        clearTrouble();
        m_state.inUse = true;
        if (m_state.way == RotationWay::Renewal) {
            m_state.oldEnd = KeyEnd::CannotBeSeen;
            enter(RotationPhase::Finished);
            return {m_state};
        }
        enter(RotationPhase::HandingOver);
        return goOn();
    }

    RotationStep operator()(const OldKeyTested &tested)
    {
        if (m_state.phase != RotationPhase::Making || !m_state.asked)
            return goOn();
        switch (tested.verdict) {
        case NewKeyVerdict::Works:
            m_state.asked = false; // it lives, so nothing has taken its place
            clearTrouble();
            return goOn();
        case NewKeyVerdict::Refused:
            m_state.problem = tested.why;
            m_state.need = RotationNeed::Owner;
            m_state.nextTry.reset();
            enter(RotationPhase::Reconnect);
            return {m_state};
        case NewKeyVerdict::Lacks:
        case NewKeyVerdict::NotTold:
            break;
        }
        stumble(tested.why, RotationNeed::Nothing, tested.retryAfter);
        return {m_state};
    }

    RotationStep operator()(const PlaceDone &done)
    {
        for (HandOver &place : m_state.places) {
            if (place.placement == done.placement && !place.doneAt)
                place.doneAt = m_now;
        }
        return goOn();
    }

    RotationStep operator()(const PlaceUndone &undone)
    {
        const bool isOpen = m_state.phase == RotationPhase::HandingOver
            || m_state.phase == RotationPhase::Overlapping;
        if (!isOpen)
            return goOn();
        for (HandOver &place : m_state.places) {
            if (place.placement == undone.placement)
                place.doneAt.reset();
        }
        if (m_state.phase == RotationPhase::Overlapping && m_state.placesLeft() > 0) {
            m_state.endsOldAt.reset();
            enter(RotationPhase::HandingOver);
        }
        return goOn();
    }

    RotationStep operator()(const EndOldNow &)
    {
        const bool mayEnd = m_state.phase == RotationPhase::HandingOver
            || m_state.phase == RotationPhase::Overlapping;
        if (mayEnd)
            enter(RotationPhase::ShuttingOff);
        return goOn();
    }

    RotationStep operator()(const EndSeen &seen)
    {
        const bool isBack = m_state.phase == RotationPhase::RollingBack && m_state.made;
        if (!isBack && m_state.phase != RotationPhase::ShuttingOff)
            return goOn();
        clearTrouble();
        (isBack ? m_state.newEnd : m_state.oldEnd) = seen.end;
        m_state.nextTry = seen.lookAgainAt;
        if (seen.end == KeyEnd::ByHand)
            m_state.need = RotationNeed::Owner;
        if (seen.end == KeyEnd::SeenRefused || seen.end == KeyEnd::CannotBeSeen) {
            m_state.nextTry.reset();
            enter(isBack ? RotationPhase::RolledBack : RotationPhase::Finished);
        }
        return {m_state};
    }

    RotationStep operator()(const EndNotBegun &not_)
    {
        const bool isAtIt = m_state.phase == RotationPhase::ShuttingOff
            || (m_state.phase == RotationPhase::RollingBack && m_state.made);
        if (!isAtIt)
            return goOn();
        stumble(not_.why, not_.need, not_.retryAfter);
        return {m_state};
    }

    RotationStep operator()(const Renewed &renewed)
    {
        if (m_state.way != RotationWay::Renewal || m_state.phase != RotationPhase::Making)
            return goOn();
        m_state.asked = false;
        m_state.made = true;
        m_state.inUse = true;
        m_state.endsOldAt = renewed.oldEndsAt;
        clearTrouble();
        enter(RotationPhase::Testing);
        return goOn();
    }

    RotationStep operator()(const RenewalRefused &refused)
    {
        if (m_state.way != RotationWay::Renewal || m_state.phase != RotationPhase::Making)
            return goOn();
        m_state.problem = refused.why;
        m_state.need = RotationNeed::Owner;
        m_state.nextTry.reset();
        enter(RotationPhase::Reconnect);
        return {m_state};
    }

private:
    void enter(RotationPhase phase)
    {
        if (m_state.phase == phase)
            return;
        m_state.phase = phase;
        m_state.tries = 0;
        m_state.nextTry.reset();
        m_state.moments.append({phase, m_now});
    }

    void clearTrouble()
    {
        m_state.problem.clear();
        m_state.need = RotationNeed::Nothing;
        m_state.nextTry.reset();
        m_state.tries = 0;
    }

    void rest(const std::optional<seconds> &asked, seconds usual)
    {
        const seconds wait = std::clamp(asked.value_or(usual), seconds(1), longestRest);
        m_state.nextTry = m_now.addSecs(wait.count());
        ++m_state.tries;
    }

    void stumble(const QString &why, RotationNeed need, const std::optional<seconds> &retryAfter)
    {
        m_state.problem = why;
        m_state.need = need;
        if (need == RotationNeed::Nothing)
            rest(retryAfter, waitOf(laterTries, m_state.tries));
        else
            m_state.nextTry.reset();
    }

    [[nodiscard]] QString notHeard() const
    {
        return tr("The app was asked for a key called \"%1\", and its answer was lost. If there is "
                  "a key of that name on its page, delete it there: nobody has it.")
            .arg(m_state.label);
    }

    /// The app may have made a key that nobody heard of.
    RotationStep findOut(const QString &why)
    {
        // Of a call that puts one key in another's place, no list tells whether it was done.
        if (m_state.fate == OldKeyFate::EndsAtOnce) {
            m_state.problem = why;
            return {m_state, RotationEffect::TestOld};
        }
        if (!m_state.canList) {
            m_state.problem = notHeard();
            m_state.need = RotationNeed::Owner;
            m_state.nextTry.reset();
            return {m_state};
        }
        clearTrouble();
        enter(RotationPhase::Clearing);
        m_state.problem = why;
        return {m_state, RotationEffect::ClearLost};
    }

    [[nodiscard]] bool isAtRest() const
    {
        if (m_state.need != RotationNeed::Nothing)
            return true;
        return m_state.nextTry && !m_state.isDue(m_now);
    }

    RotationStep make()
    {
        if (isAtRest())
            return {m_state};
        if (m_state.way == RotationWay::Renewal) {
            m_state.asked = true;
            return {m_state, RotationEffect::Renew};
        }
        if (m_state.asked) // a process died in the middle of the call, or a look is due
            return findOut(m_state.problem);
        if (m_state.canList && m_state.fate != OldKeyFate::EndsAtOnce && !m_state.listed)
            return {m_state, RotationEffect::ListKeys};
        m_state.asked = true;
        return {m_state, RotationEffect::MakeKey};
    }

    /// Whatever the phase is at.
    RotationStep goOn()
    {
        switch (m_state.phase) {
        case RotationPhase::Planned:
            if (m_state.startsAt && m_now < *m_state.startsAt && !m_state.isDue(m_now))
                return {m_state};
            enter(m_state.way == RotationWay::ByHand ? RotationPhase::ByHand
                                                     : RotationPhase::Making);
            return goOn();
        case RotationPhase::Making:
            return make();
        case RotationPhase::Clearing:
            return isAtRest() ? RotationStep{m_state}
                              : RotationStep{m_state, RotationEffect::ClearLost};
        case RotationPhase::Testing:
            return isAtRest() ? RotationStep{m_state}
                              : RotationStep{m_state, RotationEffect::TestNew};
        case RotationPhase::HandingOver:
            if (m_state.placesLeft() > 0)
                return {m_state};
            if (m_state.overlapHours > 0 && m_state.fate != OldKeyFate::EndsAtOnce) {
                enter(RotationPhase::Overlapping);
                m_state.endsOldAt = m_now.addSecs(qint64(m_state.overlapHours) * 3600);
                return {m_state};
            }
            enter(RotationPhase::ShuttingOff);
            return goOn();
        case RotationPhase::Overlapping:
            if (m_state.endsOldAt && !m_state.isDue(m_now))
                return {m_state};
            enter(RotationPhase::ShuttingOff);
            return goOn();
        case RotationPhase::ShuttingOff:
            return isAtRest() ? RotationStep{m_state}
                              : RotationStep{m_state, RotationEffect::EndOld};
        case RotationPhase::RollingBack:
            if (isAtRest())
                return {m_state};
            return {m_state, m_state.made ? RotationEffect::EndNew : RotationEffect::ClearLost};
        case RotationPhase::ByHand:
        case RotationPhase::Finished:
        case RotationPhase::RolledBack:
        case RotationPhase::Reconnect:
            break;
        }
        return {m_state};
    }

    Rotation m_state;
    QDateTime m_now;
};

} // namespace

RotationStep next(const Rotation &state, const RotationEvent &event, const QDateTime &now)
{
    return std::visit(Transition(state, now), event);
}

Rotation begun(Rotation rotation, const QDateTime &now)
{
    rotation.requestedAt = now;
    const bool waits = rotation.startsAt && now < *rotation.startsAt;
    if (waits)
        rotation.phase = RotationPhase::Planned;
    else
        rotation.phase =
            rotation.way == RotationWay::ByHand ? RotationPhase::ByHand : RotationPhase::Making;
    rotation.moments = {{rotation.phase, now}};
    return rotation;
}

} // namespace drawbridge
