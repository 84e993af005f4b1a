// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Flow.h"

namespace drawbridge {

/// `flow.id` and the times are given by us.
struct AddFlow
{
    using Reply = Flow;
    Flow flow;
};

/// Conflict if `flow.revision` is not the stored one.
struct EditFlow
{
    using Reply = Flow;
    Flow flow;
};

struct RetireFlow
{
    using Reply = Flow;
    FlowId id;
};

/// Undoes a retirement.
struct RestoreFlow
{
    using Reply = Flow;
    FlowId id;
};

struct AddBoundary
{
    using Reply = Boundary;
    QString name;
};

struct RenameBoundary
{
    using Reply = Boundary;
    BoundaryId id;
    QString name;
};

/// Conflict while a connection is in it.
struct RemoveBoundary
{
    using Reply = bool;
    BoundaryId id;
};

} // namespace drawbridge
