// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "core/base/Result.h"
#include "core/graph/MapModel.h"

#include <QList>
#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <chrono>

namespace drawbridge {

enum class LayoutBy { Graphviz, Grid };
DRAWBRIDGE_WORDS(LayoutBy, 2, {LayoutBy::Graphviz, u"graphviz"}, {LayoutBy::Grid, u"grid"});

/// The way of an arrow: a start, then three points for each cubic Bézier piece (two controls, one end).
struct ArrowPath
{
    QList<QPointF> points;
};

/// A map with a place for everything. Units are pixels at scale 1, y grows downwards, the origin is the top left
/// corner. The lists run parallel to those of `map`.
struct LaidOutMap
{
    MapModel map;
    QSizeF size;
    QList<QRectF> areas;
    QList<QRectF> tiles;
    QList<ArrowPath> arrows;
    LayoutBy by = LayoutBy::Grid;
    QString note; ///< why Graphviz did not do it, for the owner; empty when it did
};

struct MapLayoutOptions
{
    QSizeF tile{176, 56};
    QString program = QStringLiteral("dot"); ///< looked up in PATH unless absolute
    std::chrono::milliseconds limit{4000};
    qsizetype largestAnswer = qsizetype{16} * 1024 * 1024;
    int mostLayered = 60; ///< with more tiles, areas become blocks that are placed as a whole
};

/// Finds a place for everything by Graphviz, which sees opaque ids only and is killed when it is too slow, says
/// too much or `cancel` asks; then, and where it is not installed, by a grid of our own. Blocks: call it from a
/// worker thread. The same map gives the same layout. Cancelled is the only error.
[[nodiscard]] Result<LaidOutMap> layoutMap(const MapModel &map,
                                           const MapLayoutOptions &options = {},
                                           const CancelToken &cancel = {});

} // namespace drawbridge
