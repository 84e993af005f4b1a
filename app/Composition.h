// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/keeping/Commands.h"

#include <QString>

#include <memory>

namespace drawbridge {

class SecretStore;

/// The real secret store at a place, for WorkspaceParts. `clock` and `random` outlive it.
[[nodiscard]] std::shared_ptr<SecretStore> makeRealStore(const SecretsPlace &place,
                                                         const QString &folder,
                                                         const Clock &clock,
                                                         Random &random);

/// Where a business is kept unless told otherwise: the user's data folder.
[[nodiscard]] QString defaultWorkspaceFolder();

/// Who is logged in, for the events; never empty.
[[nodiscard]] QString loginName();

} // namespace drawbridge
