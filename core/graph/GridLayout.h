// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/MapLayout.h"

namespace drawbridge {

/// Room inside an area around its tiles; the title stands in the upper one.
constexpr double areaMargin = 30;
/// What Graphviz keeps free around a frame; two of them are the least between two areas.
constexpr double areaBreath = 10;
/// Between tiles, between areas, and around everything.
constexpr double tileGap = 24;
constexpr double areaGap = 56;
constexpr double mapMargin = 24;

/// Areas as blocks of tiles, in rows. For what Graphviz does not lay out.
class GridLayout
{
public:
    GridLayout(const MapModel &map, QSizeF tile);

    /// Places the areas of `indexes` and their tiles below `top`, in rows about `width` wide; returns the lower
    /// edge. Rows are as wide as looks well if `width` is 0.
    double placeRows(const QList<int> &indexes, double top, double width, LaidOutMap &out) const;
    /// One area with its upper left corner at `corner`.
    void placeArea(int index, QPointF corner, LaidOutMap &out) const;
    [[nodiscard]] QSizeF blockSize(qsizetype tiles) const;

private:
    [[nodiscard]] int columns(qsizetype tiles) const;

    const MapModel &m_map;
    QSizeF m_tile;
};

/// A curve from the edge of one tile to the edge of another.
[[nodiscard]] ArrowPath plainArrow(const QRectF &from, const QRectF &to);

} // namespace drawbridge
