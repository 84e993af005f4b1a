// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/map/MapScene.h"

class QPainter;

namespace drawbridge::ui {

/// What is lit on the map, and how much care the picture gets.
struct MapLook
{
    MapTarget chosen;
    MapTarget hovered;
    bool showsRing = false; ///< the keyboard is on `chosen`
    bool moving =
        false; ///< thin lines and no smooth edges, so that a large map keeps up with the hand
    qreal scale = 1;
};

/// Draws `scene` within `exposed` (both in the scene's units; the painter is scaled already). Far away, words go
/// first, then tiles become plain boxes.
void paintMap(QPainter &painter, const MapScene &scene, const QRectF &exposed, const MapLook &look);

} // namespace drawbridge::ui
