// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Random.h"
#include "core/keeping/Commands.h"

#include <QString>

#include <memory>

namespace drawbridge {

class SecretStore;

/// The real secret store of a kind, for WorkspaceParts. `random` outlives it.
[[nodiscard]] std::shared_ptr<SecretStore> makeRealStore(SecretsKind kind,
                                                         const QString &folder,
                                                         Random &random);

/// Where a business is kept unless told otherwise: the user's data folder.
[[nodiscard]] QString defaultWorkspaceFolder();

/// Who is logged in, for the events; never empty.
[[nodiscard]] QString loginName();

} // namespace drawbridge
