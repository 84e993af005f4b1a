// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/AppProfile.h"

namespace drawbridge {

/// Pure: what another key of the same account consists of, for one that is pasted for once: its secrets, and what a
/// request shows of it besides, unless that is the account's or can be read out of the secret.
[[nodiscard]] QList<AuthField> fieldsOfAnotherKey(const AppProfile &profile, AuthKind authKind);

} // namespace drawbridge
