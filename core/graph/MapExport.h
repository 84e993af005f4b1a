// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/MapLayout.h"

#include <QByteArray>
#include <QJsonObject>

namespace drawbridge {

/// The map as one SVG picture without scripts, links or outside fonts, names escaped, with a title and a
/// description for screen readers. The same map gives the same bytes.
[[nodiscard]] QByteArray mapToSvg(const LaidOutMap &map, const QString &title);

/// {"areas", "connections", "flows", "crossings"} for `map export --format json`.
[[nodiscard]] QJsonObject mapToJson(const MapModel &map);

} // namespace drawbridge
