// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/ShutOffSteps.h"

#include <algorithm>
#include <array>

namespace drawbridge {

namespace {

using std::chrono::seconds;

/// The waits before the first looks: providers take up to a minute to tell all their machines.
constexpr std::array<seconds, 6> firstWaits{seconds(0),
                                            seconds(2),
                                            seconds(5),
                                            seconds(15),
                                            seconds(30),
                                            seconds(60)};
constexpr int looksOfTheHour = 12; ///< one every five minutes
constexpr int looksOfTheDay = 24;
constexpr seconds fiveMinutes{300};
constexpr seconds oneHour{3'600};
constexpr seconds oneDay{86'400};
/// A refusal is looked at again at once: it may come from one machine of many.
constexpr std::array<seconds, 2> confirmations{seconds(2), seconds(5)};

/// After the look number `tries`, counted from the moment somebody said that it is done.
seconds waitAfter(int tries)
{
    const int first = static_cast<int>(firstWaits.size());
    if (tries < first)
        return firstWaits[static_cast<size_t>(std::max(tries, 0))];
    if (tries < first + looksOfTheHour)
        return fiveMinutes;
    return tries < first + looksOfTheHour + looksOfTheDay ? oneHour : oneDay;
}

int nothingsInARow(const KeyShutOff &state)
{
    int count = 0;
    for (auto it = state.checks.crbegin(); it != state.checks.crend(); ++it) {
        if (it->verdict != CheckVerdict::TellsNothing)
            break;
        ++count;
    }
    return count;
}

bool isLeftAlone(const KeyShutOff &state, const QDateTime &now)
{
    return state.notBefore && now < *state.notBefore && !state.clockWentBack(now);
}

bool hasBeenDone(const KeyShutOff &state)
{
    return state.toldByCall || state.doneByHandAt;
}

/// Somebody says that it is done: from here on it is looked for.
void begin(KeyShutOff &state, const QDateTime &now)
{
    state.phase = state.canBeChecked() ? ShutOffPhase::Checking : ShutOffPhase::CannotBeChecked;
    state.tries = 0;
    state.nextCheck = state.canBeChecked() ? std::optional(now.addSecs(firstWaits.front().count()))
                                           : std::nullopt;
}

void seeRefused(KeyShutOff &state, const QDateTime &at)
{
    if (!state.refusedSince || at < *state.refusedSince) {
        state.refusedSince = at;
        state.refusals = 0;
    }
    ++state.refusals;
    const QDateTime afterAnHour = state.refusedSince->addSecs(oneHour.count());
    const QDateTime afterADay = state.refusedSince->addSecs(oneDay.count());
    state.phase = ShutOffPhase::Refused;
    if (at >= afterADay) {
        state.phase = ShutOffPhase::Finished;
        state.nextCheck.reset();
    } else if (state.refusals <= static_cast<int>(confirmations.size())) {
        state.nextCheck =
            at.addSecs(confirmations[static_cast<size_t>(state.refusals - 1)].count());
    } else {
        state.nextCheck = at < afterAnHour ? afterAnHour : afterADay;
    }
}

void seeWorking(KeyShutOff &state, const QDateTime &at)
{
    const bool wasRefused = state.refusedSince.has_value();
    state.refusedSince.reset();
    state.refusals = 0;
    if (!hasBeenDone(state) && !wasRefused && state.phase != ShutOffPhase::StillWorks) {
        state.phase = ShutOffPhase::ByHand;
        state.nextCheck.reset();
        return;
    }
    const bool isLate = state.tries >= static_cast<int>(firstWaits.size());
    if (wasRefused || isLate)
        state.phase = ShutOffPhase::StillWorks;
    else if (state.phase != ShutOffPhase::StillWorks)
        state.phase = ShutOffPhase::Checking;
    state.nextCheck = at.addSecs(waitAfter(state.tries).count());
}

void seeNothing(KeyShutOff &state, const QDateTime &at)
{
    if (state.phase == ShutOffPhase::ByHand) {
        state.nextCheck.reset();
        return;
    }
    if (state.phase == ShutOffPhase::Refused) {
        const seconds wait = nothingsInARow(state) <= looksOfTheHour ? fiveMinutes : oneHour;
        state.nextCheck = at.addSecs(wait.count());
        return;
    }
    state.nextCheck = at.addSecs(waitAfter(state.tries).count());
    // Before that no look can tell, and each may lose an answer, too.
    if (state.unheard && state.unheard->endsBy)
        state.nextCheck = std::min(at.addSecs(oneDay.count()),
                                   std::max(*state.nextCheck, *state.unheard->endsBy));
}

ShutOffStep look(const KeyShutOff &state, const QDateTime &now)
{
    if (!state.canBeChecked() || isLeftAlone(state, now))
        return {state};
    KeyShutOff looking = state;
    if (!looking.nextCheck || *looking.nextCheck > now)
        looking.nextCheck = now; // so that it is gone on with after a kill
    return {looking, ShutOffEffect::Look};
}

class Transition
{
public:
    Transition(const KeyShutOff &state, const QDateTime &now)
        : m_state(state)
        , m_now(now)
    {}

    ShutOffStep operator()(const Woken &)
    {
        if (m_state.phase == ShutOffPhase::Asked)
            return {m_state, ShutOffEffect::TellApp};
        if (m_state.phase == ShutOffPhase::Finished)
            return {m_state, m_state.valueWiped ? ShutOffEffect::None : ShutOffEffect::WipeValue};
        return m_state.isLookDue(m_now) ? look(m_state, m_now) : ShutOffStep{m_state};
    }

    ShutOffStep operator()(const LookNow &)
    {
        if (m_state.phase == ShutOffPhase::Asked || m_state.phase == ShutOffPhase::Finished)
            return (*this)(Woken{});
        return look(m_state, m_now);
    }

    ShutOffStep operator()(const AskAgain &)
    {
        const bool mayAsk = m_state.phase == ShutOffPhase::ByHand
            || m_state.phase == ShutOffPhase::Asked || m_state.wontDie();
        if (!mayAsk)
            return (*this)(Woken{});
        m_state.phase = ShutOffPhase::Asked;
        m_state.nextCheck.reset();
        return {m_state, ShutOffEffect::TellApp};
    }

    ShutOffStep operator()(const DoneByHand &)
    {
        if (m_state.phase == ShutOffPhase::Refused || m_state.phase == ShutOffPhase::Finished
            || m_state.phase == ShutOffPhase::CannotBeChecked)
            return (*this)(Woken{});
        m_state.doneByHandAt = m_now;
        begin(m_state, m_now);
        return look(m_state, m_now);
    }

    ShutOffStep operator()(const SeenGone &gone)
    {
        if (!m_state.wantsAnEye())
            return (*this)(Woken{});
        m_state.seenGoneAt = m_now;
        // What runs out some day is looked for until then.
        if (m_state.unheard->endsBy)
            return {m_state};
        m_state.phase = ShutOffPhase::CannotBeChecked;
        m_state.whyUncheckable = gone.why;
        m_state.nextCheck.reset();
        return {m_state};
    }

    ShutOffStep operator()(const CallSaidYes &said)
    {
        m_state.toldByCall = true;
        m_state.answer = said.answer;
        begin(m_state, m_now);
        return look(m_state, m_now);
    }

    ShutOffStep operator()(const CallSaidNo &said)
    {
        // Told again and still not listening: it was said to be done before, and works.
        m_state.phase = hasBeenDone(m_state) ? ShutOffPhase::StillWorks : ShutOffPhase::ByHand;
        m_state.answer = said.why;
        m_state.nextCheck.reset();
        const bool wantsLook = said.mayHaveWorked || hasBeenDone(m_state);
        return wantsLook ? look(m_state, m_now) : ShutOffStep{m_state};
    }

    ShutOffStep operator()(const Looked &looked)
    {
        if (m_state.phase == ShutOffPhase::Finished)
            return (*this)(Woken{});
        m_state.checks.append(looked.check);
        while (m_state.checks.size() > KeyShutOff::mostChecks)
            m_state.checks.removeFirst();
        ++m_state.tries;
        m_state.notBefore.reset();
        m_state.unheard = looked.unheard;
        if (looked.check.verdict == CheckVerdict::StillWorks)
            m_state.seenGoneAt.reset(); // it is there
        switch (looked.check.verdict) {
        case CheckVerdict::Refused:
            seeRefused(m_state, looked.check.at);
            break;
        case CheckVerdict::StillWorks:
            seeWorking(m_state, looked.check.at);
            break;
        case CheckVerdict::TellsNothing:
            seeNothing(m_state, looked.check.at);
            break;
        }
        if (looked.retryAfter) {
            const seconds wait = std::clamp(*looked.retryAfter, seconds(1), oneDay);
            m_state.notBefore = looked.check.at.addSecs(wait.count());
            if (m_state.nextCheck)
                m_state.nextCheck = std::max(*m_state.nextCheck, *m_state.notBefore);
        }
        const bool isDone = m_state.phase == ShutOffPhase::Finished;
        return {m_state, isDone ? ShutOffEffect::WipeValue : ShutOffEffect::None};
    }

    ShutOffStep operator()(const ValueIsGone &gone)
    {
        if (m_state.phase == ShutOffPhase::Finished)
            return (*this)(Woken{});
        m_state.whyUncheckable = gone.why;
        m_state.nextCheck.reset();
        if (hasBeenDone(m_state))
            m_state.phase = ShutOffPhase::CannotBeChecked;
        else
            m_state.phase = ShutOffPhase::ByHand;
        return {m_state};
    }

    ShutOffStep operator()(const ValueWiped &)
    {
        m_state.valueWiped = true;
        return {m_state};
    }

private:
    KeyShutOff m_state;
    QDateTime m_now;
};

} // namespace

ShutOffStep next(const KeyShutOff &state, const ShutOffEvent &event, const QDateTime &now)
{
    return std::visit(Transition(state, now), event);
}

} // namespace drawbridge
