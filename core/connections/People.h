// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/catalog/CurrentCatalog.h"
#include "core/connections/KeysSeen.h"
#include "core/connections/PeopleCommands.h"
#include "core/storage/Transaction.h"

namespace drawbridge {

class Database;

struct PeopleParts
{
    Database &database;
    const CurrentCatalog &catalog; ///< as it is at each command
    const Clock &clock;
    Random &random;
};

/// What the owner enters about people. Each change leaves an event, whose summary names no person: that stands in its
/// sealed part. Blocking; thread-safe; all parts outlive it.
class People
{
public:
    explicit People(const PeopleParts &parts);

    Result<Person> add(const AddPerson &command);
    Result<Person> edit(const EditPerson &command);
    Result<bool> remove(const RemovePerson &command);
    Result<Sighting> note(const NoteSighting &command);
    Result<Sighting> forget(const ForgetSighting &command);

private:
    PeopleParts m;
};

/// All that decides what somebody saw.
[[nodiscard]] Result<PeopleState> readPeopleState(ReadView &view);

/// For a connection that is about to go: what was noted of it, but not what is on a list of somebody who leaves.
[[nodiscard]] Result<void> forgetPeopleOf(Transaction &tx, const ConnectionId &id);

} // namespace drawbridge
