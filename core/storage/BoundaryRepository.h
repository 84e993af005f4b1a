// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Flow.h"
#include "core/storage/Transaction.h"

namespace drawbridge {

/// The areas of the map.
class BoundaryRepository
{
public:
    static Result<void> insert(Transaction &tx, const Boundary &boundary);
    static Result<void> update(Transaction &tx, const Boundary &boundary);
    [[nodiscard]] static Result<Boundary> get(ReadView &view, const BoundaryId &id);
    /// By position.
    [[nodiscard]] static Result<QList<Boundary>> list(ReadView &view);
    /// Conflict: a connection is in it. NotFound.
    static Result<void> remove(Transaction &tx, const BoundaryId &id);
};

} // namespace drawbridge
