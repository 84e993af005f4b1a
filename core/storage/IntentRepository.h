// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Id.h"
#include "core/base/Result.h"
#include "core/storage/ProcessMark.h"
#include "core/storage/Transaction.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>

namespace drawbridge {

class Database;
struct Intent;
using IntentId = Id<Intent>;

/// What a process is about to do outside the database, written down first so that it can be finished or undone.
struct Intent
{
    IntentId id;
    QString kind;
    QJsonObject payload; ///< sealed at rest; never a secret
    ProcessMark process; ///< who began it: hands off while it is alive
    QDateTime createdAt; ///< UTC
};

/// Intents need no event: the change they lead to has one.
class IntentRepository
{
public:
    static Result<IntentId> add(Transaction &tx, const QString &kind, const QJsonObject &payload);
    /// Ok also when it is gone already.
    static Result<void> clear(Transaction &tx, const IntentId &id);
    /// Oldest first, also those of processes that are still at it.
    [[nodiscard]] static Result<QList<Intent>> list(ReadView &view);
    /// Oldest first, those whose process is gone: what a recovery may finish or undo.
    /// A process that ended well between the reading and the look at it counts among them, but within a write.
    [[nodiscard]] static Result<QList<Intent>> listAbandoned(ReadView &view);
    /// The same without those: what is still there when its process is known to be gone stays.
    [[nodiscard]] static Result<QList<Intent>> abandoned(Database &database);
    /// Those of `intents` that are still there now.
    [[nodiscard]] static Result<QList<Intent>> stillThere(Database &database,
                                                          const QList<Intent> &intents);
};

} // namespace drawbridge
