// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Id.h"

namespace drawbridge {

struct Connection;
struct Credential;
struct CredentialVersion;
struct Flow;
struct Boundary;
struct Event;
struct Person;
struct Place;

using ConnectionId = Id<Connection>;
using CredentialId = Id<Credential>;
using CredentialVersionId = Id<CredentialVersion>;
using FlowId = Id<Flow>;
using BoundaryId = Id<Boundary>;
using EventId = Id<Event>;
using PersonId = Id<Person>;
using PlaceId = Id<Place>;

/// An app of the catalog by its id there ("stripe"), stable over versions of the catalog.
using AppId = QString;

} // namespace drawbridge
