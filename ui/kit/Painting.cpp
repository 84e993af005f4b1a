// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Painting.h"

#include <QWidget>

namespace drawbridge::ui {

namespace {

struct ShadowLayer
{
    qreal spread;
    qreal drop;
    int alpha;
};

void paintShadow(QPainter &painter,
                 const QRectF &rect,
                 qreal radius,
                 std::initializer_list<ShadowLayer> layers)
{
    painter.setPen(Qt::NoPen);
    for (const ShadowLayer &layer : layers) {
        QColor color = tokens().shadow;
        color.setAlpha(layer.alpha);
        painter.setBrush(color);
        painter.drawRoundedRect(rect.adjusted(-layer.spread,
                                              -layer.spread + layer.drop,
                                              layer.spread,
                                              layer.spread + layer.drop),
                                radius + layer.spread,
                                radius + layer.spread);
    }
}

} // namespace

void paintBox(
    QPainter &painter, const QRectF &rect, qreal radius, const QColor &fill, const QColor &border)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    if (border.isValid()) {
        // A 1 px line is sharp only when it runs through the middle of a pixel.
        painter.setPen(QPen(border, 1));
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5);
    } else {
        painter.setPen(Qt::NoPen);
        painter.drawRoundedRect(rect, radius, radius);
    }
    painter.restore();
}

void paintCard(QPainter &painter, const QRectF &rect, const QColor &fill)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (!tokens().dark)
        paintShadow(painter, rect, cardRadius, {{2.2, 1.8, 4}, {1.2, 1.4, 6}, {0.3, 1.0, 9}});
    painter.restore();
    paintBox(painter, rect, cardRadius, fill, tokens().border);
}

void paintFloating(QPainter &painter, const QRectF &rect, qreal radius, const QColor &fill)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const int strength = tokens().dark ? 3 : 1;
    paintShadow(painter,
                rect,
                radius,
                {{14, 10, 2 * strength},
                 {10, 8, 3 * strength},
                 {7, 6, 4 * strength},
                 {4, 4, 5 * strength},
                 {2, 2, 6 * strength},
                 {0.5, 1, 8 * strength}});
    painter.restore();
    paintBox(painter, rect, radius, fill, tokens().dark ? tokens().borderStrong : tokens().border);
}

void paintFocusRing(QPainter &painter, const QRectF &rect, qreal radius)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(tokens().accent, 2));
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius - 1, radius - 1);
    painter.restore();
}

void setPlainToolTip(QWidget *widget, const QString &text)
{
    // <qt> makes the guess certain, and escaping makes it harmless; the text wraps as well.
    widget->setToolTip(text.isEmpty() ? QString()
                                      : QString(QStringLiteral("<qt>") + text.toHtmlEscaped()
                                                + QStringLiteral("</qt>")));
}

} // namespace drawbridge::ui
