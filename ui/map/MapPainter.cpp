// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/map/MapPainter.h"

#include "ui/kit/AppTile.h"
#include "ui/kit/EnvironmentText.h"
#include "ui/kit/Icons.h"
#include "ui/kit/Painting.h"
#include "ui/kit/TextRole.h"

#include <QFontMetricsF>
#include <QPainter>

namespace drawbridge::ui {

namespace {

constexpr qreal tileRadius = 9;
/// Below these scales words cannot be read, and below the second a tile is a few pixels.
constexpr qreal wordsFrom = 0.5;
constexpr qreal tilesFrom = 0.22;
/// With more arrows than this in a picture, wide smooth lines are too slow to draw.
constexpr qsizetype manyArrows = 400;

class Painting
{
public:
    Painting(QPainter &painter, const MapScene &scene, const QRectF &exposed, const MapLook &look)
        : m_painter(painter)
        , m_scene(scene)
        , m_exposed(exposed)
        , m_look(look)
        , m_thin(look.moving || scene.arrows().size() > manyArrows)
    {}

    void all()
    {
        m_painter.setRenderHint(QPainter::Antialiasing, !m_look.moving);
        areas();
        arrows();
        for (int i = 0; i < m_scene.model().tiles.size(); ++i)
            tile(i);
        labels();
    }

private:
    void areas();
    void arrows();
    void arrow(int index, bool lit);
    void labels();
    void tile(int index);
    void tileWords(const MapTile &tile, const QRectF &box);
    void runningSign(const MapTile &tile, QPointF at);
    [[nodiscard]] bool isLit(MapTarget::Kind kind, int index) const
    {
        const MapTarget target{kind, index};
        return m_look.chosen == target || m_look.hovered == target;
    }
    /// An arrow at the chosen tile stands out, as does a chosen arrow; the others step back.
    [[nodiscard]] bool touchesChosen(const MapArrow &arrow) const
    {
        return m_look.chosen.kind == MapTarget::Kind::Tile
            && (arrow.from == m_look.chosen.index || arrow.to == m_look.chosen.index);
    }

