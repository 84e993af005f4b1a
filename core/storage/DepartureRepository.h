// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Departure.h"
#include "core/storage/Transaction.h"

namespace drawbridge {

/// Who left, and what was to be replaced.
class DepartureRepository
{
public:
    /// Conflict: the id is taken, there is no such person, or he has an open one.
    static Result<void> insert(Transaction &tx, const Departure &departure);
    /// Stores the items and the end, with the next revision. Conflict: `revision` is not the stored one any more.
    /// NotFound.
    static Result<void> update(Transaction &tx, const Departure &departure);
    [[nodiscard]] static Result<Departure> get(ReadView &view, const DepartureId &id);
    /// Ended ones too, in the order they began.
    [[nodiscard]] static Result<QList<Departure>> list(ReadView &view);
    static Result<void> remove(Transaction &tx, const DepartureId &id);
    static Result<void> removeOf(Transaction &tx, const PersonId &id);
};

} // namespace drawbridge
