// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Ids.h"
#include "core/model/Words.h"

#include <QDateTime>

#include <optional>

namespace drawbridge {

struct Sighting;
using SightingId = Id<Sighting>;

/// Somebody who looks after a connection, can see a key or once saw one. What the owner has entered; nothing here is
/// asked of any app.
struct Person
{
    PersonId id;
    QString name;                ///< unlike any other's, in any case
    QString role;                ///< "bookkeeper", or empty
    QString email;               ///< or empty
    std::optional<QDate> leftOn; ///< of somebody who left, or is about to
    QDateTime createdAt;         ///< UTC
    qint64 revision = 0;

    friend bool operator==(const Person &, const Person &) = default;
};

/// In which way somebody can see a key.
enum class SightKind {
    Key,   ///< has the key itself, or had it
    Admin, ///< manages the app: can read its keys there, or make others
    App,   ///< signs in to the app and works with it
};
DRAWBRIDGE_WORDS(
    SightKind, 3, {SightKind::Key, u"key"}, {SightKind::Admin, u"admin"}, {SightKind::App, u"app"});

/// That a person can see a connection, or one key of it, as of a day.
struct Sighting
{
    static constexpr int goodForDays = 90; ///< then it counts as not checked

    SightingId id;
    PersonId person;
    ConnectionId connection;
    CredentialId credential; ///< none: the connection with all its keys
    SightKind kind = SightKind::Key;
    std::optional<QDate> since; ///< nothing: not known
    QDate checkedOn;            ///< when somebody last looked that it is so
    std::optional<QDate> until; ///< nothing: still so

    friend bool operator==(const Sighting &, const Sighting &) = default;

    /// Whether somebody looked lately enough for it to be relied on.
    [[nodiscard]] bool isChecked(const QDate &today) const;
};

/// InvalidInput with a sentence: nameless, or with a text that is too long or no e-mail address.
[[nodiscard]] Result<void> validate(const Person &person);
/// InvalidInput with a sentence: of nobody or nothing, or with days in an order that cannot be.
[[nodiscard]] Result<void> validate(const Sighting &sighting);

/// Whether a text ("looks after it", "held by") names this person.
[[nodiscard]] bool isNamed(const Person &person, const QString &text);

} // namespace drawbridge
