// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Connection.h"
#include "core/model/Credential.h"
#include "core/model/Departure.h"
#include "core/model/Event.h"
#include "core/model/KeyShutOff.h"
#include "core/model/Person.h"
#include "core/model/Rotation.h"

#include <QDateTime>
#include <QHash>
#include <QList>

namespace drawbridge {

/// What the one button beside a thing to do leads to.
enum class AttentionAction {
    TestAgain,
    ReplaceKey,
    GoOnReplacing,
    Reconnect,
    LookAgain,
    OpenConnection,
    SeeShutOff,
    SeeDeparture,
    MakeRecoverySheet,
    SayWhatGoesWhere,
    FixClock
};

/// One thing that needs the owner, with the button that helps.
struct AttentionItem
{
    AttentionAction action = AttentionAction::OpenConnection;
    Severity severity = Severity::Low;
    ConnectionId connection; ///< none for things of the whole business
    PersonId person;         ///< who leaves, of SeeDeparture only
    RotationId rotation;     ///< of GoOnReplacing and Reconnect only
    bool canGoBack = false;  ///< of GoOnReplacing: the old key can be in use again
    QString title;
    QString explanation;
    std::optional<QDate> due;
};

/// The day on which a key is as old as the owner's rules let it become.
struct AgeLimit
{
    ConnectionId connection;
    CredentialId credential;
    QDate on;
};

struct AttentionInput
{
    QList<Connection> connections;
    QList<Credential> credentials;
    bool hasRecoverySheet = false;
    QString clockWarning;  ///< empty when the clock is sound
    bool emptyMap = false; ///< nothing says yet what goes where
    QList<KeyShutOff> shutOffs;
    QList<Person> people;
    QList<Departure> departures; ///< tracked
    QList<Rotation> rotations;   ///< oldest first, those that are over too
    QList<AgeLimit> ageLimits;
    QHash<AppId, QString> appNames; ///< for sentences; an app without a name is called by its id
};

/// What needs the owner now, most urgent first. Pure.
[[nodiscard]] QList<AttentionItem> attentionFor(const AttentionInput &input, const QDateTime &now);

} // namespace drawbridge
