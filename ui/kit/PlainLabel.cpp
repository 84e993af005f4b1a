// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/PlainLabel.h"

#include "ui/kit/Painting.h"

#include <QPainter>
#include <QStyle>

namespace drawbridge::ui {

namespace {

Ink inkOf(TextRole role)
{
    switch (role) {
    case TextRole::Muted:
    case TextRole::Caption:
        return Ink::Text2;
    case TextRole::Error:
        return Ink::Danger;
    case TextRole::Title:
    case TextRole::Section:
    case TextRole::Body:
    case TextRole::Strong:
    case TextRole::Figure:
    case TextRole::Code:
        break;
    }
    return Ink::Text1;
}

} // namespace

PlainLabel::PlainLabel(TextRole role, QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setRole(role);
}

PlainLabel::PlainLabel(const QString &text, TextRole role, Wrap wrap, QWidget *parent)
    : PlainLabel(role, parent)
{
    setText(text);
    setWordWrap(wrap == Wrap::Yes);
}

void PlainLabel::setRole(TextRole role)
{
    m_role = role;
    setFont(fontFor(role));
    takeInk();
}

void PlainLabel::setInk(Ink ink)
{
    m_ink = ink;
    takeInk();
}

void PlainLabel::takeInk()
{
    const QColor color = inkColor(m_ink.value_or(inkOf(m_role)));
    QPalette own = palette();
    if (own.color(QPalette::Active, QPalette::WindowText) == color)
        return;
    own.setColor(QPalette::WindowText, color);
    own.setColor(QPalette::Text, color);
    setPalette(own);
}

void PlainLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::StyleChange)
        takeInk();
}

void PlainLabel::setSelectable(bool selectable)
{
    setTextInteractionFlags(selectable ? Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard
                                       : Qt::NoTextInteraction);
}

ElidedLabel::ElidedLabel(TextRole role, QWidget *parent)
    : PlainLabel(role, parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

ElidedLabel::ElidedLabel(const QString &text, TextRole role, QWidget *parent)
    : ElidedLabel(role, parent)
{
    setText(text);
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {fontMetrics().horizontalAdvance(QStringLiteral("mmm")),
            PlainLabel::minimumSizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const QRect area = contentsRect();
    style()->drawItemText(&painter,
                          area,
                          static_cast<int>(alignment()),
                          palette(),
                          isEnabled(),
                          fontMetrics().elidedText(text(), Qt::ElideRight, area.width()),
                          foregroundRole());
}

void ElidedLabel::resizeEvent(QResizeEvent *event)
{
    PlainLabel::resizeEvent(event);
    setPlainToolTip(this,
                    fontMetrics().horizontalAdvance(text()) > contentsRect().width() ? text()
                                                                                     : QString());
}

} // namespace drawbridge::ui
