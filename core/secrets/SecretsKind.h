// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Words.h"

namespace drawbridge {

/// Where the secrets of a workspace are kept; chosen when it is made.
enum class SecretsKind { Keychain, Vault, OpenBao, Aws };
DRAWBRIDGE_WORDS(SecretsKind,
                 4,
                 {SecretsKind::Keychain, u"keychain"},
                 {SecretsKind::Vault, u"vault"},
                 {SecretsKind::OpenBao, u"openbao"},
                 {SecretsKind::Aws, u"aws"});

/// A store that is reached over the network, with a sign-in of its own that this computer's keychain keeps.
[[nodiscard]] constexpr bool isInNetwork(SecretsKind kind)
{
    return kind == SecretsKind::OpenBao || kind == SecretsKind::Aws;
}

} // namespace drawbridge
