// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// What front ends may know of the catalog: the apps, their addresses, which app a key is of, which shop it opens,
/// what it may do beside what it needs, and how it would be replaced.
#include "core/auth/ScopeProbe.h"
#include "core/catalog/Addresses.h"
#include "core/catalog/Catalog.h"
#include "core/catalog/KeyRecognizer.h"
#include "core/connections/KeyEnvironment.h"
#include "core/connections/Narrowing.h"
#include "core/connections/ScopeReview.h"
#include "core/connections/SharedKeys.h"
#include "core/rotation/RotationPlan.h"
