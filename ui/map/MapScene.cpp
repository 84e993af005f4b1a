// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/map/MapScene.h"

#include "ui/kit/TextRole.h"

#include <QFontMetricsF>
#include <QLineF>

#include <algorithm>
#include <numeric>

namespace drawbridge::ui {

namespace {

constexpr qreal headLength = 9;
constexpr qreal headWidth = 7;
constexpr qreal labelHeight = 20;
constexpr qreal labelPadding = 9;
constexpr qreal widestLabel = 150;
constexpr qreal narrowLabel = 66;
/// With more arrows than this, looking for room twice keeps the window waiting.
constexpr qsizetype crowd = 200;
constexpr qreal areaTitleInset = 14;

/// The triangle whose tip is `tip`, pointing along `from` → `tip`.
QPolygonF headAt(QPointF from, QPointF tip)
{
    QLineF line(tip, from);
    if (qFuzzyIsNull(line.length()))
        line = QLineF(tip, tip - QPointF(1, 0));
    line.setLength(headLength);
    QLineF side(line.p2(), tip);
    side = side.normalVector();
    side.setLength(headWidth / 2);
    const QPointF out = side.p2() - side.p1();
    return QPolygonF({tip, line.p2() + out, line.p2() - out});
}

qreal distanceTo(const QPainterPath &path, QPointF point)
{
    qreal nearest = 1e9;
    for (const QPolygonF &line : path.toSubpathPolygons()) {
        for (qsizetype i = 1; i < line.size(); ++i) {
            const QPointF a = line.at(i - 1);
            const QPointF way = line.at(i) - a;
            const qreal square = QPointF::dotProduct(way, way);
            const qreal part =
                square > 0 ? std::clamp(QPointF::dotProduct(point - a, way) / square, 0.0, 1.0) : 0;
            nearest = std::min(nearest, QLineF(a + part * way, point).length());
        }
    }
    return nearest;
}

/// Points on a path by the part of its length that lies before them. QPainterPath::pointAtPercent() measures the curves
/// anew at every call: an eighth of a second for the labels of 800 arrows, where this takes some milliseconds.
class AlongPath
{
public:
    explicit AlongPath(const QPainterPath &path)
    {
        const QList<QPolygonF> lines = path.toSubpathPolygons();
        if (!lines.isEmpty())
            m_points = lines.constFirst();
        qreal length = 0;
        for (qsizetype i = 0; i < m_points.size(); ++i) {
            if (i > 0)
                length += QLineF(m_points.at(i - 1), m_points.at(i)).length();
            m_lengths.append(length);
        }
    }
    [[nodiscard]] QPointF at(qreal part) const
    {
        if (m_points.size() < 2)
            return m_points.value(0);
        const qreal length = part * m_lengths.constLast();
        const auto next = std::clamp(std::lower_bound(m_lengths.cbegin(), m_lengths.cend(), length)
                                         - m_lengths.cbegin(),
                                     qsizetype{1},
                                     m_points.size() - 1);
        const qreal step = m_lengths.at(next) - m_lengths.at(next - 1);
        const qreal rest = step > 0 ? (length - m_lengths.at(next - 1)) / step : 0;
        return QLineF(m_points.at(next - 1), m_points.at(next)).pointAt(rest);
    }

private:
    QPolygonF m_points;
    QList<qreal> m_lengths;
};

/// A place for something of this size on the line, clear of what is there; null where there is none.
QRectF roomAlong(const AlongPath &along, const QSizeF &size, const QList<QRectF> &taken)
{
    for (const qreal part : {0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82}) {
        QRectF box({}, size);
        box.moveCenter(along.at(part));
        const QRectF room = box.adjusted(-3, -3, 3, 3);
        if (std::none_of(taken.cbegin(), taken.cend(), [&room](const QRectF &other) {
                return other.intersects(room);
            }))
            return box;
    }
    return {};
}

} // namespace

QFont MapScene::labelFont()
{
    QFont font = fontFor(TextRole::Caption);
    font.setPixelSize(11);
    return font;
}

QFont MapScene::areaFont()
{
    QFont font = fontFor(TextRole::Caption);
    font.setPixelSize(12);
    font.setWeight(QFont::DemiBold);
    return font;
}

QRectF MapScene::areaTitle(qsizetype area) const
{
    const QRectF &box = m_map.areas.at(area);
    if (box.isEmpty())
        return {};
    const QFontMetricsF metrics(areaFont());
    const qreal width = std::min(metrics.horizontalAdvance(model().areas.at(area).name),
                                 box.width() - 2 * areaTitleInset);
    return {box.left() + areaTitleInset, box.top() + 6, width, metrics.height()};
}

MapScene::MapScene(LaidOutMap map, Names names)
    : m_map(std::move(map))
    , m_names(names)
{
    // The lists run parallel by contract; a picture that lacks something must not bring the window down.
    m_map.areas.resize(m_map.map.areas.size());
    m_map.tiles.resize(m_map.map.tiles.size());
    m_map.arrows.resize(m_map.map.arrows.size());
    m_arrows.resize(m_map.arrows.size());
    for (qsizetype i = 0; i < m_arrows.size(); ++i)
        makeArrow(i);
    placeLabels();
    makeOrder();
}

void MapScene::makeArrow(qsizetype index)
{
    const QList<QPointF> &points = m_map.arrows.at(index).points;
    Arrow &arrow = m_arrows[index];
    if (points.size() < 4)
        return;
    const qsizetype last = points.size() - 1 - (points.size() - 1) % 3;
    arrow.head = headAt(points.at(last - 1), points.at(last));
    arrow.path.moveTo(points.at(0));
    for (qsizetype i = 1; i + 2 <= last; i += 3) {
        QPointF end = points.at(i + 2);
        QPointF control = points.at(i + 1);
        if (i + 2 == last) {
            // The line ends inside the head, so that its tip stays sharp.
            const QPointF shift = (arrow.head.at(1) + arrow.head.at(2)) / 2 - end;
            end += shift * 0.8;
            control += shift * 0.8;
        }
        arrow.path.cubicTo(points.at(i), control, end);
    }
    arrow.bounds =
        arrow.path.controlPointRect().united(arrow.head.boundingRect()).adjusted(-4, -4, 4, 4);
}

void MapScene::placeLabels()
{
    const QFontMetricsF metrics(labelFont());
    QList<QRectF> taken = m_map.tiles;
    for (qsizetype i = 0; i < m_map.areas.size(); ++i)
        taken << areaTitle(i);
    for (qsizetype i = 0; i < m_arrows.size(); ++i) {
        Arrow &arrow = m_arrows[i];
        const QStringList &kinds = m_map.map.arrows.at(i).dataLabels;
        if (arrow.path.isEmpty() || kinds.isEmpty())
            continue;
        const QString more =
            kinds.size() > 1 ? QStringLiteral(" +%1").arg(kinds.size() - 1) : QString();
        const AlongPath along(arrow.path);
        // Between two tiles that stand close, fewer letters are better than no word.
        for (const qreal widest : {widestLabel, narrowLabel}) {
            if (widest < widestLabel && m_arrows.size() > crowd)
                break;
            const qreal left = widest - metrics.horizontalAdvance(more);
            const QString text = metrics.elidedText(kinds.first(), Qt::ElideRight, left) + more;
            const QSizeF size(metrics.horizontalAdvance(text) + 2 * labelPadding, labelHeight);
            const QRectF box = roomAlong(along, size, taken);
            if (box.isNull())
                continue;
            arrow.labelText = text;
            arrow.label = box;
            arrow.bounds |= box;
            taken << box;
            break;
        }
    }
}

void MapScene::makeOrder()
{
    QList<QList<int>> leaving(m_map.tiles.size());
    for (int i = 0; i < m_map.map.arrows.size(); ++i)
        leaving[m_map.map.arrows.at(i).from] << i;
    QList<int> tiles(m_map.tiles.size());
    std::iota(tiles.begin(), tiles.end(), 0);
    std::stable_sort(tiles.begin(), tiles.end(), [this](int a, int b) {
        const QRectF &one = m_map.tiles.at(a);
        const QRectF &two = m_map.tiles.at(b);
        return one.top() != two.top() ? one.top() < two.top() : one.left() < two.left();
    });
    for (const int tile : tiles) {
        m_order << MapTarget{MapTarget::Kind::Tile, tile};
        for (const int arrow : leaving.at(tile))
            m_order << MapTarget{MapTarget::Kind::Arrow, arrow};
    }
}

bool MapScene::has(MapTarget target) const
{
    if (target.index < 0)
        return false;
    return (target.kind == MapTarget::Kind::Tile && target.index < m_map.tiles.size())
        || (target.kind == MapTarget::Kind::Arrow && target.index < m_arrows.size());
}

MapTarget MapScene::at(QPointF point, qreal reach) const
{
    for (int i = 0; i < m_map.tiles.size(); ++i) {
        if (m_map.tiles.at(i).contains(point))
            return {MapTarget::Kind::Tile, i};
    }
    for (int i = 0; i < m_arrows.size(); ++i) {
        if (m_arrows.at(i).label.contains(point))
            return {MapTarget::Kind::Arrow, i};
    }
    MapTarget nearest;
    qreal least = reach;
    for (int i = 0; i < m_arrows.size(); ++i) {
        const Arrow &arrow = m_arrows.at(i);
        if (arrow.path.isEmpty()
            || !arrow.bounds.adjusted(-reach, -reach, reach, reach).contains(point))
            continue;
        const qreal distance = distanceTo(arrow.path, point);
        if (distance <= least) {
            least = distance;
            nearest = {MapTarget::Kind::Arrow, i};
        }
    }
    return nearest;
}

QRectF MapScene::boundsOf(MapTarget target) const
{
    if (!has(target))
        return {};
    return target.kind == MapTarget::Kind::Tile ? m_map.tiles.at(target.index)
                                                : m_arrows.at(target.index).bounds;
}

QString MapScene::nameOf(MapTarget target) const
{
    if (!has(target))
        return {};
    if (target.kind == MapTarget::Kind::Tile)
        return tileSentence(model(), model().tiles.at(target.index), m_names);
    return arrowSentence(model(), model().arrows.at(target.index), m_names);
}

} // namespace drawbridge::ui
