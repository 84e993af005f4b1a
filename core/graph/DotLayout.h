// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/MapLayout.h"

#include <QByteArray>
#include <QList>

namespace drawbridge {

/// The part of a map that has arrows, as a graph for `dot`, and back. Names never leave the program: tiles are n0,
/// n1 .., areas cluster_a0 .., arrows have the id e0 ...
class DotLayout
{
public:
    /// `areas`: indexes of those to lay out, with all their tiles.
    DotLayout(const MapModel &map, QList<int> areas, QSizeF tile);

    [[nodiscard]] QByteArray graph() const;
    /// Fills in what the answer places; its lower edge, or Refused if it lacks something or makes no sense.
    [[nodiscard]] Result<double> read(const QByteArray &json, LaidOutMap &out) const;

private:
    void writeArea(QByteArray &out, int index) const;
    [[nodiscard]] QList<int> loneTiles(const MapArea &area) const;
    [[nodiscard]] bool isIn(const MapArrow &arrow) const;

    const MapModel &m_map;
    QList<int> m_areas;
    QSizeF m_tile;
};

} // namespace drawbridge
