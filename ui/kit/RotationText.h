// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Rotation.h"
#include "ui/kit/Tokens.h"

#include <QStringList>

#include <chrono>

/// The replacing of a key in the words and steps that every screen shows of it. Pure.
namespace drawbridge::ui {

enum class StepState {
    Done,
    Now,     ///< somebody is at it
    Waits,   ///< for the owner, or for some time
    Trouble, ///< something is in the way
    ToCome,
};

struct RotationStepText
{
    QString title;
    StepState state = StepState::ToCome;
    std::optional<QDateTime> doneAt;               ///< UTC
    std::optional<std::chrono::milliseconds> took; ///< of what is done
};

/// From the making of the new key to the moment in which the old one is refused; on the way back, what was done and the
/// way.
[[nodiscard]] QList<RotationStepText> stepsOf(const Rotation &rotation, const QString &app);
/// The word for a step's state, for those who do not see its sign.
[[nodiscard]] QString stateText(StepState state);

struct RotationProgress
{
    int done = 0;
    int of = 5;
    QString now; ///< what it is at, or waits for: "2 places still have the old key"
};
[[nodiscard]] RotationProgress progressOf(const Rotation &rotation, const QString &app);

/// Of a stopwatch: "0:07", "12:30", "3 h 5 min".
[[nodiscard]] QString watchText(std::chrono::milliseconds elapsed);

/// How long it took, or has been taking until `now`, without the time that was only waited: before it was to begin,
/// and while both keys were left alive on purpose.
[[nodiscard]] std::chrono::milliseconds workedFor(const Rotation &rotation, const QDateTime &now);
/// How long the last one took that was finished in the same way, of these connections.
[[nodiscard]] std::optional<std::chrono::milliseconds> lastTook(
    const QList<Rotation> &rotations, const QList<ConnectionId> &connections, RotationWay way);

} // namespace drawbridge::ui
