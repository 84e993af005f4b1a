// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/NameText.h"

#include <QColor>
#include <QPen>

namespace drawbridge::ui {

/// How the map says and draws what it knows, so that picture, legend, panel and screen reader agree.
[[nodiscard]] QColor sensitivityColor(Sensitivity sensitivity);
[[nodiscard]] QString sensitivityLabel(Sensitivity sensitivity);
[[nodiscard]] QString howKnownLabel(HowKnown how);
/// Solid: seen or reported. Dashes: imported. Dots: as the owner told us.
[[nodiscard]] QPen howKnownPen(HowKnown how, const QColor &color, qreal width);

/// "Stripe sends order totals to QuickBooks through Zapier, as you told us."
[[nodiscard]] QString arrowSentence(const MapModel &map, const MapArrow &arrow, Names names);
/// "Stripe, in Money, held by Zapier, paused": what a screen reader says.
[[nodiscard]] QString tileSentence(const MapModel &map, const MapTile &tile, Names names);
/// "through Zapier", "by hand by Anna", "directly".
[[nodiscard]] QString carrierText(Carrier carrier, const QString &name, Names names);

} // namespace drawbridge::ui
