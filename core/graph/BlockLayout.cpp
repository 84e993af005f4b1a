// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/BlockLayout.h"

#include "core/graph/GraphvizAnswer.h"
#include "core/graph/GridLayout.h"

#include <map>
#include <utility>

namespace drawbridge {

BlockLayout::BlockLayout(const MapModel &map, QList<int> areas, QSizeF tile)
    : m_map(map)
    , m_areas(std::move(areas))
    , m_tile(tile)
{}

QByteArray BlockLayout::graph() const
{
    const GridLayout grid(m_map, m_tile);
    QByteArray out = "graph {\ngraph [overlap=prism, sep=\"+" + QByteArray::number(areaGap / 2)
        + "\", splines=none];\nnode [shape=box, label=\"\", fixedsize=true];\n";
    for (const int index : m_areas) {
        const QSizeF size = grid.blockSize(m_map.areas[index].tiles.size());
        out += "n" + QByteArray::number(index) + " [width=" + inches(size.width())
            + ", height=" + inches(size.height()) + "];\n";
    }
    std::map<std::pair<int, int>, int> traffic;
    for (const MapArrow &arrow : m_map.arrows) {
        const int from = m_map.tiles[arrow.from].area;
        const int to = m_map.tiles[arrow.to].area;
        if (from != to)
            ++traffic[std::minmax(from, to)];
    }
    for (const auto &[ends, count] : traffic)
        out += "n" + QByteArray::number(ends.first) + " -- n" + QByteArray::number(ends.second)
            + " [weight=" + QByteArray::number(count) + "];\n";
    return out + "}\n";
}

Result<double> BlockLayout::read(const QByteArray &json, LaidOutMap &out) const
{
    TRY(answer, GraphvizAnswer::read(json));
    const GridLayout grid(m_map, m_tile);
    for (const int index : m_areas) {
        const auto centre = answer.nodes.find(index);
        if (centre == answer.nodes.end())
            return GraphvizAnswer::senseless();
        const QSizeF size = grid.blockSize(m_map.areas[index].tiles.size());
        const QPointF half(size.width() / 2, size.height() / 2);
        grid.placeArea(index, centre->second - half + QPointF(mapMargin, mapMargin), out);
    }
    out.size = out.size.expandedTo(answer.size + QSizeF(2 * mapMargin, 2 * mapMargin));
    return answer.size.height() + mapMargin;
}

} // namespace drawbridge
