// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Rotation.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Rotation", text);
}

QString moment(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime(), tr("d MMM yyyy, HH:mm"));
}

QString shuttingOffSentence(const Rotation &rotation, const QString &app)
{
    switch (rotation.oldEnd) {
    case KeyEnd::ByHand:
        return tr("The new key is in use. End the old one on the page of %1: until then it works.")
            .arg(app);
    case KeyEnd::StillWorks:
        return tr("The new key is in use. %1 still accepts the old one, although it was ended.")
            .arg(app);
    case KeyEnd::NotBegun:
    case KeyEnd::UnderWay:
    case KeyEnd::SeenRefused:
    case KeyEnd::CannotBeSeen:
        break;
    }
    return tr("The new key is in use. The old one is being ended at %1, and tried until it is "
              "refused.")
        .arg(app);
}

QString finishedSentence(const Rotation &rotation, const QString &app)
{
    if (rotation.way == RotationWay::Renewal)
        return rotation.endsOldAt
            ? tr("The sign-in was renewed. Access that was given before ends by itself, on %1 at "
                 "the latest.")
                  .arg(moment(*rotation.endsOldAt))
            : tr("The sign-in was renewed. When access that was given before ends, %1 does not "
                 "tell.")
                  .arg(app);
    if (rotation.oldEnd == KeyEnd::SeenRefused)
        return tr("The new key is in use, and %1 was seen to refuse the old one.").arg(app);
    return tr("The new key is in use. The old one was ended, it was said; whether %1 refuses it, "
              "nobody can see from here.")
        .arg(app);
}

} // namespace

bool Rotation::canGoBack() const
{
    const bool oldIsGone = (fate == OldKeyFate::EndsAtOnce || signsIn) && (asked || made);
    switch (phase) {
    case RotationPhase::Planned:
    case RotationPhase::Making:
    case RotationPhase::Clearing:
    case RotationPhase::ByHand:
    case RotationPhase::Testing:
    case RotationPhase::HandingOver:
    case RotationPhase::Overlapping:
        return !oldIsGone;
    case RotationPhase::ShuttingOff:
    case RotationPhase::Finished:
    case RotationPhase::RollingBack:
    case RotationPhase::RolledBack:
    case RotationPhase::Reconnect:
        break;
    }
    return false;
}

bool Rotation::isDue(const QDateTime &now) const
{
    if (isOver() || need != RotationNeed::Nothing || phase == RotationPhase::ByHand)
        return false;
    if (phase == RotationPhase::HandingOver && placesLeft() > 0)
        return false;
    const std::optional<QDateTime> until = phase == RotationPhase::Planned ? startsAt
        : phase == RotationPhase::Overlapping                              ? endsOldAt
                                                                           : nextTry;
    if (!until)
        return true;
    if (now >= *until)
        return true;
    // Of the times that nobody picked, none is longer than a day: what is planned for later, or was planned after
    // now, was planned by a clock that was ahead.
    constexpr qint64 longestWait = 25 * 3600;
    const bool isPicked = phase == RotationPhase::Planned || phase == RotationPhase::Overlapping;
    return !isPicked
        && (*until > now.addSecs(longestWait) || (!moments.isEmpty() && now < moments.last().at));
}

bool Rotation::waitsForOwner() const
{
    if (isOver())
        return false;
    if (need != RotationNeed::Nothing || phase == RotationPhase::ByHand)
        return true;
    if (phase == RotationPhase::HandingOver)
        return placesLeft() > 0;
    const bool isBack = phase == RotationPhase::RollingBack;
    if (!isBack && phase != RotationPhase::ShuttingOff)
        return false;
    const KeyEnd end = isBack ? newEnd : oldEnd;
    return end == KeyEnd::ByHand || end == KeyEnd::StillWorks;
}

int Rotation::placesLeft() const
{
    return static_cast<int>(std::count_if(places.begin(), places.end(), [](const HandOver &place) {
        return !place.doneAt;
    }));
}

std::optional<QDateTime> Rotation::beganAt(RotationPhase wanted) const
{
    for (auto it = moments.crbegin(); it != moments.crend(); ++it) {
        if (it->phase == wanted)
            return it->at;
    }
    return std::nullopt;
}

QString sentenceFor(const Rotation &rotation, const QString &app)
{
    switch (rotation.phase) {
    case RotationPhase::Planned:
        return rotation.startsAt ? tr("It begins on %1.").arg(moment(*rotation.startsAt))
                                 : tr("It is about to begin.");
    case RotationPhase::Making:
        if (rotation.need == RotationNeed::Authority && !rotation.asked)
            return tr("A key that may manage keys at %1 is needed first. The old one is in use.")
                .arg(app);
        return rotation.way == RotationWay::Renewal
            ? tr("%1 is asked to renew the sign-in.").arg(app)
            : tr("%1 is asked for a new key. The old one is in use.").arg(app);
    case RotationPhase::Clearing:
        return tr("%1 was asked for a key and its answer was lost. What it may have made is looked "
                  "for and ended. The old key is in use.")
            .arg(app);
    case RotationPhase::ByHand:
        return tr("Make the new key on the page of %1 and paste it here. The old one is in use "
                  "until then.")
            .arg(app);
    case RotationPhase::Testing:
        return rotation.inUse ? tr("The new key is tried.")
                              : tr("The new key is tried. The old one is in use until it works.");
    case RotationPhase::HandingOver:
        return rotation.placesLeft() == 1
            ? tr("The new key is in use here. One place still has the old one.")
            : tr("The new key is in use here. %1 places still have the old one.")
                  .arg(rotation.placesLeft());
    case RotationPhase::Overlapping:
        return rotation.endsOldAt
            ? tr("Every place has the new key. The old one is ended on %1.")
                  .arg(moment(*rotation.endsOldAt))
            : tr("Every place has the new key. The old one is about to be ended.");
    case RotationPhase::ShuttingOff:
        return shuttingOffSentence(rotation, app);
    case RotationPhase::Finished:
        return finishedSentence(rotation, app);
    case RotationPhase::RollingBack:
        return rotation.made
            ? tr("The old key is in use. The new one is being ended at %1.").arg(app)
            : tr("The old key is in use. What %1 may have made is looked for and "
                 "ended.")
                  .arg(app);
    case RotationPhase::RolledBack:
        return rotation.newEnd == KeyEnd::SeenRefused
            ? tr("The old key is in use, and %1 was seen to refuse the new one.").arg(app)
            : tr("The old key is in use, as before.");
    case RotationPhase::Reconnect:
        return tr("No key of this connection works any more. Connect it again.");
    }
    return {};
}

} // namespace drawbridge
