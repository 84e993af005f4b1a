// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Event.h"
#include "core/storage/Database.h"
#include "core/storage/IntentRepository.h"

namespace drawbridge {

/// What this room does outside the database: the kinds of its intents.
inline const QString sheetIntent = QStringLiteral("make-recovery-sheet");
inline const QString passphraseIntent = QStringLiteral("change-passphrase");

/// Busy: the keys are being moved right now.
[[nodiscard]] Result<IntentId> beginIntent(Database &database,
                                           const QString &kind,
                                           const QJsonObject &payload = {});
/// For whoever has the lease "move-secrets" himself.
[[nodiscard]] Result<IntentId> beginOwnIntent(Database &database,
                                              const QString &kind,
                                              const QJsonObject &payload);
/// Ends the intent together with the event that tells what came of it.
[[nodiscard]] Result<void> endIntent(Database &database, const IntentId &intent, const Event &event);
/// Ends the intent of something that did not happen.
[[nodiscard]] Result<void> dropIntent(Database &database, const IntentId &intent);

} // namespace drawbridge
