// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Toggles.h"

#include "ui/kit/Icons.h"
#include "ui/kit/Painting.h"

namespace drawbridge::ui {

namespace {

constexpr int boxSize = 18;
constexpr int trackWidth = 36;
constexpr int trackHeight = 20;
constexpr int gap = 10;

QSize hintFor(const QAbstractButton &button, int mark)
{
    const int words = button.fontMetrics().size(Qt::TextHideMnemonic, button.text()).width();
    return {mark + 4 + (words > 0 ? gap + words + 4 : 0), 28};
}

void paintWords(QPainter &painter, const QAbstractButton &button, int left)
{
    painter.setPen(button.isEnabled() ? tokens().text1 : tokens().text3);
    painter.setFont(button.font());
    painter.drawText(QRectF(left, 0, button.width() - left, button.height()),
                     Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic,
                     button.text());
}

} // namespace

Switch::Switch(const QString &text, QWidget *parent)
    : QCheckBox(text, parent)
{
    setAttribute(Qt::WA_Hover);
}

QSize Switch::sizeHint() const
{
    return hintFor(*this, trackWidth);
}

bool Switch::hitButton(const QPoint &position) const
{
    return rect().contains(position);
}

void Switch::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Tokens &t = tokens();
    QPainter painter(this);
    const QRectF track(2, (height() - trackHeight) / 2.0, trackWidth, trackHeight);
    const QColor off = t.dark ? QColor(0x4A4D57) : QColor(0xA9ACB8);
    paintBox(painter,
             track,
             trackHeight / 2.0,
             !isEnabled()      ? t.borderStrong
                 : isChecked() ? t.accent
                               : off,
             {});
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.dark && isChecked() ? t.onAccent : QColor(Qt::white));
    const qreal centre =
        isChecked() ? track.right() - trackHeight / 2.0 : track.left() + trackHeight / 2.0;
    painter.drawEllipse(QPointF(centre, track.center().y()), 7.5, 7.5);
    if (hasFocus())
        paintFocusRing(painter, track.adjusted(-2, -2, 2, 2), trackHeight / 2.0 + 2);
    paintWords(painter, *this, trackWidth + 4 + gap);
}

CheckBox::CheckBox(const QString &text, QWidget *parent)
    : QCheckBox(text, parent)
{
    setAttribute(Qt::WA_Hover);
}

QSize CheckBox::sizeHint() const
{
    return hintFor(*this, boxSize);
}

bool CheckBox::hitButton(const QPoint &position) const
{
    return rect().contains(position);
}

void CheckBox::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Tokens &t = tokens();
    QPainter painter(this);
    const QRectF box(2, (height() - boxSize) / 2.0, boxSize, boxSize);
    const bool on = checkState() != Qt::Unchecked;
    if (on) {
        paintBox(painter, box, 5, isEnabled() ? t.accent : t.borderStrong, {});
        paintIcon(painter,
                  checkState() == Qt::Checked ? Icon::Check : Icon::Minus,
                  box.adjusted(2, 2, -2, -2),
                  t.onAccent);
    } else {
        paintBox(painter,
                 box,
                 5,
                 underMouse() ? t.hover : t.card,
                 isEnabled() ? t.text3 : t.borderStrong);
    }
    if (hasFocus())
        paintFocusRing(painter, box.adjusted(-2, -2, 2, 2), 7);
    paintWords(painter, *this, boxSize + 4 + gap);
}

RadioButton::RadioButton(const QString &text, QWidget *parent)
    : QRadioButton(text, parent)
{
    setAttribute(Qt::WA_Hover);
}

QSize RadioButton::sizeHint() const
{
    return hintFor(*this, boxSize);
}

bool RadioButton::hitButton(const QPoint &position) const
{
    return rect().contains(position);
}

void RadioButton::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Tokens &t = tokens();
    QPainter painter(this);
    const QRectF box(2, (height() - boxSize) / 2.0, boxSize, boxSize);
    const qreal radius = boxSize / 2.0;
    if (isChecked()) {
        paintBox(painter, box, radius, isEnabled() ? t.accent : t.borderStrong, {});
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.onAccent);
        painter.drawEllipse(box.center(), 3.5, 3.5);
    } else {
        paintBox(painter,
                 box,
                 radius,
                 underMouse() ? t.hover : t.card,
                 isEnabled() ? t.text3 : t.borderStrong);
    }
    if (hasFocus())
        paintFocusRing(painter, box.adjusted(-2, -2, 2, 2), radius + 2);
    paintWords(painter, *this, boxSize + 4 + gap);
}

} // namespace drawbridge::ui
