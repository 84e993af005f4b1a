// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/ComboBox.h"

#include "ui/kit/Icons.h"
#include "ui/kit/Painting.h"

#include <QStyledItemDelegate>
#include <QWheelEvent>

namespace drawbridge::ui {

namespace {
constexpr int symbolSize = 14;
constexpr int leastWidth = 96;
/// Longer items are elided: one long name makes no page wider than its window.
constexpr int mostWidth = 260;
} // namespace

ComboBox::ComboBox(const QString &name, QWidget *parent)
    : QComboBox(parent)
{
    setAccessibleName(name);
    setAttribute(Qt::WA_Hover);
    // The list obeys the style sheet only through this delegate.
    setItemDelegate(new QStyledItemDelegate(this));
    setFocusPolicy(Qt::StrongFocus);
}

QSize ComboBox::sizeHint() const
{
    int widest = 0;
    for (int i = 0; i < count(); ++i)
        widest = std::max(widest, fontMetrics().horizontalAdvance(itemText(i)));
    return {std::clamp(widest + 12 + symbolSize + 24, leastWidth, mostWidth), controlHeight};
}

QSize ComboBox::minimumSizeHint() const
{
    return {leastWidth, controlHeight};
}

void ComboBox::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Tokens &t = tokens();
    QPainter painter(this);
    const QRectF box(rect());
    paintBox(painter,
             box,
             controlRadius,
             isEnabled() && underMouse() ? t.hover : t.card,
             property("invalid").toBool() ? t.danger : t.borderStrong);
    if (hasFocus())
        paintFocusRing(painter, box, controlRadius);
    const QRectF words = box.adjusted(12, 0, -symbolSize - 18, 0);
    const QString shown = currentIndex() < 0 ? placeholderText() : currentText();
    painter.setPen(!isEnabled() ? t.text3 : currentIndex() < 0 ? t.text2 : t.text1);
    painter.drawText(words,
                     Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(shown,
                                              Qt::ElideRight,
                                              static_cast<int>(words.width())));
    paintIcon(painter,
              Icon::ChevronDown,
              QRectF(width() - symbolSize - 10,
                     (height() - symbolSize) / 2.0,
                     symbolSize,
                     symbolSize),
              isEnabled() ? t.text2 : t.text3);
}

void ComboBox::wheelEvent(QWheelEvent *event)
{
    if (hasFocus())
        QComboBox::wheelEvent(event);
    else
        event->ignore();
}

} // namespace drawbridge::ui
