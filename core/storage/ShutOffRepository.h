// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/KeyShutOff.h"
#include "core/storage/Transaction.h"

namespace drawbridge {

/// The shutting off of keys. In the clear: of which version, how far it is, since when, and when it is looked at next.
class ShutOffRepository
{
public:
    /// Conflict: that version is being shut off already.
    static Result<void> insert(Transaction &tx, const KeyShutOff &shutOff);
    /// With the next revision. Conflict: `revision` is not the stored one any more. NotFound.
    static Result<void> update(Transaction &tx, const KeyShutOff &shutOff);
    [[nodiscard]] static Result<KeyShutOff> get(ReadView &view, const ShutOffId &id);
    /// Oldest first, the finished ones too.
    [[nodiscard]] static Result<QList<KeyShutOff>> list(ReadView &view);
    [[nodiscard]] static Result<QList<KeyShutOff>> listOf(ReadView &view, const ConnectionId &id);
    /// Before the connection's keys are removed.
    static Result<void> removeOf(Transaction &tx, const ConnectionId &id);
};

} // namespace drawbridge
