// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Connection.h"
#include "core/storage/Transaction.h"

#include <QList>

namespace drawbridge {

/// The connections of the business.
class ConnectionRepository
{
public:
    /// Conflict: the id is taken, or there is no such area.
    static Result<void> insert(Transaction &tx, const Connection &connection);
    /// Stores everything but `createdAt`, with the next revision. Conflict: `revision` is not the stored one any
    /// more. NotFound.
    static Result<void> update(Transaction &tx, const Connection &connection);
    [[nodiscard]] static Result<Connection> get(ReadView &view, const ConnectionId &id);
    /// In the order they were made.
    [[nodiscard]] static Result<QList<Connection>> list(ReadView &view);
    /// Conflict: credentials or flows still name it. NotFound.
    static Result<void> remove(Transaction &tx, const ConnectionId &id);
};

} // namespace drawbridge
