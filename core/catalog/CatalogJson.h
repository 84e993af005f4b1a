// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/KeyRecognizer.h"
#include "core/model/AppProfile.h"

#include <QJsonObject>

/// The catalog as the command line prints it.
namespace drawbridge {

/// Everything, for `catalog show` and `catalog import`. A fact has "confidence", and "source" and "date" where it
/// has a source.
[[nodiscard]] QJsonObject toJson(const AppProfile &profile);
/// One line of `catalog list`.
[[nodiscard]] QJsonObject toListJson(const AppProfile &profile);
/// One result of `recognize`: {"app", "kind", "environment", "confidence"}, null where nothing is known.
[[nodiscard]] QJsonObject toJson(const std::optional<RecognizedKey> &key);

} // namespace drawbridge
