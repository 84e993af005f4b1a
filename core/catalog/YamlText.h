// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/catalog/TextTree.h"

#include <QByteArray>

namespace drawbridge {

/// The one document of a YAML 1.2 file as the tree of TextTree.h. Hostile input: depth, size and what aliases would
/// unfold to are limited, nothing is fetched, tags make nothing. Every scalar stays the text it is in the file
/// ("1.0", "no", "2026-07-15"); only a bare null is null. Merge keys ("<<") fill in what is missing, as most tools do.
[[nodiscard]] Result<QJsonObject> readYaml(const QByteArray &utf8, const TextTreeLimits &limits);

} // namespace drawbridge
