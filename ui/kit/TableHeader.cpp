// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/TableHeader.h"

#include "ui/kit/Icons.h"
#include "ui/kit/Painting.h"
#include "ui/kit/Rows.h"
#include "ui/kit/TextRole.h"

namespace drawbridge::ui {

namespace {

constexpr int padding = 12;
constexpr qreal arrow = 12;

} // namespace

TableHeader::TableHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setHighlightSections(false);
    setSectionResizeMode(QHeaderView::Stretch);
    setMinimumSectionSize(72);
    setFixedHeight(36);
    setFocusPolicy(Qt::NoFocus);
}

void TableHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Tokens &t = tokens();
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), t.border);
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
    const QString text = model()->headerData(section, Qt::Horizontal).toString();
    const QVariant own = model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole);
    const Qt::Alignment alignment =
        own.isValid() ? Qt::Alignment(own.toInt()) : Qt::Alignment(Qt::AlignLeft);
    const QFont font = fontFor(TextRole::Caption);
    const QMargins edge = edgePadding(parentWidget());
    const int place = visualIndex(section);
    const int left = place == 0 ? edge.left() : padding;
    const int right = place == count() - 1 ? edge.right() : padding;
    const QRectF area = QRectF(rect).adjusted(left, 0, -right - (sorted ? arrow + 3 : 0), -1);
    const QString shown = QFontMetricsF(font).elidedText(text, Qt::ElideRight, area.width());
    painter->setFont(font);
    painter->setPen(sorted ? t.text1 : t.text2);
    painter->drawText(area, static_cast<int>(alignment | Qt::AlignVCenter), shown);
    if (sorted) {
        const Icon direction =
            sortIndicatorOrder() == Qt::AscendingOrder ? Icon::ChevronUp : Icon::ChevronDown;
        const bool atEnd = alignment.testFlag(Qt::AlignRight);
        const qreal x =
            atEnd ? area.right() + 3 : area.x() + QFontMetricsF(font).horizontalAdvance(shown) + 3;
        paintIcon(*painter,
                  direction,
                  QRectF(x, area.center().y() - arrow / 2, arrow, arrow),
                  t.text2);
    }
}

} // namespace drawbridge::ui
