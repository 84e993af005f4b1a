// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/PlainLabel.h"

#include "ui/kit/Painting.h"

#include <QPainter>
#include <QStyle>

#include <cmath>

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

QString spansText(const QList<TextSpan> &spans)
{
    QString whole;
    for (const TextSpan &span : spans)
        whole += span.text;
    return whole;
}

QString linesOf(QString text)
{
    return text.replace(u'\n', QChar::LineSeparator);
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
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange
        || event->type() == QEvent::ContentsRectChange)
        m_measured = {};
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        takeInk();
}

void PlainLabel::setSpans(const QList<TextSpan> &spans)
{
    m_spans = spans;
    m_measured = {};
    setWordWrap(true);
    setText(spansText(spans));
    updateGeometry();
    update();
}

QList<QTextLayout::FormatRange> PlainLabel::formats() const
{
    QList<QTextLayout::FormatRange> ranges;
    int start = 0;
    for (const TextSpan &span : m_spans) {
        QTextLayout::FormatRange range;
        range.start = start;
        range.length = static_cast<int>(span.text.size());
        start += range.length;
        if (span.emphasis == Emphasis::None)
            continue;
        range.format.setFontWeight(QFont::DemiBold);
        if (span.emphasis == Emphasis::Accent)
            range.format.setForeground(inkColor(Ink::Accent));
        else if (m_role == TextRole::Muted)
            range.format.setForeground(inkColor(Ink::Text1));
        ranges << range;
    }
    return ranges;
}

void PlainLabel::setSelectable(bool selectable)
{
    setTextInteractionFlags(selectable ? Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard
                                       : Qt::NoTextInteraction);
}

bool PlainLabel::isSetByUs() const
{
    return wordWrap() && !(textInteractionFlags() & Qt::TextSelectableByMouse);
}

/// QLabel sets lines solid, which is hard to read in a paragraph: small sizes get air between them.
qreal PlainLabel::breakLines(QTextLayout &layout, qreal width) const
{
    const int size = font().pixelSize();
    const qreal lineHeight = std::round(size * (size > 16 ? 1.25 : 1.45));
    QTextOption option(alignment() & Qt::AlignHorizontal_Mask);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    // Somebody may have set another text since.
    if (!m_spans.isEmpty() && spansText(m_spans) == text())
        layout.setFormats(formats());
    qreal y = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition(QPointF(0, y + std::floor((lineHeight - line.height()) / 2)));
        y += lineHeight;
    }
    layout.endLayout();
    return y;
}

int PlainLabel::heightForWidth(int width) const
{
    if (!isSetByUs())
        return QLabel::heightForWidth(width);
    for (const Measured &known : m_measured) {
        if (known.width == width && known.text == text())
            return known.height;
    }
    const QMargins edge = contentsMargins();
    QTextLayout layout(linesOf(text()), font());
    const qreal lines = breakLines(layout, std::max(1, width - edge.left() - edge.right()));
    const int height = static_cast<int>(std::ceil(lines)) + edge.top() + edge.bottom();
    m_measured[m_nextMeasured] = {text(), width, height};
    m_nextMeasured = (m_nextMeasured + 1) % m_measured.size();
    return height;
}

QSize PlainLabel::sizeHint() const
{
    if (!isSetByUs())
        return QLabel::sizeHint();
    // One line if it is short, else a column that reads well; the layout asks for the height of its real width.
    const int oneLine = fontMetrics().size(0, text()).width() + 2;
    const int width = std::min(oneLine, 36 * fontMetrics().averageCharWidth() * 2);
    return {width, heightForWidth(width)};
}

QSize PlainLabel::minimumSizeHint() const
{
    if (!isSetByUs())
        return QLabel::minimumSizeHint();
    const int width = std::min(sizeHint().width(), 12 * fontMetrics().averageCharWidth());
    return {width, fontMetrics().height()};
}

void PlainLabel::paintEvent(QPaintEvent *event)
{
    if (!isSetByUs()) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    const QRect area = contentsRect();
    QTextLayout layout(linesOf(text()), font());
    const qreal height = breakLines(layout, area.width());
    qreal top = area.y();
    if (alignment() & Qt::AlignVCenter)
        top += std::floor((area.height() - height) / 2);
    else if (alignment() & Qt::AlignBottom)
        top += area.height() - height;
    painter.setPen(
        palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, foregroundRole()));
    layout.draw(&painter, QPointF(area.x(), top));
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

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return PlainLabel::event(event);
    // Made when it is wanted and gone afterwards: a name that was taken away must not stay in it.
    const bool isCut = fontMetrics().horizontalAdvance(text()) > contentsRect().width();
    setPlainToolTip(this, isCut ? text() : QString());
    const bool taken = PlainLabel::event(event);
    setPlainToolTip(this, QString());
    return taken;
}

} // namespace drawbridge::ui
