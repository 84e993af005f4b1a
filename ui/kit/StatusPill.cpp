// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/StatusPill.h"

#include "ui/kit/Painting.h"

#include <QGuiApplication>

namespace drawbridge::ui {

namespace {

constexpr qreal pillHeight = 22;
constexpr qreal iconSize = 13;

QFont pillFont()
{
    QFont font = QGuiApplication::font();
    font.setPixelSize(12);
    font.setWeight(QFont::Medium);
    return font;
}

} // namespace

StatusPill::StatusPill(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

StatusPill::StatusPill(const QString &word, Tone tone, Icon icon, QWidget *parent)
    : StatusPill(parent)
{
    setStatus(word, tone, icon);
}

void StatusPill::setStatus(const QString &word, Tone tone, Icon icon)
{
    m_word = word;
    m_tone = tone;
    m_icon = icon;
    setAccessibleName(word);
    updateGeometry();
    update();
}

int StatusPill::widthOf(const QString &word)
{
    return QFontMetrics(pillFont()).horizontalAdvance(word) + 30;
}

QSize StatusPill::sizeHint() const
{
    return {widthOf(m_word), static_cast<int>(pillHeight)};
}

QSize StatusPill::minimumSizeHint() const
{
    return sizeHint();
}

int StatusPill::paint(
    QPainter &painter, const QRectF &rect, const QString &word, Tone tone, Icon icon)
{
    const qreal width = std::min<qreal>(widthOf(word), rect.width());
    const QRectF pill(rect.x(), std::round(rect.center().y() - pillHeight / 2), width, pillHeight);
    paintBox(painter, pill, pillHeight / 2, toneSoft(tone), {});
    const QColor ink = inkColor(toneInk(tone));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (icon == Icon::None) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        painter.drawEllipse(QPointF(pill.x() + 12, pill.center().y()), 3, 3);
    } else {
        paintIcon(painter,
                  icon,
                  QRectF(pill.x() + 6, pill.center().y() - iconSize / 2, iconSize, iconSize),
                  ink);
    }
    painter.setFont(pillFont());
    painter.setPen(ink);
    const QRectF words = pill.adjusted(21, 0, -8, 0);
    painter.drawText(words,
                     Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetricsF(pillFont()).elidedText(word, Qt::ElideRight, words.width() + 1));
    painter.restore();
    return static_cast<int>(width);
}

void StatusPill::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    paint(painter, QRectF(rect()), m_word, m_tone, m_icon);
}

} // namespace drawbridge::ui
