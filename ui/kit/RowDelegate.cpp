// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/AppTile.h"
#include "ui/kit/Card.h"
#include "ui/kit/Painting.h"
#include "ui/kit/Rows.h"
#include "ui/kit/StatusPill.h"
#include "ui/kit/TextRole.h"

#include <QGuiApplication>
#include <QHeaderView>

namespace drawbridge::ui {

namespace {

constexpr int cellPadding = 12;
constexpr int titleInset = 20;
constexpr int tallRow = 56;
constexpr int iconSize = 16;

Tone toneOf(const QVariant &value)
{
    return static_cast<Tone>(value.toInt());
}

Icon iconOf(const QVariant &value)
{
    return value.isValid() ? static_cast<Icon>(value.toInt()) : Icon::None;
}

QFont sized(int pixels, QFont::Weight weight)
{
    QFont font = QGuiApplication::font();
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

void paintText(QPainter &painter,
               const QRectF &rect,
               const QString &text,
               const QFont &font,
               const QColor &ink,
               Qt::Alignment alignment)
{
    painter.setFont(font);
    painter.setPen(ink);
    const QString shown = QFontMetricsF(font).elidedText(text, Qt::ElideRight, rect.width());
    painter.drawText(rect, static_cast<int>(alignment) | Qt::TextSingleLine, shown);
}

/// Ground, hairline and the keyboard's ring; a table draws the ring in pieces, cell by cell.
void paintGround(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const Tokens &t = tokens();
    const auto *table = qobject_cast<const TableView *>(option.widget);
    const auto *list = qobject_cast<const RowList *>(option.widget);
    const bool hovered = table != nullptr ? table->hoveredRow() == index.row()
                                          : bool(option.state & QStyle::State_MouseOver);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QColor ground = selected ? t.accentSoft : hovered ? t.hover : QColor();
    if (list != nullptr && !list->hasRowLines()) {
        if (ground.isValid())
            paintBox(painter, QRectF(option.rect), controlRadius, ground, {});
    } else {
        if (ground.isValid())
            painter.fillRect(option.rect, ground);
        const QRect line(option.rect.left(), option.rect.bottom(), option.rect.width(), 1);
        if (index.row() + 1 < index.model()->rowCount(index.parent()))
            painter.fillRect(line, t.border);
    }
    const QAbstractItemView *view =
        table != nullptr ? static_cast<const QAbstractItemView *>(table) : list;
    if (view == nullptr || !view->hasFocus() || view->currentIndex().row() != index.row())
        return;
    const int last = index.model()->columnCount(index.parent()) - 1;
    QRect ring = option.rect.adjusted(0, 0, 0, -1);
    if (list == nullptr && index.column() > 0)
        ring.setLeft(ring.left() - 4);
    if (list == nullptr && index.column() < last)
        ring.setRight(ring.right() + 4);
    painter.setClipRect(option.rect);
    paintFocusRing(painter, QRectF(ring), 4);
}

void paintListRow(QPainter &painter, QRectF area, const QModelIndex &index)
{
    const Tokens &t = tokens();
    if (index.data(RowRole::Chevron).toBool()) {
        paintIcon(painter,
                  Icon::ChevronRight,
                  QRectF(area.right() - iconSize, area.center().y() - 8, iconSize, iconSize),
                  t.text3);
        area.setRight(area.right() - iconSize - space::s);
    }
    const QString trailing = index.data(RowRole::TrailingText).toString();
    const QVariant trailingTone = index.data(RowRole::TrailingTone);
    if (!trailing.isEmpty() && trailingTone.isValid()) {
        const int width = StatusPill::widthOf(trailing);
        StatusPill::paint(painter,
                          QRectF(area.right() - width, area.y(), width, area.height()),
                          trailing,
                          toneOf(trailingTone));
        area.setRight(area.right() - width - space::m);
    } else if (!trailing.isEmpty()) {
        const QFont font = sized(12, QFont::Normal);
        const qreal width = QFontMetricsF(font).horizontalAdvance(trailing) + 2;
        paintText(painter,
                  QRectF(area.right() - width, area.y(), width, area.height()),
                  trailing,
                  font,
                  t.text2,
                  Qt::AlignVCenter | Qt::AlignRight);
        area.setRight(area.right() - width - space::m);
    }
    const QString note = index.data(RowRole::Note).toString();
    const QFont first = sized(13, note.isEmpty() ? QFont::Normal : QFont::Medium);
    const QString text = index.data(Qt::DisplayRole).toString();
    if (note.isEmpty()) {
        paintText(painter, area, text, first, t.text1, Qt::AlignVCenter | Qt::AlignLeft);
        return;
    }
    const qreal middle = area.center().y();
    paintText(painter,
              QRectF(area.x(), middle - 19, area.width(), 19),
              text,
              first,
              t.text1,
              Qt::AlignVCenter | Qt::AlignLeft);
    paintText(painter,
              QRectF(area.x(), middle, area.width(), 18),
              note,
              sized(12, QFont::Normal),
              t.text2,
              Qt::AlignVCenter | Qt::AlignLeft);
}

void paintCell(QPainter &painter, QRectF area, const QModelIndex &index)
{
    const QString text = index.data(Qt::DisplayRole).toString();
    const QVariant pill = index.data(RowRole::PillTone);
    if (pill.isValid()) {
        if (!text.isEmpty())
            StatusPill::paint(painter,
                              area,
                              text,
                              toneOf(pill),
                              iconOf(index.data(RowRole::PillIcon)));
        return;
    }
    const QVariant inkValue = index.data(RowRole::CellInk);
    const Ink ink = inkValue.isValid() ? static_cast<Ink>(inkValue.toInt())
                                       : (index.column() == 0 ? Ink::Text1 : Ink::Text2);
    const QVariant alignmentValue = index.data(Qt::TextAlignmentRole);
    const Qt::Alignment alignment = alignmentValue.isValid()
        ? Qt::Alignment(alignmentValue.toInt()) | Qt::AlignVCenter
        : Qt::AlignVCenter | Qt::AlignLeft;
    const QFont font = sized(13, QFont::Normal);
    const QString note = index.data(RowRole::Note).toString();
    paintText(painter, area, text, font, inkColor(ink), alignment);
    if (!note.isEmpty()) {
        const qreal used = QFontMetricsF(font).horizontalAdvance(text) + space::s;
        if (used + 24 < area.width())
            paintText(painter,
                      area.adjusted(used, 0, 0, 0),
                      note,
                      sized(12, QFont::Normal),
                      tokens().text2,
                      Qt::AlignVCenter | Qt::AlignLeft);
    }
}

struct Padding
{
    int left = cellPadding;
    int right = cellPadding;
};

/// Of a cell; the outermost columns keep to the card's edges.
Padding paddingOf(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    Padding padding;
    const auto *table = qobject_cast<const TableView *>(option.widget);
    const auto *list = qobject_cast<const RowList *>(option.widget);
    const QMargins edge = edgePadding(option.widget);
    if (table != nullptr) {
        const int column = table->horizontalHeader()->visualIndex(index.column());
        if (column == 0)
            padding.left = edge.left();
        if (column == index.model()->columnCount(index.parent()) - 1)
            padding.right = edge.right();
    } else if (list != nullptr && list->hasRowLines()) {
        padding = {edge.left(), edge.right()};
    }
    return padding;
}

QRectF insideOf(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const Padding padding = paddingOf(option, index);
    return QRectF(option.rect).adjusted(padding.left, 0, -padding.right, -1);
}

} // namespace

QMargins edgePadding(const QWidget *view)
{
    const QWidget *card = view;
    while (card != nullptr && qobject_cast<const Card *>(card) == nullptr)
        card = card->parentWidget();
    if (card == nullptr)
        return {cellPadding, 0, cellPadding, 0};
    const QMargins shadow = Card::shadowMargins();
    const int left = view->mapTo(card, QPoint()).x() - shadow.left();
    const int right =
        card->width() - shadow.right() - view->mapTo(card, QPoint(view->width(), 0)).x();
    return {std::max(0, titleInset - left), 0, std::max(0, titleInset - right), 0};
}

void RowDelegate::paint(QPainter *painter,
                        const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintGround(*painter, option, index);
    const bool isList = qobject_cast<const RowList *>(option.widget) != nullptr;
    QRectF area = insideOf(option, index);
    const QString tile = index.data(RowRole::TileName).toString();
    if (!tile.isEmpty()) {
        const qreal size = area.height() >= tallRow - 1 ? 34 : 24;
        AppTile::paint(*painter,
                       QRectF(area.x(), std::round(area.center().y() - size / 2), size, size),
                       tile,
                       index.data(RowRole::TileElsewhere).toBool() ? Holding::Elsewhere
                                                                   : Holding::Here);
        area.setLeft(area.left() + size + (isList ? space::m : 10));
    }
    const Icon sign = iconOf(index.data(RowRole::CellIcon));
    if (sign != Icon::None) {
        const QVariant ink = index.data(RowRole::CellInk);
        // In a list, icons and tiles stand in one column.
        const qreal slot = isList ? 24 : iconSize;
        const QRectF place(area.x() + (slot - iconSize) / 2,
                           area.center().y() - iconSize / 2.0,
                           iconSize,
                           iconSize);
        paintIcon(*painter,
                  sign,
                  place,
                  inkColor(ink.isValid() ? static_cast<Ink>(ink.toInt()) : Ink::Text2));
        area.setLeft(area.left() + slot + (isList ? space::m : space::s));
    }
    if (isList)
        paintListRow(*painter, area, index);
    else
        paintCell(*painter, area, index);
    painter->restore();
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    // A row of a list is as wide as the list: what does not fit is elided, and what stands at its end stays in sight.
    if (qobject_cast<const RowList *>(option.widget) != nullptr)
        return {0, index.data(RowRole::Note).toString().isEmpty() ? rowHeight : tallRow};
    const QString text = index.data(Qt::DisplayRole).toString();
    const int words = index.data(RowRole::PillTone).isValid()
        ? StatusPill::widthOf(text)
        : option.fontMetrics.horizontalAdvance(text);
    const int tile = index.data(RowRole::TileName).toString().isEmpty() ? 0 : 34;
    const Padding padding = paddingOf(option, index);
    return {words + tile + padding.left + padding.right + 2, rowHeight};
}

} // namespace drawbridge::ui
