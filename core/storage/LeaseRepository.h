// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/storage/Transaction.h"

#include <QDateTime>
#include <QString>

#include <chrono>
#include <optional>

namespace drawbridge {

/// The right of one part of one process to do one thing, until it is released, runs out, or its process dies.
struct Lease
{
    QString name;    ///< "move-secrets"
    QString holder;  ///< the actor who has it, for the sentence to whoever must wait
    QDateTime until; ///< UTC, by the later of this computer's clock and the latest time seen
    QString token;   ///< tells this taking of it from every other
};

/// Held while the keys go from one store to another: nobody stores or removes one meanwhile.
inline const QString moveSecretsLease = QStringLiteral("move-secrets");

/// Leases need no event.
class LeaseRepository
{
public:
    /// Busy: somebody else has it; the sentence names the holder.
    static Result<Lease> acquire(Transaction &tx,
                                 const QString &name,
                                 std::chrono::seconds duration);
    /// Conflict: it ran out and somebody else has it now.
    static Result<Lease> renew(Transaction &tx, const Lease &lease, std::chrono::seconds duration);
    /// Ok also when it was lost.
    static Result<void> release(Transaction &tx, const Lease &lease);
    /// Busy: somebody has it, be it another part of this process; the sentence names the holder.
    [[nodiscard]] static Result<void> checkFree(ReadView &view, const QString &name);
    /// Until when somebody was to have it who neither released it nor has it any more: what it was for may be half
    /// done. Nothing: nobody left it so.
    [[nodiscard]] static Result<std::optional<QDateTime>> left(ReadView &view, const QString &name);
    /// What was left is done with. Ok also where nobody left it.
    static Result<void> forgetLeft(Transaction &tx, const QString &name);
    /// A moment that all programs at this business share under a name: no right to anything, so nobody waits for it. What
    /// a program that died left counts, too.
    static Result<void> noteMoment(Transaction &tx, const QString &name, const QDateTime &moment);
    /// Nothing: none was noted.
    [[nodiscard]] static Result<std::optional<QDateTime>> moment(ReadView &view,
                                                                 const QString &name);
    /// Who has it now, if anybody.
    [[nodiscard]] static Result<std::optional<Lease>> find(ReadView &view, const QString &name);
};

} // namespace drawbridge
