// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/RotationText.h"

#include "ui/kit/NumberText.h"

#include <QCoreApplication>

#include <algorithm>

namespace drawbridge::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(RotationText)
};

enum Step { MakeStep, TestStep, PlacesStep, EndStep, RefuseStep, StepCount };

bool isPast(KeyEnd end)
{
    return end != KeyEnd::NotBegun && end != KeyEnd::ByHand;
}

/// Which step it is at; StepCount: at its end.
int stepOf(const Rotation &rotation)
{
    switch (rotation.phase) {
    case RotationPhase::Planned:
    case RotationPhase::Making:
    case RotationPhase::Clearing:
    case RotationPhase::ByHand:
        return MakeStep;
    case RotationPhase::Testing:
        return TestStep;
    case RotationPhase::HandingOver:
        return PlacesStep;
    case RotationPhase::Overlapping:
        return EndStep;
    case RotationPhase::ShuttingOff:
        return isPast(rotation.oldEnd) ? RefuseStep : EndStep;
    case RotationPhase::Finished:
        return StepCount;
    case RotationPhase::RollingBack:
    case RotationPhase::RolledBack:
    case RotationPhase::Reconnect:
        break;
    }
    // It left the way somewhere: as far as it had come.
    if (!rotation.made)
        return MakeStep;
    return rotation.beganAt(RotationPhase::HandingOver) ? PlacesStep : TestStep;
}

bool isGoingBack(const Rotation &rotation)
{
    return rotation.phase == RotationPhase::RollingBack
        || rotation.phase == RotationPhase::RolledBack;
}

/// When a step was over: with the beginning of whatever phase came behind it.
std::optional<QDateTime> endOf(const Rotation &rotation, int step)
{
    const auto first = [&](std::initializer_list<RotationPhase> phases) -> std::optional<QDateTime> {
        std::optional<QDateTime> found;
        for (const RotationPhase phase : phases) {
            const auto at = rotation.beganAt(phase);
            if (at && (!found || *at < *found))
                found = at;
        }
        return found;
    };
    using enum RotationPhase;
    switch (step) {
    case MakeStep:
        return first({Testing});
    case TestStep:
        return first({HandingOver, Finished});
    case PlacesStep:
        return first({Overlapping, ShuttingOff});
    case EndStep:
        // Told and being looked at are one phase.
        return rotation.phase == Finished ? std::nullopt : first({ShuttingOff});
    default:
        return first({Finished});
    }
}

QString makingText(const Rotation &rotation, const QString &app, bool isDone)
{
    switch (rotation.way) {
    case RotationWay::ByCall:
        return isDone ? Words::tr("%1 made the new key").arg(app)
                      : Words::tr("%1 makes the new key").arg(app);
    case RotationWay::Renewal:
        return isDone ? Words::tr("%1 renewed the sign-in").arg(app)
                      : Words::tr("%1 renews the sign-in").arg(app);
    case RotationWay::ByHand:
        break;
    }
    if (rotation.signsIn)
        return isDone ? Words::tr("You signed in again") : Words::tr("You sign in again");
    return isDone ? Words::tr("You made the new key") : Words::tr("You make the new key");
}

QString placesText(const Rotation &rotation, bool isDone)
{
    const int all = static_cast<int>(rotation.places.size());
    if (all == 0)
        return isDone ? Words::tr("It is in use here. No other place is noted")
                      : Words::tr("It is used here from then on");
    if (isDone && rotation.placesLeft() == 0)
        return all == 1 ? Words::tr("The one place has it")
                        : Words::tr("All %1 places have it").arg(all);
    if (all == 1)
        return Words::tr("The one place gets it");
    return Words::tr("%1 of %2 places have it").arg(all - rotation.placesLeft()).arg(all);
}

QString endingText(const Rotation &rotation, const QString &app, bool isDone)
{
    if (rotation.fate == OldKeyFate::EndsAtOnce)
        return isDone ? Words::tr("The old key ended with the making of the new one")
                      : Words::tr("The old key ends with the making of the new one");
    if (isDone)
        return Words::tr("The old key was ended");
    if (rotation.oldEnd == KeyEnd::ByHand)
        return Words::tr("You end the old key at %1").arg(app);
    return Words::tr("The old key is ended");
}

QString refusingText(const Rotation &rotation, const QString &app)
{
    switch (rotation.oldEnd) {
    case KeyEnd::SeenRefused:
        return Words::tr("%1 was seen to refuse the old key").arg(app);
    case KeyEnd::CannotBeSeen:
        return Words::tr("Whether %1 refuses the old key, nobody can see from here").arg(app);
    case KeyEnd::StillWorks:
        return Words::tr("%1 still accepts the old key").arg(app);
    case KeyEnd::NotBegun:
    case KeyEnd::UnderWay:
    case KeyEnd::ByHand:
        break;
    }
    return Words::tr("%1 is tried with the old key until it refuses it").arg(app);
}

StepState currentState(const Rotation &rotation)
{
    if (rotation.need != RotationNeed::Nothing && rotation.oldEnd != KeyEnd::ByHand
        && rotation.phase != RotationPhase::ByHand)
        return StepState::Trouble;
    if (!rotation.problem.isEmpty() || rotation.oldEnd == KeyEnd::StillWorks)
        return StepState::Trouble;
    const bool isTimed = rotation.phase == RotationPhase::Planned
        || rotation.phase == RotationPhase::Overlapping || rotation.nextTry;
    return rotation.waitsForOwner() || isTimed ? StepState::Waits : StepState::Now;
}

