// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/map/MapPainter.h"

#include <QTimer>
#include <QWidget>

namespace drawbridge::ui {

/// The data map to look at and to walk through: zoom by wheel and keys, move by drag and arrow keys, Tab from tile
/// to arrow to tile, Enter opens. Draws only what it was given; never waits for anything.
class MapView final : public QWidget
{
    Q_OBJECT

public:
    explicit MapView(QWidget *parent = nullptr);

    /// The chosen tile or arrow stays chosen where it is still on the map. The first map is fitted to the window.
    void setMap(const LaidOutMap &map, Names names);
    [[nodiscard]] const MapScene &scene() const { return m_scene; }

    [[nodiscard]] MapTarget chosen() const { return m_chosen; }
    /// Lights it and brings it into sight; does not open anything.
    void choose(MapTarget target);

    /// So much at the right end lies under something else: what is chosen is kept clear of it.
    void setCovered(int right);

    [[nodiscard]] qreal scale() const { return m_scale; }
    void zoom(qreal factor);
    /// All of it, never larger than life.
    void fit();

    [[nodiscard]] MapTarget targetAt(QPointF position) const;
    /// In the widget's coordinates.
    [[nodiscard]] QRectF rectOf(MapTarget target) const;

    [[nodiscard]] QSize sizeHint() const override { return {640, 420}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {240, 180}; }

Q_SIGNALS:
    /// By click, Enter or a screen reader; None: nothing is chosen any more.
    void opened(const drawbridge::ui::MapTarget &target);
    void zoomed(qreal scale);

public Q_SLOTS:
    void zoomIn() { zoom(1.25); }
    void zoomOut() { zoom(0.8); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    bool event(QEvent *event) override;

private:
    void zoomAt(QPointF anchor, qreal factor);
    void moveBy(QPointF distance);
    void keepInSight();
    void bringIntoSight(MapTarget target);
    void step(int direction);
    void beginMoving();
    void tellFocus();
    void setHovered(MapTarget target);
    [[nodiscard]] QPointF toScene(QPointF position) const;

    MapScene m_scene;
    MapTarget m_chosen;
    MapTarget m_hovered;
    bool m_ring = false;
    bool m_fitted = true; ///< the owner has not zoomed or moved: a resize fits again
    int m_covered = 0;
    qreal m_scale = 1;
    QPointF m_offset; ///< where the scene's origin is in the widget
    QTimer m_rest;    ///< after a movement the picture is drawn with care again
    QPointF m_pressedAt;
    QPointF m_lastAt;
    bool m_dragging = false;
};

} // namespace drawbridge::ui
