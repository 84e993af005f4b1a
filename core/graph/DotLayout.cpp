// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/DotLayout.h"

#include "core/graph/GraphvizAnswer.h"
#include "core/graph/GridLayout.h"

#include <QSet>

#include <cmath>
#include <utility>

namespace drawbridge {

DotLayout::DotLayout(const MapModel &map, QList<int> areas, QSizeF tile)
    : m_map(map)
    , m_areas(std::move(areas))
    , m_tile(tile)
{}

bool DotLayout::isIn(const MapArrow &arrow) const
{
    return m_areas.contains(m_map.tiles[arrow.from].area)
        && m_areas.contains(m_map.tiles[arrow.to].area);
}

QList<int> DotLayout::loneTiles(const MapArea &area) const
{
    QSet<int> joined;
    for (const MapArrow &arrow : m_map.arrows)
        joined << arrow.from << arrow.to;
    QList<int> lone;
    for (const int tile : area.tiles) {
        if (!joined.contains(tile))
            lone.append(tile);
    }
    return lone;
}

void DotLayout::writeArea(QByteArray &out, int index) const
{
    const MapArea &area = m_map.areas[index];
    const bool framed = area.boundary.isValid();
    if (framed)
        out += "subgraph cluster_a" + QByteArray::number(index)
            + " { margin=" + QByteArray::number(areaMargin + areaBreath) + ";\n";
    for (const int tile : area.tiles)
        out += "n" + QByteArray::number(tile) + ";\n";
    // Tiles without arrows would all stand in one column: invisible arrows make rows of them.
    const QList<int> lone = loneTiles(area);
    const auto row = qsizetype(std::ceil(std::sqrt(double(lone.size()))));
    for (qsizetype i = 1; i < lone.size(); ++i) {
        if (i % row != 0)
            out += "n" + QByteArray::number(lone[i - 1]) + " -> n" + QByteArray::number(lone[i])
                + " [style=invis];\n";
    }
    if (framed)
        out += "}\n";
}

QByteArray DotLayout::graph() const
{
    QByteArray out = "digraph {\ngraph [rankdir=LR, nodesep=" + inches(tileGap + 8)
        + ", ranksep=" + inches(areaGap * 2.2)
        + ", splines=true];\nnode [shape=box, label=\"\", fixedsize=true, width="
        + inches(m_tile.width()) + ", height=" + inches(m_tile.height())
        + "];\nedge [arrowsize=0.8];\n";
    for (const int index : m_areas)
        writeArea(out, index);
    for (int i = 0; i < m_map.arrows.size(); ++i) {
        const MapArrow &arrow = m_map.arrows[i];
        if (isIn(arrow))
            out += "n" + QByteArray::number(arrow.from) + " -> n" + QByteArray::number(arrow.to)
                + " [id=e" + QByteArray::number(i) + "];\n";
    }
    return out + "}\n";
}

Result<double> DotLayout::read(const QByteArray &json, LaidOutMap &out) const
{
    TRY(answer, GraphvizAnswer::read(json));
    const QPointF margin(mapMargin, mapMargin);
    for (const int index : m_areas) {
        const auto frame = answer.clusters.find(index);
        if (frame != answer.clusters.end())
            out.areas[index] =
                frame->second.adjusted(areaBreath, areaBreath, -areaBreath, -areaBreath)
                    .translated(margin);
        for (const int tile : m_map.areas[index].tiles) {
            const auto centre = answer.nodes.find(tile);
            if (centre == answer.nodes.end())
                return GraphvizAnswer::senseless();
            out.tiles[tile] = QRectF({}, m_tile);
            out.tiles[tile].moveCenter(centre->second + margin);
        }
    }
    for (int i = 0; i < m_map.arrows.size(); ++i) {
        const auto curve = answer.edges.find(i);
        if (curve == answer.edges.end())
            continue;
        for (const QPointF &point : curve->second)
            out.arrows[i].points.append(point + margin);
    }
    out.size = out.size.expandedTo(answer.size + QSizeF(2 * mapMargin, 2 * mapMargin));
    return answer.size.height() + mapMargin;
}

} // namespace drawbridge
