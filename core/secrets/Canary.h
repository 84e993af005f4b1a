// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets/SecretStore.h"

namespace drawbridge {

/// The entry by which a workspace knows the store it was made with. Planted once, when the
/// workspace is made; doing it again for the same workspace changes nothing.
[[nodiscard]] Result<void> plantCanary(SecretStore &store, const QString &workspace);

/// Ok: this is the store. NotFound: another keychain answers than the one the workspace was made
/// with, or it was emptied: never make new keys then. Damaged: the entry is not what was planted.
/// Others: as SecretStore::read().
[[nodiscard]] Result<void> checkCanary(SecretStore &store, const QString &workspace);

/// When the workspace itself goes.
[[nodiscard]] Result<void> removeCanary(SecretStore &store, const QString &workspace);

} // namespace drawbridge