    QPainter &m_painter;
    const MapScene &m_scene;
    QRectF m_exposed;
    MapLook m_look;
    bool m_thin;
};

void Painting::areas()
{
    const Tokens &t = tokens();
    for (qsizetype i = 0; i < m_scene.laid().areas.size(); ++i) {
        const QRectF &box = m_scene.laid().areas.at(i);
        if (box.isEmpty() || !box.intersects(m_exposed))
            continue;
        m_painter.setPen(QPen(t.border, 1));
        m_painter.setBrush(t.background);
        m_painter.drawRoundedRect(box, 14, 14);
        if (m_look.scale < tilesFrom)
            continue;
        QFont font = MapScene::areaFont();
        if (m_look.scale < wordsFrom)
            font.setPixelSize(20);
        m_painter.setFont(font);
        m_painter.setPen(t.text2);
        const QFontMetricsF metrics(font);
        const QRectF title = m_scene.areaTitle(i);
        m_painter.drawText(title.topLeft() + QPointF(0, metrics.ascent()),
                           metrics.elidedText(m_scene.model().areas.at(i).name,
                                              Qt::ElideRight,
                                              box.right() - title.left()));
    }
}

void Painting::arrow(int index, bool lit)
{
    const MapScene::Arrow &shape = m_scene.arrows().at(index);
    if (shape.path.isEmpty() || !shape.bounds.intersects(m_exposed))
        return;
    const MapArrow &arrow = m_scene.model().arrows.at(index);
    QColor color = arrow.retired ? tokens().text3 : sensitivityColor(arrow.sensitivity);
    const bool oneIsChosen = m_look.chosen.isSet();
    if (oneIsChosen && !lit)
        color.setAlpha(160);
    const qreal width = lit ? 2.2 : 1.5;
    QPen pen = howKnownPen(arrow.howKnown, color, m_thin && !lit ? 1 : width);
    if (arrow.howKnown == HowKnown::NotVisible && !m_thin)
        pen.setWidthF(width + 0.5);
    pen.setCosmetic(m_thin && !lit);
    m_painter.setPen(pen);
    m_painter.setBrush(Qt::NoBrush);
    m_painter.drawPath(shape.path);
    if (m_look.scale < tilesFrom)
        return;
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(color);
    m_painter.drawPolygon(shape.head);
}

void Painting::arrows()
{
    QList<int> above;
    for (int i = 0; i < m_scene.arrows().size(); ++i) {
        if (isLit(MapTarget::Kind::Arrow, i) || touchesChosen(m_scene.model().arrows.at(i)))
            above << i;
        else
            arrow(i, false);
    }
    for (const int i : above)
        arrow(i, true);
}

void Painting::labels()
{
    if (m_look.scale < wordsFrom || (m_look.moving && m_scene.arrows().size() > manyArrows))
        return;
    const Tokens &t = tokens();
    m_painter.setFont(MapScene::labelFont());
    for (int i = 0; i < m_scene.arrows().size(); ++i) {
        const MapScene::Arrow &shape = m_scene.arrows().at(i);
        if (shape.label.isEmpty() || !shape.label.intersects(m_exposed))
            continue;
        const MapArrow &arrow = m_scene.model().arrows.at(i);
        const bool chosen = m_look.chosen == MapTarget{MapTarget::Kind::Arrow, i};
        const bool lit = isLit(MapTarget::Kind::Arrow, i);
        const QColor color = sensitivityColor(arrow.sensitivity);
        const qreal radius = shape.label.height() / 2;
        m_painter.setPen(QPen(lit ? color : t.borderStrong, lit ? 1.4 : 1));
        m_painter.setBrush(t.card);
        m_painter.drawRoundedRect(shape.label, radius, radius);
        m_painter.setPen(lit ? color : t.text2);
        m_painter.drawText(shape.label, Qt::AlignCenter, shape.labelText);
        if (chosen && m_look.showsRing)
            paintFocusRing(m_painter, shape.label.adjusted(-4, -4, 4, 4), radius + 4);
    }
    // An arrow without room for its words still shows where the keyboard is.
    if (m_look.showsRing && m_look.chosen.kind == MapTarget::Kind::Arrow
        && m_scene.arrows().at(m_look.chosen.index).label.isEmpty()) {
        const QRectF head = m_scene.arrows().at(m_look.chosen.index).head.boundingRect();
        paintFocusRing(m_painter, head.adjusted(-6, -6, 6, 6), 8);
    }
}

void Painting::runningSign(const MapTile &tile, QPointF at)
{
    const Tokens &t = tokens();
    const QRectF box(at.x() - 7, at.y() - 7, 14, 14);
    if (tile.paused)
        paintIcon(m_painter, Icon::Pause, box, t.text2);
    else if (tile.running == Answer::Yes)
        paintIcon(m_painter, Icon::CheckCircle, box, t.good);
    else if (tile.running == Answer::No)
        paintIcon(m_painter, Icon::Warning, box, t.danger);
}

void Painting::tileWords(const MapTile &tile, const QRectF &box)
{
    const Tokens &t = tokens();
    const Names names = m_scene.names();
    const QRectF words = box.adjusted(54, 0, -12, 0);
    const bool sign = tile.paused || tile.running != Answer::Unknown;
    QString note = tile.name == tile.appName ? QString() : tile.appName;
    if (tile.custody == Custody::HeldElsewhere)
        note = QCoreApplication::translate("MapPainter", "key kept elsewhere");
    if (tile.environment != Environment::Production)
        note = note.isEmpty() ? environmentText(tile.environment)
                              : environmentText(tile.environment) + QLatin1String(", ") + note;
    if (tile.paused)
        note = QCoreApplication::translate("MapPainter", "paused");

    QFont font = fontFor(TextRole::Strong);
    const QFontMetricsF metrics(font);
    const qreal nameWidth = words.width() - (sign ? 16 : 0);
    m_painter.setFont(font);
    m_painter.setPen(tile.paused ? t.text2 : t.text1);
    const QString name = metrics.elidedText(nameText(tile.name, names), Qt::ElideRight, nameWidth);
    const qreal middle = box.center().y();
    const QRectF upper(words.left(), note.isEmpty() ? middle - 10 : middle - 18, nameWidth, 20);
    m_painter.drawText(upper, Qt::AlignLeft | Qt::AlignVCenter, name);
    if (sign)
        runningSign(tile, {box.right() - 17, upper.center().y()});
    if (note.isEmpty())
        return;
    font = fontFor(TextRole::Caption);
    m_painter.setFont(font);
    m_painter.setPen(t.text2);
    m_painter.drawText(QRectF(words.left(), middle + 1, words.width(), 17),
                       Qt::AlignLeft | Qt::AlignVCenter,
                       QFontMetricsF(font).elidedText(note, Qt::ElideRight, words.width()));
}

void Painting::tile(int index)
{
    const QRectF &box = m_scene.laid().tiles.at(index);
    if (!box.adjusted(-6, -6, 6, 6).intersects(m_exposed))
        return;
    const Tokens &t = tokens();
    const MapTile &tile = m_scene.model().tiles.at(index);
    const MapTarget self{MapTarget::Kind::Tile, index};
    const bool elsewhere = tile.custody == Custody::HeldElsewhere;
    if (m_look.scale < tilesFrom) {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_look.chosen == self ? t.accent : t.borderStrong);
        m_painter.drawRect(box);
        return;
    }
    QPen pen(elsewhere ? t.text3 : t.borderStrong, 1);
    if (m_look.chosen == self)
        pen = QPen(t.accent, 1.6);
    else if (m_look.hovered == self)
        pen = QPen(t.text3, 1.2);
    if (elsewhere)
        pen.setDashPattern({4, 3});
    if (!m_look.moving && !elsewhere && !t.dark && m_look.scale >= wordsFrom) {
        m_painter.setPen(Qt::NoPen);
        QColor shade = t.shadow;
        shade.setAlpha(10);
        m_painter.setBrush(shade);
        m_painter.drawRoundedRect(box.adjusted(-0.5, 0.5, 0.5, 2), tileRadius, tileRadius);
    }
    m_painter.setPen(pen);
    m_painter.setBrush(elsewhere || tile.paused ? t.background : t.card);
    m_painter.drawRoundedRect(box, tileRadius, tileRadius);
    if (m_look.showsRing && m_look.chosen == self)
        paintFocusRing(m_painter, box.adjusted(-5, -5, 5, 5), tileRadius + 5);
    m_painter.setOpacity(tile.paused ? 0.5 : 1);
    const QRectF mark = m_look.scale < wordsFrom
        ? QRectF(box.center() - QPointF(20, 20), QSizeF(40, 40))
        : QRectF(box.left() + 11, box.center().y() - 16, 32, 32);
    AppTile::paint(m_painter, mark, tile.appName, elsewhere ? Holding::Elsewhere : Holding::Here);
    m_painter.setOpacity(1);
    if (m_look.scale >= wordsFrom)
        tileWords(tile, box);
}

} // namespace

void paintMap(QPainter &painter, const MapScene &scene, const QRectF &exposed, const MapLook &look)
{
    painter.save();
    Painting(painter, scene, exposed, look).all();
    painter.restore();
}

} // namespace drawbridge::ui
