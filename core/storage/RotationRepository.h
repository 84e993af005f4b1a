// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Rotation.h"
#include "core/storage/Transaction.h"

namespace drawbridge {

/// The replacing of keys. In the clear: of which credential and versions, how far it is, since when, and when it is
/// gone on with.
class RotationRepository
{
public:
    /// Conflict: that credential is being replaced already.
    static Result<void> insert(Transaction &tx, const Rotation &rotation);
    /// With the next revision. Conflict: `revision` is not the stored one any more. NotFound.
    static Result<void> update(Transaction &tx, const Rotation &rotation);
    [[nodiscard]] static Result<Rotation> get(ReadView &view, const RotationId &id);
    /// Oldest first, those that are over too.
    [[nodiscard]] static Result<QList<Rotation>> list(ReadView &view);
    [[nodiscard]] static Result<QList<Rotation>> listOf(ReadView &view, const ConnectionId &id);
    /// The one that is under way, if any.
    [[nodiscard]] static Result<std::optional<Rotation>> openOf(ReadView &view,
                                                                const CredentialId &id);
    /// Before the connection's keys are removed.
    static Result<void> removeOf(Transaction &tx, const ConnectionId &id);
};

} // namespace drawbridge
