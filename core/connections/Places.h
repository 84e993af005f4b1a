// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/People.h"

namespace drawbridge {

/// What the owner enters about where keys are used. Each change leaves an event that names no place but in its sealed
/// part, as a place may be a colleague. Blocking; thread-safe; all parts outlive it.
class Places
{
public:
    explicit Places(const PeopleParts &parts);

    Result<Place> add(const AddPlace &command);
    Result<Place> edit(const EditPlace &command);
    Result<bool> remove(const RemovePlace &command);
    Result<Placement> note(const NotePlacement &command);
    Result<Placement> forget(const ForgetPlacement &command);

private:
    PeopleParts m;
};

} // namespace drawbridge
