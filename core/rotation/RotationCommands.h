// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"
#include "core/model/Rotation.h"
#include "core/rotation/RotationRules.h"

#include <QMap>

#include <optional>

/// What a front end can ask of the replacing of keys. Plain values; `Reply` is what comes back on success. Each comes
/// back where it stands still: at its end, or where it waits for somebody or some time.
namespace drawbridge {

/// A key that may make and end others, for this once: it is kept nowhere. Its fields, as the app's profile names them.
using OneTimeKey = QMap<QString, SharedSecret>;

/// Begins to replace the key in use. Conflict: it is being replaced already, or was shut off.
struct StartRotation
{
    using Reply = Rotation;
    CredentialId credential;
    bool byHand = false; ///< also where the app could be asked
    ConnectionId
        authority; ///< none: another connection of this app that may, or the key itself where it is safe
    OneTimeKey oneTimeKey;             ///< in place of `authority`
    std::optional<QDateTime> startsAt; ///< UTC; nothing: now
    int overlapHours = 0;
    QMap<QString, QString> oneTimeFields; ///< what goes with that key besides ("keySid")
};

/// The key that its owner made on the app's page. It is tried first; Refused with the reason, and nothing is kept.
struct GiveNewKey
{
    using Reply = Rotation;
    RotationId id;
    QMap<QString, SharedSecret> secrets;
    QMap<QString, QString> publicFields; ///< those that changed with it
    std::optional<GrantState> grant;     ///< of a sign-in, and of nothing else
    std::optional<QDate> endsAt;
};

/// Goes on now, past a waiting time or a problem.
struct ContinueRotation
{
    using Reply = Rotation;
    RotationId id;
    ConnectionId authority;
    OneTimeKey oneTimeKey;
    bool byHand = false;                  ///< the owner makes the key himself after all
    QMap<QString, QString> oneTimeFields; ///< what goes with that key besides ("keySid")
};

/// A place has the new key, or has not after all.
struct TickPlace
{
    using Reply = Rotation;
    RotationId id;
    PlacementId placement;
    bool done = true;
};

/// Ends the old key now, whoever still has it.
struct EndOldKeyNow
{
    using Reply = Rotation;
    RotationId id;
};

/// Back to the old key. Conflict with the reason where there is no way back.
struct AbortRotation
{
    using Reply = Rotation;
    RotationId id;
};

struct RotatedDue
{
    QList<Rotation> rotations; ///< begun now, each as far as it came
    QList<KeyDue> byHand;      ///< due as well, and only their owner can make them
    QList<KeyDue> failed;      ///< could not be begun; the reasons stand in the log
    bool isQuiet = false;      ///< nothing was begun, as these are quiet hours
};

/// Begins to replace every key that falls due today, or is planned for today, and that can be replaced without its
/// owner: for a timer. None in quiet hours.
struct RotateDue
{
    using Reply = RotatedDue;
};

/// InvalidInput with the reason.
struct SetRotationRules
{
    using Reply = bool;
    RotationRules rules;
};

/// Goes on with all that are due, several at once. How many there were.
struct ContinueRotations
{
    using Reply = int;
};

} // namespace drawbridge
