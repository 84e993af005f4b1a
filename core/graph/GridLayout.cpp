// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/GridLayout.h"

#include <algorithm>
#include <cmath>

namespace drawbridge {

GridLayout::GridLayout(const MapModel &map, QSizeF tile)
    : m_map(map)
    , m_tile(tile)
{}

int GridLayout::columns(qsizetype tiles) const
{
    // Tiles are three times as wide as high, so half as many columns as rows look square.
    return std::max(1, int(std::ceil(std::sqrt(double(tiles) * 0.6))));
}

QSizeF GridLayout::blockSize(qsizetype tiles) const
{
    const int across = columns(tiles);
    const int down = std::max(1, int((tiles + across - 1) / across));
    return {across * m_tile.width() + (across - 1) * tileGap + 2 * areaMargin,
            down * m_tile.height() + (down - 1) * tileGap + 2 * areaMargin};
}

void GridLayout::placeArea(int index, QPointF corner, LaidOutMap &out) const
{
    const MapArea &area = m_map.areas[index];
    if (area.boundary.isValid())
        out.areas[index] = QRectF(corner, blockSize(area.tiles.size()));
    const int across = columns(area.tiles.size());
    for (int i = 0; i < area.tiles.size(); ++i) {
        const int column = i % across;
        const int row = i / across;
        const QPointF step(column * (m_tile.width() + tileGap), row * (m_tile.height() + tileGap));
        out.tiles[area.tiles[i]] = {corner + QPointF(areaMargin, areaMargin) + step, m_tile};
    }
}

double GridLayout::placeRows(const QList<int> &indexes,
                             double top,
                             double width,
                             LaidOutMap &out) const
{
    double total = 0;
    for (const int index : indexes) {
        const QSizeF size = blockSize(m_map.areas[index].tiles.size());
        total += (size.width() + areaGap) * (size.height() + areaGap);
    }
    const double limit = width > 0 ? std::max(width, 900.0) : std::sqrt(total) * 1.7;
    QPointF corner(mapMargin, top);
    double bottom = top;
    for (const int index : indexes) {
        const QSizeF size = blockSize(m_map.areas[index].tiles.size());
        if (corner.x() > mapMargin && corner.x() + size.width() > mapMargin + limit)
            corner = {mapMargin, bottom + areaGap};
        placeArea(index, corner, out);
        const QPointF end = corner + QPointF(size.width(), size.height());
        out.size = out.size.expandedTo({end.x() + mapMargin, end.y() + mapMargin});
        bottom = std::max(bottom, end.y());
        corner.rx() = end.x() + areaGap;
    }
    return bottom;
}

ArrowPath plainArrow(const QRectF &from, const QRectF &to)
{
    const QPointF way = to.center() - from.center();
    const bool sideways = std::abs(way.x()) * from.height() >= std::abs(way.y()) * from.width();
    QPointF start;
    QPointF end;
    QPointF bend;
    if (sideways) {
        const bool right = way.x() >= 0;
        start = {right ? from.right() : from.left(), from.center().y()};
        end = {right ? to.left() : to.right(), to.center().y()};
        bend = {(end.x() - start.x()) / 2, 0};
    } else {
        const bool down = way.y() >= 0;
        start = {from.center().x(), down ? from.bottom() : from.top()};
        end = {to.center().x(), down ? to.top() : to.bottom()};
        bend = {0, (end.y() - start.y()) / 2};
    }
    return {{start, start + bend, end - bend, end}};
}

} // namespace drawbridge
