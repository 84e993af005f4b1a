// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/ChoiceTile.h"

#include "ui/kit/Painting.h"
#include "ui/kit/TextRole.h"

#include <QKeyEvent>

namespace drawbridge::ui {

namespace {

constexpr int padding = 14;
constexpr int tileSize = 34;
constexpr int tickSize = 18;

QFont noteFont()
{
    QFont font = fontFor(TextRole::Muted);
    font.setPixelSize(12);
    return font;
}

QFont titleFont()
{
    QFont font = fontFor(TextRole::Body);
    font.setWeight(QFont::Medium);
    return font;
}

} // namespace

ChoiceTile::ChoiceTile(const QString &title, const QString &note, Choosing choosing, QWidget *parent)
    : QPushButton(title, parent)
    , m_note(note)
{
    setCheckable(choosing == Choosing::Several);
    setAttribute(Qt::WA_Hover);
    setAutoDefault(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(title);
    setAccessibleDescription(note);
}

void ChoiceTile::setAppTile(const QString &appName, Holding holding)
{
    m_appName = appName;
    m_holding = holding;
    update();
}

void ChoiceTile::setSymbol(Icon icon)
{
    m_symbol = icon;
    update();
}

QSize ChoiceTile::sizeHint() const
{
    const int words = std::max(QFontMetrics(titleFont()).horizontalAdvance(text()),
                               QFontMetrics(noteFont()).horizontalAdvance(m_note));
    const bool sign = !m_appName.isEmpty() || m_symbol != Icon::None;
    const int tick = isCheckable() ? tickSize + 10 : 0;
    return {2 * padding + (sign ? tileSize + 12 : 0) + std::min(words + 2, 300) + tick, 62};
}

QSize ChoiceTile::minimumSizeHint() const
{
    return {140, 62};
}

void ChoiceTile::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const Tokens &t = tokens();
    const QRectF box(rect());
    const bool hovered = underMouse() && isEnabled();
    paintBox(painter,
             box,
             cardRadius,
             isChecked()               ? t.accentSoft
                 : isDown() || hovered ? t.hover
                                       : t.card,
             isChecked()   ? t.accent
                 : hovered ? t.text3
                           : t.borderStrong);
    if (hasFocus())
        paintFocusRing(painter, box, cardRadius);

    QRectF area = box.adjusted(padding, 0, -padding, 0);
    const QRectF sign(area.x(), std::round(area.center().y() - tileSize / 2.0), tileSize, tileSize);
    if (!m_appName.isEmpty()) {
        AppTile::paint(painter, sign, m_appName, m_holding);
    } else if (m_symbol != Icon::None) {
        paintBox(painter, sign, 9, isChecked() ? t.card : t.accentSoft, {});
        paintIcon(painter, m_symbol, sign.adjusted(8, 8, -8, -8), t.accent);
    }
    if (!m_appName.isEmpty() || m_symbol != Icon::None)
        area.setLeft(sign.right() + 12);
    if (isCheckable()) {
        const QRectF tick(area.right() - tickSize,
                          area.center().y() - tickSize / 2.0,
                          tickSize,
                          tickSize);
        paintBox(painter,
                 tick,
                 tickSize / 2.0,
                 isChecked() ? t.accent : QColor(),
                 isChecked() ? QColor() : t.text3);
        if (isChecked())
            paintIcon(painter, Icon::Check, tick.adjusted(3, 3, -3, -3), t.onAccent);
        area.setRight(tick.left() - 10);
    }
    const auto words =
        [&painter](const QRectF &rect, const QFont &font, const QColor &ink, const QString &text) {
            painter.setFont(font);
            painter.setPen(ink);
            painter.drawText(rect,
                             Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                             QFontMetricsF(font).elidedText(text, Qt::ElideRight, rect.width()));
        };
    const QColor ink = isEnabled() ? t.text1 : t.text3;
    if (m_note.isEmpty()) {
        words(area, titleFont(), ink, text());
        return;
    }
    const qreal middle = area.center().y();
    words(QRectF(area.x(), middle - 19, area.width(), 19), titleFont(), ink, text());
    words(QRectF(area.x(), middle, area.width(), 18),
          noteFont(),
          isEnabled() ? t.text2 : t.text3,
          m_note);
}

void ChoiceTile::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QPushButton::keyPressEvent(event);
}

} // namespace drawbridge::ui
