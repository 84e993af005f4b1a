// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Place.h"
#include "core/storage/Transaction.h"

namespace drawbridge {

/// Where keys are used, with the keys that were pasted at each.
class PlaceRepository
{
public:
    /// Conflict: the id is taken, or there is no such person.
    static Result<void> insert(Transaction &tx, const Place &place);
    /// Stores everything but `createdAt`, with the next revision. Conflict: `revision` is not the stored one any
    /// more. NotFound.
    static Result<void> update(Transaction &tx, const Place &place);
    [[nodiscard]] static Result<Place> get(ReadView &view, const PlaceId &id);
    /// In the order they were made.
    [[nodiscard]] static Result<QList<Place>> list(ReadView &view);
    /// With what was pasted there.
    static Result<void> remove(Transaction &tx, const PlaceId &id);

    /// Conflict: the id is taken, or there is no such place, connection or key.
    static Result<void> insert(Transaction &tx, const Placement &placement);
    /// Stores everything but what it is and where. NotFound.
    static Result<void> update(Transaction &tx, const Placement &placement);
    /// In the order they were made.
    [[nodiscard]] static Result<QList<Placement>> placements(ReadView &view);
    static Result<void> remove(Transaction &tx, const PlacementId &id);
    /// Those of a connection and its keys.
    static Result<void> removeOf(Transaction &tx, const ConnectionId &id);
};

} // namespace drawbridge
