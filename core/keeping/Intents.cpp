// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/Intents.h"

#include "core/storage/LeaseRepository.h"
#include "core/storage/events/EventLog.h"

namespace drawbridge {

Result<IntentId> beginIntent(Database &database, const QString &kind, const QJsonObject &payload)
{
    return database.write<IntentId>([&](Transaction &tx) -> Result<IntentId> {
        TRY_DONE(LeaseRepository::checkFree(tx, moveSecretsLease));
        return IntentRepository::add(tx, kind, payload);
    });
}

Result<IntentId> beginOwnIntent(Database &database, const QString &kind, const QJsonObject &payload)
{
    return database.write<IntentId>(
        [&](Transaction &tx) { return IntentRepository::add(tx, kind, payload); });
}

Result<void> endIntent(Database &database, const IntentId &intent, const Event &event)
{
    return database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY_DONE(EventLog::append(tx, event));
        return IntentRepository::clear(tx, intent);
    });
}

Result<void> dropIntent(Database &database, const IntentId &intent)
{
    return database.write<void>(
        [&](Transaction &tx) { return IntentRepository::clear(tx, intent); });
}

} // namespace drawbridge
