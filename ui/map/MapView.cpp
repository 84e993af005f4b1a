// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/map/MapView.h"

#include "ui/kit/Painting.h"
#include "ui/map/MapAccessibility.h"

#include <QAccessible>
#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>

namespace drawbridge::ui {

namespace {

constexpr qreal leastScale = 0.05;
constexpr qreal mostScale = 3;
constexpr qreal keyStep = 60;
constexpr int restAfterMs = 140;
constexpr qreal pointerReach = 7;

} // namespace

MapView::MapView(QWidget *parent)
    : QWidget(parent)
{
    installMapAccessibility();
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Data map"));
    setAccessibleDescription(
        tr("Tab goes from connection to connection and along what they send, Enter opens. Arrow "
           "keys move the map, Control with plus and minus zooms, Control with 0 shows all."));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_rest.setSingleShot(true);
    m_rest.setInterval(restAfterMs);
    connect(&m_rest, &QTimer::timeout, this, qOverload<>(&QWidget::update));
}

void MapView::setMap(const LaidOutMap &map, Names names)
{
    QString id;
    if (m_scene.has(m_chosen))
        id = m_chosen.kind == MapTarget::Kind::Tile
            ? m_scene.model().tiles.at(m_chosen.index).connection.text()
            : m_scene.model().arrows.at(m_chosen.index).flow.text();
    const bool first = m_scene.isEmpty();
    m_scene = MapScene(map, names);
    setHovered({});
    const int index = m_chosen.kind == MapTarget::Kind::Tile
        ? m_scene.model().tileOf(ConnectionId(id))
        : m_scene.model().arrowOf(FlowId(id));
    m_chosen = index >= 0 && !id.isEmpty() ? MapTarget{m_chosen.kind, index} : MapTarget{};
    if (first || m_fitted)
        fit();
    else
        keepInSight();
    update();
}

void MapView::choose(MapTarget target)
{
    m_chosen = m_scene.has(target) ? target : MapTarget{};
    if (m_chosen.isSet())
        bringIntoSight(m_chosen);
    tellFocus();
    update();
}

void MapView::setCovered(int right)
{
    if (right == m_covered)
        return;
    m_covered = right;
    if (m_fitted)
        fit();
}

QPointF MapView::toScene(QPointF position) const
{
    return (position - m_offset) / m_scale;
}

MapTarget MapView::targetAt(QPointF position) const
{
    return m_scene.at(toScene(position), pointerReach / m_scale);
}

QRectF MapView::rectOf(MapTarget target) const
{
    const QRectF box = m_scene.boundsOf(target);
    return {box.topLeft() * m_scale + m_offset, box.size() * m_scale};
}

void MapView::fit()
{
    m_fitted = true;
    const QSizeF size = m_scene.laid().size;
    if (size.isEmpty() || width() < 1 || height() < 1)
        return;
    m_scale = std::clamp(std::min({width() / size.width(), height() / size.height(), 1.0}),
                         leastScale,
                         mostScale);
    m_offset =
        QPointF((width() - size.width() * m_scale) / 2, (height() - size.height() * m_scale) / 2);
    if (m_covered > 0 && m_chosen.isSet())
        bringIntoSight(m_chosen);
    Q_EMIT zoomed(m_scale);
    update();
}

void MapView::zoom(qreal factor)
{
    zoomAt(QPointF(width() / 2.0, height() / 2.0), factor);
}

void MapView::zoomAt(QPointF anchor, qreal factor)
{
    const qreal scale = std::clamp(m_scale * factor, leastScale, mostScale);
    if (qFuzzyCompare(scale, m_scale))
        return;
    const QPointF fixed = toScene(anchor);
    m_scale = scale;
    m_offset = anchor - fixed * m_scale;
    m_fitted = false;
    keepInSight();
    beginMoving();
    Q_EMIT zoomed(m_scale);
}

void MapView::moveBy(QPointF distance)
{
    m_offset += distance;
    m_fitted = false;
    keepInSight();
    beginMoving();
}

/// A part of the map stays in the window, however far it was dragged.
void MapView::keepInSight()
{
    const QSizeF size = m_scene.laid().size * m_scale;
    const qreal edge = 80;
    const auto within = [edge](qreal value, qreal room, qreal length) {
        return std::clamp(value, std::min(edge - length, 0.0), std::max(room - edge, 0.0));
    };
    m_offset = {within(m_offset.x(), width(), size.width()),
                within(m_offset.y(), height(), size.height())};
}

void MapView::bringIntoSight(MapTarget target)
{
    const QRectF box = rectOf(target);
    const QRectF room = QRectF(rect()).adjusted(16, 16, -16 - m_covered, -16);
    if (room.contains(box))
        return;
    QPointF shift = room.center() - box.center();
    if (box.width() <= room.width())
        shift.rx() =
            std::max(0.0, room.left() - box.left()) - std::max(0.0, box.right() - room.right());
    if (box.height() <= room.height())
        shift.ry() =
            std::max(0.0, room.top() - box.top()) - std::max(0.0, box.bottom() - room.bottom());
    m_offset += shift;
    // Once nothing lies over the map, it fits again.
    if (m_covered == 0)
        m_fitted = false;
    update();
}

void MapView::beginMoving()
{
    m_rest.start();
    update();
}

void MapView::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.setClipRect(event->rect());
    painter.translate(m_offset);
    painter.scale(m_scale, m_scale);
    const QRectF exposed(toScene(event->rect().topLeft()), QSizeF(event->rect().size()) / m_scale);
    MapLook look;
    look.chosen = m_chosen;
    look.hovered = m_hovered;
    look.showsRing = m_ring && hasFocus();
    look.moving = m_rest.isActive();
    look.scale = m_scale;
    paintMap(painter, m_scene, exposed, look);
    if (m_ring && hasFocus() && !m_chosen.isSet()) {
        painter.resetTransform();
        paintFocusRing(painter, rect(), 8);
    }
}

