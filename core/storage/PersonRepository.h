// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Person.h"
#include "core/storage/Transaction.h"

namespace drawbridge {

/// The owner's people, with what each can see or saw.
class PersonRepository
{
public:
    /// Conflict: the id is taken.
    static Result<void> insert(Transaction &tx, const Person &person);
    /// Stores everything but `createdAt`, with the next revision. Conflict: `revision` is not the stored one any
    /// more. NotFound.
    static Result<void> update(Transaction &tx, const Person &person);
    [[nodiscard]] static Result<Person> get(ReadView &view, const PersonId &id);
    /// In the order they were made.
    [[nodiscard]] static Result<QList<Person>> list(ReadView &view);
    /// With what they can see. Conflict while a place or a departure refers to them.
    static Result<void> remove(Transaction &tx, const PersonId &id);

    /// Conflict: the id is taken, or there is no such person, connection or key.
    static Result<void> insert(Transaction &tx, const Sighting &sighting);
    /// Stores everything but whose it is and of what. NotFound.
    static Result<void> update(Transaction &tx, const Sighting &sighting);
    /// In the order they were made.
    [[nodiscard]] static Result<QList<Sighting>> sightings(ReadView &view);
    static Result<void> remove(Transaction &tx, const SightingId &id);
    /// Those of a connection and its keys.
    static Result<void> removeOf(Transaction &tx, const ConnectionId &id);
};

} // namespace drawbridge
