// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/Catalog.h"
#include "core/workspace/Snapshot.h"

#include <QJsonArray>
#include <QJsonObject>

/// The replacing of keys as the command line tells it.
namespace drawbridge::ctl {

/// A rotation with what belongs to it, taken from one snapshot.
struct RotationFacts
{
    Rotation rotation;
    QString app;            ///< its name
    QString connectionName; ///< empty: it was removed
    std::optional<CredentialVersion> oldKey;
    std::optional<CredentialVersion> newKey;
    std::optional<KeyShutOff> oldShutOff; ///< how the old key was ended and looked at
    std::optional<KeyShutOff> newShutOff; ///< the same of the new one, where it went back
    QUrl page;                            ///< where its owner makes a key by hand
    QStringList steps;
};

[[nodiscard]] RotationFacts factsOf(const Snapshot &snapshot,
                                    const Catalog &catalog,
                                    const Rotation &rotation);
[[nodiscard]] QJsonObject toJson(const RotationFacts &facts);
[[nodiscard]] QString textFor(const RotationFacts &facts);
[[nodiscard]] QJsonObject toJson(const LiveKey &key, const QString &connectionName);
[[nodiscard]] QJsonObject toJson(const KeyDue &due, const QString &connectionName);

/// The app, or its owner's word, ended it otherwise than it was wished for: back at the old key, no key left, the old
/// one works on, or it does not go on until somebody decides.
[[nodiscard]] bool isNo(const Rotation &rotation);

/// One rotation for somebody who was not there. `events` are those of its connection, in any order; others of the same
/// connection are left out. No secret is in it.
[[nodiscard]] QJsonObject reportJson(const RotationFacts &facts, const QList<Event> &events);
/// The same in Markdown. What comes from outside cannot become markup in it.
[[nodiscard]] QByteArray reportMarkdown(const RotationFacts &facts, const QList<Event> &events);

} // namespace drawbridge::ctl
