// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Buttons.h"

#include "ui/kit/Painting.h"

#include <QFocusEvent>
#include <QStyle>
#include <QStyleOptionButton>

namespace drawbridge::ui {

namespace {

constexpr int symbolSize = 16;
constexpr int gap = 6;

struct Colors
{
    QColor fill;
    QColor border;
    Ink ink;
};

Colors colorsOf(Button::Kind kind, bool hovered, bool pressed, bool enabled)
{
    const Tokens &t = tokens();
    if (!enabled) {
        if (kind == Button::Kind::Link || kind == Button::Kind::Quiet)
            return {{}, {}, Ink::Text3};
        return {t.dark ? t.hover : t.sidebar, t.border, Ink::Text3};
    }
    switch (kind) {
    case Button::Kind::Primary:
        return {hovered || pressed ? t.accentHover : t.accent, {}, Ink::OnAccent};
    case Button::Kind::Danger:
        return {hovered || pressed ? t.dangerFillHover : t.dangerFill, {}, Ink::OnDanger};
    case Button::Kind::Secondary:
        return {pressed ? t.pressed : hovered ? t.hover : t.card, t.borderStrong, Ink::Text1};
    case Button::Kind::Link:
        return {{}, {}, Ink::Accent};
    case Button::Kind::Quiet:
        return {pressed || hovered ? t.pressed : QColor(), {}, hovered ? Ink::Text1 : Ink::Text2};
    }
    return {t.card, t.borderStrong, Ink::Text1};
}

} // namespace

Button::Button(Kind kind, const QString &text, Icon icon, QWidget *parent)
    : QPushButton(text, parent)
    , m_kind(kind)
    , m_symbol(icon)
{
    setCursor(kind == Kind::Link ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::StrongFocus);
    setAutoDefault(false);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    QFont font = this->font();
    font.setWeight(QFont::Medium);
    setFont(font);
}

void Button::setSymbol(Icon icon)
{
    m_symbol = icon;
    updateGeometry();
    update();
}

void Button::setSymbolTrailing(bool trailing)
{
    m_trailing = trailing;
    update();
}

void Button::setFlush()
{
    m_flush = true;
    updateGeometry();
}

void Button::setBusy(bool busy)
{
    if (m_busy == busy)
        return;
    m_busy = busy;
    setEnabled(!busy);
    update();
}

QSize Button::sizeHint() const
{
    const int icon = m_symbol == Icon::None ? 0 : symbolSize;
    if (text().isEmpty())
        return {controlHeight - 2, controlHeight - 2};
    const int words = fontMetrics().size(Qt::TextShowMnemonic, text()).width();
    const int inner = words + (icon > 0 ? icon + gap : 0);
    if (m_kind == Kind::Link)
        return {inner + (m_flush ? 2 : 8), 26};
    return {std::max(inner + 28, m_kind == Kind::Quiet ? 0 : 64), controlHeight};
}

QSize Button::minimumSizeHint() const
{
    return sizeHint();
}

void Button::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const bool hovered = underMouse() && isEnabled();
    const Colors colors = colorsOf(m_kind, hovered, isDown() || isChecked(), isEnabled());
    const QRectF box(rect());
    if (colors.fill.isValid() || colors.border.isValid())
        paintBox(painter, box, controlRadius, colors.fill, colors.border);
    if (showsRing()) {
        paintFocusRing(painter, box, controlRadius);
        if (m_kind == Kind::Primary || m_kind == Kind::Danger) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(inkColor(colors.ink), 1.5));
            painter.drawRoundedRect(box.adjusted(2.75, 2.75, -2.75, -2.75),
                                    controlRadius - 2.5,
                                    controlRadius - 2.5);
        }
    }

    const QColor ink = inkColor(colors.ink);
    QFont font = this->font();
    if (m_kind == Kind::Link && hovered)
        font.setUnderline(true);
    painter.setFont(font);
    painter.setPen(ink);
    if (m_busy) {
        painter.drawText(box, Qt::AlignCenter, QStringLiteral("\u2022 \u2022 \u2022"));
        return;
    }
    const int words =
        text().isEmpty() ? 0 : fontMetrics().size(Qt::TextShowMnemonic, text()).width();
    const int icon = m_symbol == Icon::None ? 0 : symbolSize;
    const int between = icon > 0 && words > 0 ? gap : 0;
    const qreal left = std::round((width() - words - icon - between) / 2.0);
    const QRectF iconRect(m_trailing ? left + words + between : left,
                          std::round((height() - symbolSize) / 2.0),
                          symbolSize,
                          symbolSize);
    paintIcon(painter, m_symbol, iconRect, ink);
    if (words > 0) {
        const QRectF textRect(m_trailing ? left : left + icon + between, 0, words + 2, height());
        painter.drawText(textRect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic, text());
    }
}

void Button::focusInEvent(QFocusEvent *event)
{
    // The ring is for the keyboard: a click shows what it does by itself.
    if (event->reason() != Qt::ActiveWindowFocusReason && event->reason() != Qt::PopupFocusReason)
        m_ring = event->reason() != Qt::MouseFocusReason;
    QPushButton::focusInEvent(event);
}

void Button::focusOutEvent(QFocusEvent *event)
{
    QPushButton::focusOutEvent(event);
    update();
}

void Button::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QPushButton::keyPressEvent(event);
}

IconButton::IconButton(Icon icon, const QString &name, QWidget *parent)
    : Button(Kind::Quiet, {}, icon, parent)
{
    setName(name);
}

void IconButton::setName(const QString &name)
{
    setAccessibleName(name);
    setPlainToolTip(this, name);
}

} // namespace drawbridge::ui
