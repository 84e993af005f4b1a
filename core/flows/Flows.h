// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/base/Result.h"
#include "core/catalog/Catalog.h"
#include "core/flows/Commands.h"

namespace drawbridge {

class Database;

/// What the owner does to flows and areas. Each change leaves an event. Blocking; thread-safe; all parts outlive it.
class Flows
{
public:
    Flows(Database &database, const Catalog &catalog, const Clock &clock, Random &random);

    Result<Flow> add(const AddFlow &command);
    Result<Flow> edit(const EditFlow &command);
    Result<Flow> retire(const RetireFlow &command);
    Result<Flow> restore(const RestoreFlow &command);

    Result<Boundary> addBoundary(const AddBoundary &command);
    Result<Boundary> renameBoundary(const RenameBoundary &command);
    Result<bool> removeBoundary(const RemoveBoundary &command);

private:
    [[nodiscard]] Result<void> checkDataClasses(const Flow &flow) const;

    Database &m_database;
    const Catalog &m_catalog;
    const Clock &m_clock;
    Random &m_random;
};

} // namespace drawbridge
