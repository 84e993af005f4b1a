// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Flow.h"
#include "core/storage/Transaction.h"

namespace drawbridge {

/// What goes where.
class FlowRepository
{
public:
    /// Conflict: the id is taken, or an end is no connection.
    static Result<void> insert(Transaction &tx, const Flow &flow);
    /// Stores everything but `createdAt`, with the next revision. Conflict: `revision` is not the stored one any
    /// more. NotFound.
    static Result<void> update(Transaction &tx, const Flow &flow);
    [[nodiscard]] static Result<Flow> get(ReadView &view, const FlowId &id);
    /// Retired ones too, in the order they were made.
    [[nodiscard]] static Result<QList<Flow>> list(ReadView &view);
    static Result<void> remove(Transaction &tx, const FlowId &id);
    /// Those that begin or end at the connection.
    static Result<void> removeOf(Transaction &tx, const ConnectionId &id);
};

} // namespace drawbridge
