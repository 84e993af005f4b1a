// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Credential.h"

namespace drawbridge {

const CredentialVersion *Credential::current() const
{
    for (const CredentialVersion &version : versions) {
        if (version.stage == VersionStage::Current)
            return &version;
    }
    return nullptr;
}

} // namespace drawbridge
