// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Icons.h"

#include <QListView>
#include <QStyledItemDelegate>
#include <QTableView>

namespace drawbridge::ui {

/// What a model may say about a cell beside its text, for RowDelegate. The values are QVariants of the named type.
namespace RowRole {
enum : int {
    First = Qt::UserRole + 1000,
    PillTone,      ///< int(Tone): the text is drawn as a status pill
    PillIcon,      ///< int(Icon) inside the pill
    TileName,      ///< QString: an app tile before the text
    TileElsewhere, ///< bool: outlined tile
    Note,     ///< QString: a second, muted line (RowList) or muted words after the text (TableView)
    CellIcon, ///< int(Icon) before the text
    CellInk,  ///< int(Ink) of the text; Text1 in the first column, Text2 elsewhere unless told
    TrailingText, ///< QString at the right end (RowList)
    TrailingTone, ///< int(Tone): draws TrailingText as a pill
    Chevron,      ///< bool: an arrow at the right end (RowList)
};
}

/// How far words stand inside a view's left and right edge: in line with the title of the card around it, whatever the
/// padding of that card, or 12 without a card.
[[nodiscard]] QMargins edgePadding(const QWidget *view);

/// Draws the cells of TableView and RowList.
class RowDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
};

/// A table as the window shows them: 40 px rows without grid, whole rows chosen, Enter or double click activates.
class TableView final : public QTableView
{
    Q_OBJECT

public:
    explicit TableView(const QString &name, QWidget *parent = nullptr);

    /// Grows to all of its rows instead of scrolling; for short tables inside a card.
    void setFitsRows(bool fits);
    [[nodiscard]] int hoveredRow() const { return m_hovered; }
    void setModel(QAbstractItemModel *model) override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void rowActivated(const QModelIndex &index);

protected:
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void setHovered(int row);

    int m_hovered = -1;
    bool m_fits = false;
};

/// A list of things with a tile, a name, a muted second line and a status at the end; rows of 40 or 56 px.
class RowList final : public QListView
{
    Q_OBJECT

public:
    explicit RowList(const QString &name, QWidget *parent = nullptr);

    /// Without lines between the rows the chosen one is a rounded ground: for lists to choose from.
    void setRowLines(bool lines) { m_lines = lines; }
    [[nodiscard]] bool hasRowLines() const { return m_lines; }
    void setFitsRows(bool fits);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    void setModel(QAbstractItemModel *model) override;

Q_SIGNALS:
    void rowActivated(const QModelIndex &index);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    bool m_fits = false;
    bool m_lines = true;
};

} // namespace drawbridge::ui
