// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/map/MapLegend.h"

#include "ui/kit/TextRole.h"
#include "ui/kit/Tokens.h"
#include "ui/map/MapWords.h"

#include <QFontMetricsF>
#include <QPainter>

namespace drawbridge::ui {

namespace {

constexpr qreal lineHeight = 18;
constexpr qreal markWidth = 24;
constexpr qreal gap = 16;

} // namespace

struct MapLegend::Entry
{
    QString text;
    QPen pen;
};

MapLegend::MapLegend(QWidget *parent)
    : QWidget(parent)
{
    setFont(fontFor(TextRole::Caption));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    QStringList words;
    for (const Entry &entry : entries())
        words << entry.text;
    setAccessibleName(tr("What colours and lines mean"));
    setAccessibleDescription(words.join(QStringLiteral(", ")));
}

QList<MapLegend::Entry> MapLegend::entries()
{
    QList<Entry> all;
    for (const Sensitivity sensitivity :
         {Sensitivity::Low, Sensitivity::Medium, Sensitivity::High, Sensitivity::Critical})
        all << Entry{sensitivityLabel(sensitivity), QPen(sensitivityColor(sensitivity), 3)};
    const QColor plain = tokens().text2;
    all << Entry{tr("seen or reported"), howKnownPen(HowKnown::SeenHere, plain, 1.5)};
    all << Entry{howKnownLabel(HowKnown::Imported), howKnownPen(HowKnown::Imported, plain, 1.5)};
    all << Entry{howKnownLabel(HowKnown::NotVisible), howKnownPen(HowKnown::NotVisible, plain, 2)};
    return all;
}

int MapLegend::place(int width, QList<QPointF> *places) const
{
    const QFontMetricsF metrics(font());
    qreal x = 0;
    qreal y = 0;
    for (const Entry &entry : entries()) {
        const qreal wide = markWidth + 6 + metrics.horizontalAdvance(entry.text);
        if (x > 0 && x + wide > width) {
            x = 0;
            y += lineHeight;
        }
        if (places != nullptr)
            *places << QPointF(x, y);
        x += wide + gap;
    }
    return static_cast<int>(y + lineHeight);
}

int MapLegend::heightForWidth(int width) const
{
    return place(width, nullptr);
}

QSize MapLegend::sizeHint() const
{
    return {720, place(720, nullptr)};
}

QSize MapLegend::minimumSizeHint() const
{
    return {160, static_cast<int>(lineHeight)};
}

void MapLegend::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QList<QPointF> places;
    place(width(), &places);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QList<Entry> all = entries();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QPointF at = places.at(i);
        const qreal middle = at.y() + lineHeight / 2;
        painter.setPen(all.at(i).pen);
        painter.drawLine(QPointF(at.x() + 1, middle), QPointF(at.x() + markWidth - 1, middle));
        painter.setPen(tokens().text2);
        painter.drawText(QRectF(at.x() + markWidth + 6, at.y(), width(), lineHeight),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         all.at(i).text);
    }
}

} // namespace drawbridge::ui
