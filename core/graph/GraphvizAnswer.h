// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QList>
#include <QPointF>
#include <QRectF>

#include <map>

namespace drawbridge {

/// What Graphviz says in JSON, checked and turned into our coordinates: the origin is the top left corner of its
/// drawing, y grows downwards.
struct GraphvizAnswer
{
    QSizeF size;
    std::map<int, QPointF> nodes;        ///< centres, by the number in "n12"
    std::map<int, QRectF> clusters;      ///< by the number in "cluster_a3"
    std::map<int, QList<QPointF>> edges; ///< curves with their tip, by the number in the id "e4"

    /// Refused if it is no map or holds numbers that make no sense.
    [[nodiscard]] static Result<GraphvizAnswer> read(const QByteArray &json);
    /// The error for an answer that lacks something.
    [[nodiscard]] static Error senseless();
};

/// Pixels as the inches Graphviz wants.
[[nodiscard]] QByteArray inches(double pixels);

} // namespace drawbridge
