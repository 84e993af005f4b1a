// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/MapLayout.h"

#include <QByteArray>
#include <QList>

namespace drawbridge {

/// The areas of a large map as blocks of tiles, which `sfdp` places so that those with much traffic stand near each
/// other. (sfdp itself knows no areas: given the tiles it would scatter them.)
class BlockLayout
{
public:
    /// `areas`: indexes of those to lay out.
    BlockLayout(const MapModel &map, QList<int> areas, QSizeF tile);

    [[nodiscard]] QByteArray graph() const;
    /// Fills in what the answer places; its lower edge, or Refused if it lacks something or makes no sense.
    [[nodiscard]] Result<double> read(const QByteArray &json, LaidOutMap &out) const;

private:
    const MapModel &m_map;
    QList<int> m_areas;
    QSizeF m_tile;
};

} // namespace drawbridge
