// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/Catalog.h"
#include "core/connections/Attention.h"
#include "core/connections/DueSummary.h"
#include "core/connections/KeysSeen.h"
#include "core/keeping/Commands.h"
#include "core/model/Connection.h"
#include "core/model/Credential.h"
#include "core/model/Event.h"
#include "core/model/Flow.h"
#include "core/model/KeyShutOff.h"
#include "core/rotation/LiveKeys.h"
#include "core/rotation/RotationRules.h"

#include <QJsonObject>
#include <QMap>

namespace drawbridge {

/// What part of the state a change touched.
enum class Topic {
    Connections = 1, ///< and their keys, people and places, and what was half filled in
    Flows = 2,       ///< and areas
    Events = 4,
    Settings = 8, ///< and where the keys are, the recovery sheet
    Apps = 16,    ///< those the owner imported: Workspace::catalog() is another one
    Everything = 31
};
Q_DECLARE_FLAGS(Topics, Topic)
Q_DECLARE_OPERATORS_FOR_FLAGS(Topics)

enum class ThemeChoice { System, Light, Dark };
DRAWBRIDGE_WORDS(ThemeChoice,
                 3,
                 {ThemeChoice::System, u"system"},
                 {ThemeChoice::Light, u"light"},
                 {ThemeChoice::Dark, u"dark"});

/// What the owner chose for the whole business.
struct WorkspaceSettings
{
    QString businessName;
    ThemeChoice theme = ThemeChoice::System;
    int autoLockMinutes = 10; ///< 0: never by idleness
    bool lockWithScreen = true;
    bool hideNames = false;
    QString ownerName; ///< the default for "looks after it"
};

struct Figures
{
    int connections = 0; ///< not counting removed ones
    int heldHere = 0;
    int dueIn14Days =
        0; ///< keys that end or are to be replaced within 14 days, overdue ones included
    int overdue = 0;
    int flows = 0;
    int flowsSeen = 0; ///< flows known by anything better than being told
};

/// The state of the workspace at one moment, for front ends: immutable, shared, cheap to hand around.
struct Snapshot
{
    QString folder;
    WorkspaceSettings settings;
    SecretsKind secrets = SecretsKind::Keychain;
    QString secretsDescription; ///< "GNOME keyring, collection \"login\"" or the vault file
    bool hasRecoverySheet = false;
    QString clockWarning; ///< a sentence when the computer's clock was set back, else empty
    QDateTime takenAt;    ///< UTC; for judging dates, the later of the clock and the latest event

    QList<Connection> connections; ///< by name
    QList<Credential> credentials;
    QList<KeyShutOff> shutOffs; ///< oldest first, finished ones too
    QList<Rotation> rotations;  ///< oldest first, those that are over too
    RotationRules rotationRules;
    QList<LiveKey> liveKeys;    ///< that no app was seen to refuse
    QList<KeyDue> keyCalendar;  ///< of the next 90 days
    QList<Flow> flows;          ///< retired ones too
    QList<Boundary> boundaries; ///< by position
    QList<Person> people;       ///< by name
    QList<Sighting> sightings;
    QList<Place> places; ///< by name
    QList<Placement> placements;
    QList<Departure> departures;    ///< oldest first, open ones as they stand now
    QList<AttentionItem> attention; ///< most urgent first
    DueSummary due;
    Figures figures;
    QList<Event> recent; ///< the last 24 hours, newest first, at most 50
    qint64 eventCount = 0;
    QMap<QString, QJsonObject> drafts;

    Catalog catalog;              ///< with the apps that the owner imported
    QList<Error> catalogProblems; ///< imported apps that were left out

    [[nodiscard]] const Connection *connection(const ConnectionId &id) const;
    [[nodiscard]] const Flow *flow(const FlowId &id) const;
    [[nodiscard]] QList<Credential> credentialsOf(const ConnectionId &id) const;
    [[nodiscard]] const Person *person(const PersonId &id) const;
    [[nodiscard]] const Place *place(const PlaceId &id) const;
    /// The open one, or null.
    [[nodiscard]] const Departure *departureOf(const PersonId &id) const;
    [[nodiscard]] PeopleState peopleState() const;
    /// What has a name and is no connection: the business, people, and places that are no apps.
    [[nodiscard]] QStringList otherNames() const;
    /// The one that is under way, or null.
    [[nodiscard]] const Rotation *rotationOf(const CredentialId &id) const;
    [[nodiscard]] QList<Rotation> rotationsOf(const ConnectionId &id) const;
    [[nodiscard]] QList<KeyShutOff> shutOffsOf(const ConnectionId &id) const;
    /// Flows that begin or end there and are not retired.
    [[nodiscard]] QList<Flow> flowsOf(const ConnectionId &id) const;
};

} // namespace drawbridge