QList<RotationStepText> backSteps(const Rotation &rotation, const QString &app)
{
    RotationStepText inUse{Words::tr("The old key is in use again"), StepState::Done, {}, {}};
    inUse.doneAt =
        rotation.beganAt(rotation.made ? RotationPhase::RollingBack : RotationPhase::RolledBack);
    if (!rotation.made)
        return {inUse};
    const bool isDone = rotation.phase == RotationPhase::RolledBack;
    RotationStepText ended{isDone ? Words::tr("The new key was ended")
                                  : Words::tr("The new key is ended at %1").arg(app),
                           isDone ? StepState::Done : currentState(rotation),
                           {},
                           {}};
    if (isDone)
        ended.doneAt = rotation.beganAt(RotationPhase::RolledBack);
    return {inUse, ended};
}

} // namespace

QList<RotationStepText> stepsOf(const Rotation &rotation, const QString &app)
{
    const int at = stepOf(rotation);
    const bool isRenewal = rotation.way == RotationWay::Renewal;
    const bool isBack = isGoingBack(rotation);
    QList<RotationStepText> steps;
    std::optional<QDateTime> before;
    for (const RotationMoment &moment : rotation.moments) {
        if (moment.phase != RotationPhase::Planned) {
            before = moment.at;
            break;
        }
    }
    for (int step = MakeStep; step < (isRenewal ? PlacesStep : StepCount); ++step) {
        const bool isDone = step < at;
        if (!isDone && isBack)
            break;
        RotationStepText text;
        switch (step) {
        case MakeStep:
            text.title = makingText(rotation, app, isDone);
            break;
        case TestStep:
            text.title = isDone ? Words::tr("It was tried, and works") : Words::tr("It is tried");
            break;
        case PlacesStep:
            text.title = placesText(rotation, isDone);
            break;
        case EndStep:
            text.title = endingText(rotation, app, isDone);
            break;
        default:
            text.title = refusingText(rotation, app);
            break;
        }
        text.state = isDone                              ? StepState::Done
            : rotation.phase == RotationPhase::Reconnect ? StepState::Trouble
            : step == at                                 ? currentState(rotation)
                                                         : StepState::ToCome;
        if (isDone) {
            text.doneAt = endOf(rotation, step);
            if (text.doneAt && before && *text.doneAt >= *before)
                text.took = std::chrono::milliseconds(before->msecsTo(*text.doneAt));
            if (text.doneAt)
                before = text.doneAt;
        }
        steps.append(text);
        if (rotation.phase == RotationPhase::Reconnect && !isDone)
            break;
    }
    if (isBack)
        steps += backSteps(rotation, app);
    return steps;
}

QString stateText(StepState state)
{
    switch (state) {
    case StepState::Done:
        return Words::tr("Done");
    case StepState::Now:
        return Words::tr("Under way");
    case StepState::Waits:
        return Words::tr("Waits");
    case StepState::Trouble:
        return Words::tr("Something is in the way");
    case StepState::ToCome:
        break;
    }
    return Words::tr("To come");
}

QString watchText(std::chrono::milliseconds elapsed)
{
    const qint64 seconds = std::max<qint64>(0, elapsed.count() / 1000);
    if (seconds >= 3600)
        return durationText(std::chrono::minutes(seconds / 60));
    return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'));
}

RotationProgress progressOf(const Rotation &rotation, const QString &app)
{
    RotationProgress progress;
    const QList<RotationStepText> steps = stepsOf(rotation, app);
    progress.of = static_cast<int>(steps.size());
    for (const RotationStepText &step : steps) {
        if (step.state == StepState::Done) {
            ++progress.done;
        } else if (progress.now.isEmpty()) {
            progress.now = step.title;
        }
    }
    if (rotation.phase == RotationPhase::HandingOver && rotation.placesLeft() > 0)
        progress.now = rotation.placesLeft() == 1
            ? Words::tr("One place still has the old key")
            : Words::tr("%1 places still have the old key").arg(rotation.placesLeft());
    if (rotation.phase == RotationPhase::Overlapping)
        progress.now = Words::tr("Both keys work for a while");
    if (rotation.phase == RotationPhase::Planned)
        progress.now = Words::tr("Planned");
    return progress;
}

std::chrono::milliseconds workedFor(const Rotation &rotation, const QDateTime &now)
{
    qint64 worked = 0;
    for (qsizetype i = 0; i < rotation.moments.size(); ++i) {
        const RotationMoment &moment = rotation.moments.at(i);
        const bool isRest =
            moment.phase == RotationPhase::Planned || moment.phase == RotationPhase::Overlapping;
        const bool isLast = i + 1 == rotation.moments.size();
        if (isRest || (isLast && rotation.isOver()))
            continue;
        const QDateTime until = isLast ? now : rotation.moments.at(i + 1).at;
        worked += std::max<qint64>(0, moment.at.msecsTo(until));
    }
    return std::chrono::milliseconds(worked);
}

std::optional<std::chrono::milliseconds> lastTook(const QList<Rotation> &rotations,
                                                  const QList<ConnectionId> &connections,
                                                  RotationWay way)
{
    const auto last =
        std::find_if(rotations.crbegin(), rotations.crend(), [&](const Rotation &one) {
            return one.phase == RotationPhase::Finished && one.way == way && !one.moments.isEmpty()
                && connections.contains(one.connection);
        });
    if (last == rotations.crend())
        return std::nullopt;
    return workedFor(*last, last->moments.constLast().at);
}

} // namespace drawbridge::ui