void MapView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_fitted)
        fit();
    else
        keepInSight();
}

void MapView::wheelEvent(QWheelEvent *event)
{
    // A touch pad moves by pixels, a wheel zooms by notches; with Control both zoom.
    if (!event->pixelDelta().isNull() && !(event->modifiers() & Qt::ControlModifier)) {
        moveBy(event->pixelDelta());
    } else if (event->angleDelta().y() != 0) {
        zoomAt(event->position(), std::pow(1.0015, event->angleDelta().y()));
    }
    event->accept();
}

void MapView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return;
    m_ring = false;
    m_pressedAt = event->position();
    m_lastAt = event->position();
    m_dragging = false;
}

void MapView::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & (Qt::LeftButton | Qt::MiddleButton)) {
        const QPointF far = event->position() - m_pressedAt;
        if (!m_dragging && far.manhattanLength() >= QApplication::startDragDistance()) {
            m_dragging = true;
            setCursor(Qt::ClosedHandCursor);
        }
        if (m_dragging)
            moveBy(event->position() - m_lastAt);
        m_lastAt = event->position();
        return;
    }
    setHovered(targetAt(event->position()));
}

void MapView::mouseReleaseEvent(QMouseEvent *event)
{
    const bool dragged = m_dragging;
    m_dragging = false;
    unsetCursor();
    if (dragged || event->button() != Qt::LeftButton)
        return;
    m_chosen = targetAt(event->position());
    tellFocus();
    update();
    Q_EMIT opened(m_chosen);
}

void MapView::setHovered(MapTarget target)
{
    if (target == m_hovered)
        return;
    m_hovered = target;
    setPlainToolTip(this, m_scene.nameOf(target));
    if (target.isSet())
        setCursor(Qt::PointingHandCursor);
    else
        unsetCursor();
    update();
}

void MapView::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    setHovered({});
}

void MapView::keyPressEvent(QKeyEvent *event)
{
    const bool control = event->modifiers() & Qt::ControlModifier;
    switch (event->key()) {
    case Qt::Key_Left:
        return moveBy({keyStep, 0});
    case Qt::Key_Right:
        return moveBy({-keyStep, 0});
    case Qt::Key_Up:
        return moveBy({0, keyStep});
    case Qt::Key_Down:
        return moveBy({0, -keyStep});
    case Qt::Key_Home:
        m_chosen = {};
        return step(1);
    case Qt::Key_End:
        m_chosen = {};
        return step(-1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomIn();
    case Qt::Key_Minus:
        return zoomOut();
    case Qt::Key_0:
        if (control)
            return fit();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_chosen.isSet()) {
            Q_EMIT opened(m_chosen);
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void MapView::step(int direction)
{
    const QList<MapTarget> &order = m_scene.order();
    if (order.isEmpty())
        return;
    const qsizetype at = order.indexOf(m_chosen);
    const qsizetype last = order.size() - 1;
    const qsizetype next = at < 0 ? (direction > 0 ? 0 : last) : at + direction;
    m_ring = true;
    choose(order.at(std::clamp<qsizetype>(next, 0, last)));
}

/// Tab walks through the map and leaves it at its ends.
bool MapView::focusNextPrevChild(bool next)
{
    const QList<MapTarget> &order = m_scene.order();
    const qsizetype at = order.indexOf(m_chosen);
    const bool leaves = order.isEmpty() || (next ? at == order.size() - 1 : at == 0);
    if (!hasFocus() || leaves)
        return QWidget::focusNextPrevChild(next);
    step(next ? 1 : -1);
    return true;
}

void MapView::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    const bool forward = event->reason() == Qt::TabFocusReason;
    m_ring = forward || event->reason() == Qt::BacktabFocusReason;
    if (m_ring && !m_chosen.isSet())
        step(forward ? 1 : -1);
    tellFocus();
    update();
}

void MapView::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

void MapView::tellFocus()
{
    const qsizetype child = m_scene.order().indexOf(m_chosen);
    if (!hasFocus() || child < 0 || !QAccessible::isActive())
        return;
    QAccessibleEvent told(this, QAccessible::Focus);
    told.setChild(static_cast<int>(child));
    QAccessible::updateAccessibility(&told);
}

bool MapView::event(QEvent *event)
{
    // Ctrl with plus and minus belongs to the map while the keyboard is on it.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool zooms = key->key() == Qt::Key_Plus || key->key() == Qt::Key_Minus
            || key->key() == Qt::Key_Equal || key->key() == Qt::Key_0;
        if (zooms && (key->modifiers() & Qt::ControlModifier)) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

} // namespace drawbridge::ui
