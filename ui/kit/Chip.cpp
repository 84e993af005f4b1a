// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Chip.h"

#include "ui/kit/Painting.h"

#include <QKeyEvent>

namespace drawbridge::ui {

namespace {

constexpr int chipHeight = 28;
constexpr int symbolSize = 13;

} // namespace

Chip::Chip(Kind kind, const QString &text, QWidget *parent)
    : QPushButton(text, parent)
    , m_kind(kind)
{
    setCheckable(kind == Kind::Choice);
    setAttribute(Qt::WA_Hover);
    setAutoDefault(false);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    QFont font = this->font();
    font.setPixelSize(12);
    font.setWeight(QFont::Medium);
    setFont(font);
    if (kind == Kind::Removable) {
        setAccessibleDescription(tr("Press to remove"));
        connect(this, &QAbstractButton::clicked, this, &Chip::removed);
    }
}

void Chip::setDot(const QColor &color)
{
    m_dot = color;
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    const int words = fontMetrics().size(Qt::TextHideMnemonic, text()).width();
    const bool mark = m_kind == Kind::Removable || isCheckable();
    return {words + 24 + (m_dot.isValid() ? 14 : 0) + (mark ? symbolSize + 4 : 0), chipHeight};
}

void Chip::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const Tokens &t = tokens();
    const bool on = isChecked() || m_kind == Kind::Removable;
    const bool hovered = underMouse() && isEnabled();
    const QColor fill = on ? t.accentSoft : isDown() ? t.pressed : hovered ? t.hover : t.card;
    QColor edge = on ? t.accent : t.borderStrong;
    if (on)
        edge.setAlpha(hovered ? 150 : 90);
    const QRectF box(rect());
    paintBox(painter, box, chipHeight / 2.0, fill, edge);
    if (hasFocus())
        paintFocusRing(painter, box, chipHeight / 2.0);

    const QColor ink = !isEnabled() ? t.text3 : on ? t.accent : t.text2;
    qreal left = 12;
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_kind == Kind::Choice) {
        // A tick, not the colour alone, says that it is on; a plus that it can be.
        paintIcon(painter,
                  on ? Icon::Check : Icon::Plus,
                  QRectF(left - 2, (chipHeight - symbolSize) / 2.0, symbolSize, symbolSize),
                  ink);
        left += symbolSize + 2;
    }
    if (m_dot.isValid()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_dot);
        painter.drawEllipse(QPointF(left + 4, chipHeight / 2.0), 4, 4);
        left += 14;
    }
    painter.setPen(ink);
    painter.setFont(font());
    painter.drawText(QRectF(left, 0, width() - left, chipHeight),
                     Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic,
                     text());
    if (m_kind == Kind::Removable)
        paintIcon(painter,
                  Icon::Close,
                  QRectF(width() - 10 - symbolSize,
                         (chipHeight - symbolSize) / 2.0,
                         symbolSize,
                         symbolSize),
                  ink);
}

void Chip::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        if (m_kind == Kind::Removable)
            click();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        click();
        return;
    default:
        QPushButton::keyPressEvent(event);
    }
}

} // namespace drawbridge::ui
