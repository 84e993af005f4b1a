// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/map/MapWords.h"

#include <QPainterPath>

#include <memory>

namespace drawbridge::ui {

/// One thing on the map: a tile or an arrow, by its place in the model.
struct MapTarget
{
    enum class Kind { None, Tile, Arrow };
    Kind kind = Kind::None;
    int index = -1;

    [[nodiscard]] bool isSet() const { return kind != Kind::None; }
    friend bool operator==(const MapTarget &, const MapTarget &) = default;
};

/// A laid out map made ready to be drawn and pointed at: paths, arrow heads and labels are worked out once.
/// Units are those of LaidOutMap.
class MapScene
{
public:
    struct Arrow
    {
        QPainterPath path; ///< up to the head
        QPolygonF head;
        QRectF bounds;
        QRectF label; ///< null where there was no room for it
        QString labelText;
    };

    MapScene() = default;
    MapScene(LaidOutMap map, Names names);

    [[nodiscard]] const LaidOutMap &laid() const { return m_map; }
    [[nodiscard]] const MapModel &model() const { return m_map.map; }
    [[nodiscard]] const QList<Arrow> &arrows() const { return m_arrows; }
    [[nodiscard]] Names names() const { return m_names; }
    [[nodiscard]] bool isEmpty() const { return m_map.map.tiles.isEmpty(); }

    /// What is at `point`; arrows count within `reach` of their line.
    [[nodiscard]] MapTarget at(QPointF point, qreal reach) const;
    [[nodiscard]] QRectF boundsOf(MapTarget target) const;
    /// What a screen reader says of it.
    [[nodiscard]] QString nameOf(MapTarget target) const;
    /// Everything once, as the eye reads: each tile, then the arrows that leave it.
    [[nodiscard]] const QList<MapTarget> &order() const { return m_order; }
    [[nodiscard]] bool has(MapTarget target) const;

    [[nodiscard]] static QFont labelFont();
    /// Where the name of an area stands, at a scale at which it can be read; null for one without a frame.
    [[nodiscard]] QRectF areaTitle(qsizetype area) const;
    [[nodiscard]] static QFont areaFont();

private:
    void makeArrow(qsizetype index);
    void placeLabels();
    void makeOrder();

    LaidOutMap m_map;
    Names m_names = Names::Shown;
    QList<Arrow> m_arrows;
    QList<MapTarget> m_order;
};

} // namespace drawbridge::ui
