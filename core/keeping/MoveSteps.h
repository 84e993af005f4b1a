// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/keeping/Intents.h"
#include "core/keeping/KeepingParts.h"

#include <QStringList>

#include <chrono>

/// What a move of the keys (SecretsMove.h) writes down, and how it ends where it broke off.
namespace drawbridge {

constexpr std::chrono::minutes moveLeaseTime{10};

/// {"from": kind, "to": kind}: under way, or done in part. For a kind in the network also "fromStore", "toStore": its
/// settings.
inline const QString moveIntent = QStringLiteral("move-secrets");
/// {"from": kind} (and "fromStore"): moved, and what the old store has is to go.
inline const QString removeIntent = QStringLiteral("remove-moved-secrets");
/// {"whole": entry, "key": entry}: one value changes its form; the entry no record names is to go.
inline const QString sealIntent = QStringLiteral("seal-long-secret");

[[nodiscard]] bool isOfAMove(const Intent &intent);

/// The fields of an intent for a place: "from" and "fromStore", "to" and "toStore".
[[nodiscard]] QJsonObject placeInIntent(const QString &field, const SecretsPlace &place);

[[nodiscard]] Event movedEvent(const SecretsPlace &to, const QStringList &toPaste);

/// Takes everything of the workspace out of the store at this place. False: the store does not let us now, which is
/// logged, and no reason to keep anybody from his workspace.
[[nodiscard]] bool isRemoved(const OpenWorkspaceParts &open, const SecretsPlace &place);

/// From the moment workspace.json names the new store.
[[nodiscard]] Result<void> finishMove(const OpenWorkspaceParts &open,
                                      const IntentId &intent,
                                      const SecretsPlace &from,
                                      const Event &event);

/// Which of the two entries a record names stays.
[[nodiscard]] Result<void> settleSealing(const OpenWorkspaceParts &open, const Intent &intent);

/// Finishes or undoes what one intent of a move tells of, with the lease in hand. What the other store does not let us
/// do now is left for the next time.
[[nodiscard]] Result<void> settleMove(const OpenWorkspaceParts &open, const Intent &intent);

/// The same for all that killed processes left, unless somebody is at a move right now.
[[nodiscard]] Result<void> settleMoves(const OpenWorkspaceParts &open);

} // namespace drawbridge
