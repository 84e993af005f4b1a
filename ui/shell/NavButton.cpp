// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/NavButton.h"

#include "ui/kit/NumberText.h"
#include "ui/kit/Painting.h"
#include "ui/kit/TextRole.h"

namespace drawbridge::ui {

namespace {

constexpr int entryHeight = 34;
constexpr int symbolSize = 18;

} // namespace

NavButton::NavButton(const QString &title, Icon symbol, QWidget *parent)
    : QPushButton(title, parent)
    , m_symbol(symbol)
{
    setCheckable(true);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(title);
}

void NavButton::setEntry(const QString &title, int badge)
{
    setText(title);
    m_badge = badge;
    setAccessibleName(badge == 0 ? title : tr("%1, %2 open").arg(title).arg(badge));
    update();
}

QSize NavButton::sizeHint() const
{
    return {160, entryHeight};
}

void NavButton::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const Tokens &t = tokens();
    const QRectF box(rect());
    if (isChecked())
        paintBox(painter, box, controlRadius, t.dark ? t.hover : t.card, t.border);
    else if (underMouse() || isDown())
        paintBox(painter, box, controlRadius, t.dark ? t.card : t.pressed, {});
    if (hasFocus())
        paintFocusRing(painter, box, controlRadius);
    paintIcon(painter,
              m_symbol,
              QRectF(11, (height() - symbolSize) / 2.0, symbolSize, symbolSize),
              isChecked() ? t.accent : t.text2);
    QFont words = font();
    words.setWeight(isChecked() ? QFont::Medium : QFont::Normal);
    painter.setFont(words);
    painter.setPen(isChecked() || underMouse() ? t.text1 : t.text2);
    QRectF textRect = box.adjusted(39, 0, -12, 0);
    if (m_badge > 0) {
        const QString number = m_badge > 99 ? QStringLiteral("99+") : numberText(m_badge);
        const QFont small = fontFor(TextRole::Caption);
        const qreal pill = std::max(20.0, QFontMetricsF(small).horizontalAdvance(number) + 12);
        const QRectF badge(box.right() - pill - 8, box.center().y() - 9, pill, 18);
        paintBox(painter, badge, 9, t.dangerSoft, {});
        textRect.setRight(badge.left() - 6);
        painter.drawText(textRect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic, text());
        painter.setFont(small);
        painter.setPen(t.danger);
        painter.drawText(badge, Qt::AlignCenter, number);
        return;
    }
    painter.drawText(textRect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic, text());
}

SearchButton::SearchButton(QWidget *parent)
    : QPushButton(parent)
{
    setText(tr("Search"));
    setAccessibleName(tr("Search connections, screens and actions"));
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
}

QSize SearchButton::sizeHint() const
{
    return {160, entryHeight};
}

void SearchButton::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const Tokens &t = tokens();
    const QRectF box(rect());
    paintBox(painter, box, controlRadius, underMouse() ? t.hover : t.card, t.borderStrong);
    if (hasFocus())
        paintFocusRing(painter, box, controlRadius);
    paintIcon(painter, Icon::Search, QRectF(10, (height() - 16) / 2.0, 16, 16), t.text2);
    painter.setPen(t.text2);
    painter.setFont(font());
    painter.drawText(box.adjusted(34, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text());

    const QString keys = QKeySequence(QStringLiteral("Ctrl+K")).toString(QKeySequence::NativeText);
    const QFont small = fontFor(TextRole::Caption);
    const qreal width = QFontMetricsF(small).horizontalAdvance(keys) + 12;
    const QRectF cap(box.right() - width - 8, box.center().y() - 9.5, width, 19);
    paintBox(painter, cap, 5, t.dark ? t.hover : t.sidebar, t.border);
    painter.setFont(small);
    painter.drawText(cap, Qt::AlignCenter, keys);
}

} // namespace drawbridge::ui
