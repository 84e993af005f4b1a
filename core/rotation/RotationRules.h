// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/catalog/Catalog.h"
#include "core/model/Connection.h"
#include "core/model/Credential.h"
#include "core/model/Rotation.h"

#include <QJsonObject>
#include <QMap>
#include <QTime>

/// How old keys may become, and when they are replaced. Pure.
namespace drawbridge {

/// The rules of one business. Days of 0: no limit by this.
struct RotationRules
{
    int maxAgeDays = 0; ///< of every key
    QMap<CredentialKind, int> byKind;
    QMap<Environment, int> byEnvironment;
    int sensitiveDays = 0;          ///< of keys that reach data of high sensitivity
    std::optional<QTime> quietFrom; ///< by this computer's clock: nothing begins by itself from here
    std::optional<QTime> quietTo;   ///< until here; may be on the next day
    QString told;                   ///< who is told, besides whoever looks after the connection
    int overlapHours = 0; ///< that an old key lives on, should a place have been forgotten

    friend bool operator==(const RotationRules &, const RotationRules &) = default;
};

/// InvalidInput with a sentence: a number that is none, half a quiet time.
[[nodiscard]] Result<void> validate(const RotationRules &rules);
[[nodiscard]] QJsonObject toJson(const RotationRules &rules);
/// What is missing has its default; Damaged where a value is not what toJson() gives.
[[nodiscard]] Result<RotationRules> rotationRulesFrom(const QJsonObject &object);

/// Whether nothing begins by itself at this time, by this computer's clock.
[[nodiscard]] bool isQuiet(const RotationRules &rules, const QTime &localTime);
/// The first moment from `now` on that is not quiet. UTC.
[[nodiscard]] QDateTime afterQuiet(const RotationRules &rules, const QDateTime &now);

enum class DueReason { EndsAtApp, Reminder, MaximumAge };
DRAWBRIDGE_WORDS(DueReason,
                 3,
                 {DueReason::EndsAtApp, u"ends-at-app"},
                 {DueReason::Reminder, u"reminder"},
                 {DueReason::MaximumAge, u"maximum-age"});

/// When a key is to be replaced at the latest, and by what.
struct KeyDue
{
    ConnectionId connection;
    CredentialId credential;
    QDate on;
    DueReason reason = DueReason::Reminder;
    QDate planned; ///< the day the calendar gives it, `on` or before

    friend bool operator==(const KeyDue &, const KeyDue &) = default;
};

/// The earliest of its end at the app, its reminder and its greatest age. Nothing: it has none of them, or no key here.
[[nodiscard]] std::optional<KeyDue> dueOf(const RotationRules &rules,
                                          const Catalog &catalog,
                                          const Connection &connection,
                                          const Credential &credential);

/// What falls due from `today` on for so many days, by the day it is planned for, and the overdue ones today. Days before
/// a date are used so that no day has more than it must.
[[nodiscard]] QList<KeyDue> calendarOf(const RotationRules &rules,
                                       const Catalog &catalog,
                                       const QList<Connection> &connections,
                                       const QList<Credential> &credentials,
                                       const QDate &today,
                                       int days = 90);

} // namespace drawbridge
