// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Words.h"

namespace drawbridge {

/// Where the secrets of a workspace are kept; chosen when it is made.
enum class SecretsKind { Keychain, Vault };
DRAWBRIDGE_WORDS(SecretsKind,
                 2,
                 {SecretsKind::Keychain, u"keychain"},
                 {SecretsKind::Vault, u"vault"});

} // namespace drawbridge
