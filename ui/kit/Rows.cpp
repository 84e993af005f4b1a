// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Rows.h"

#include "ui/kit/TableHeader.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>

namespace drawbridge::ui {

namespace {

/// What a column is as wide as. Hundreds of rows take longer to measure than to draw, and say little more.
constexpr int rowsMeasured = 60;

template<typename View>
void prepare(View *view, const QString &name)
{
    view->setAccessibleName(name);
    view->setItemDelegate(new RowDelegate(view));
    view->setFrameShape(QFrame::NoFrame);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setMouseTracking(true);
    view->viewport()->setAutoFillBackground(false);
    view->viewport()->setAttribute(Qt::WA_Hover);
    QObject::connect(view, &QAbstractItemView::doubleClicked, view, &View::rowActivated);
}

/// Arrow keys need a row to start from.
void chooseFirst(QAbstractItemView *view)
{
    if (view->model() != nullptr && !view->currentIndex().isValid() && view->model()->rowCount() > 0)
        view->selectionModel()->setCurrentIndex(view->model()->index(0, 0),
                                                QItemSelectionModel::NoUpdate);
    view->viewport()->update();
}

bool isActivating(const QKeyEvent *event)
{
    return event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter
        || event->key() == Qt::Key_Space;
}

/// A view that fits its rows changes size with them.
void followRows(QAbstractItemView *view, QAbstractItemModel *model)
{
    const auto resize = [view] { view->updateGeometry(); };
    QObject::connect(model, &QAbstractItemModel::rowsInserted, view, resize);
    QObject::connect(model, &QAbstractItemModel::rowsRemoved, view, resize);
    QObject::connect(model, &QAbstractItemModel::modelReset, view, resize);
}

void setFits(QAbstractItemView *view, bool fits)
{
    view->setVerticalScrollBarPolicy(fits ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    view->setSizePolicy(QSizePolicy::Expanding, fits ? QSizePolicy::Fixed : QSizePolicy::Expanding);
    view->updateGeometry();
}

} // namespace

TableView::TableView(const QString &name, QWidget *parent)
    : QTableView(parent)
{
    prepare(this, name);
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setCornerButtonEnabled(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(ui::rowHeight);
    setHorizontalHeader(new TableHeader(this));
    horizontalHeader()->setResizeContentsPrecision(rowsMeasured);
}

void TableView::setFitsRows(bool fits)
{
    m_fits = fits;
    setFits(this, fits);
}

void TableView::setModel(QAbstractItemModel *newModel)
{
    QTableView::setModel(newModel);
    if (newModel != nullptr)
        followRows(this, newModel);
}

QSize TableView::sizeHint() const
{
    if (!m_fits || model() == nullptr)
        return {640, 320};
    return {640, horizontalHeader()->height() + model()->rowCount() * ui::rowHeight + 2};
}

QSize TableView::minimumSizeHint() const
{
    return m_fits ? QSize(240, sizeHint().height()) : QSize(240, 120);
}

void TableView::setHovered(int row)
{
    if (row == m_hovered)
        return;
    m_hovered = row;
    viewport()->update();
}

void TableView::mouseMoveEvent(QMouseEvent *event)
{
    QTableView::mouseMoveEvent(event);
    setHovered(indexAt(event->position().toPoint()).row());
}

void TableView::leaveEvent(QEvent *event)
{
    QTableView::leaveEvent(event);
    setHovered(-1);
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    if (isActivating(event) && currentIndex().isValid())
        Q_EMIT rowActivated(currentIndex());
    else
        QTableView::keyPressEvent(event);
    viewport()->update();
}

void TableView::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    chooseFirst(this);
}

RowList::RowList(const QString &name, QWidget *parent)
    : QListView(parent)
{
    prepare(this, name);
    setUniformItemSizes(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void RowList::setFitsRows(bool fits)
{
    m_fits = fits;
    setFits(this, fits);
}

void RowList::setModel(QAbstractItemModel *newModel)
{
    QListView::setModel(newModel);
    if (newModel != nullptr)
        followRows(this, newModel);
}

QSize RowList::sizeHint() const
{
    if (!m_fits || model() == nullptr)
        return {320, 240};
    int height = 2;
    for (int row = 0; row < model()->rowCount(); ++row)
        height += sizeHintForRow(row);
    return {320, height};
}

QSize RowList::minimumSizeHint() const
{
    return m_fits ? QSize(200, sizeHint().height()) : QSize(200, 80);
}

void RowList::keyPressEvent(QKeyEvent *event)
{
    if (isActivating(event) && currentIndex().isValid())
        Q_EMIT rowActivated(currentIndex());
    else
        QListView::keyPressEvent(event);
    viewport()->update();
}

void RowList::focusInEvent(QFocusEvent *event)
{
    QListView::focusInEvent(event);
    chooseFirst(this);
}

} // namespace drawbridge::ui
