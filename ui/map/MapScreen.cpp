// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/map/MapScreen.h"

#include "ui/kit/PageFrame.h"
#include "ui/kit/SidePanel.h"
#include "ui/map/MapView.h"

#include <QEvent>

namespace drawbridge::ui {

namespace {

/// A page narrower than this has no room for its title, its buttons and a map that can be read.
constexpr int narrowestPage = 640;

} // namespace

MapScreen::MapScreen(PageFrame *page, MapView *map, SidePanel *panel, QWidget *parent)
    : QWidget(parent)
    , m_page(page)
    , m_map(map)
    , m_panel(panel)
{
    m_page->setParent(this);
    m_panel->setParent(this);
    m_panel->hide();
    m_panel->installEventFilter(this);
    m_map->installEventFilter(this);
}

QSize MapScreen::minimumSizeHint() const
{
    return m_page->minimumSizeHint();
}

void MapScreen::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeBoth();
}

bool MapScreen::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_map && event->type() == QEvent::Resize)
        placePanel();
    else if (watched == m_panel
             && (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent))
        placeBoth();
    return QWidget::eventFilter(watched, event);
}

bool MapScreen::liesOver() const
{
    return width() - m_panel->width() < narrowestPage;
}

void MapScreen::placeBoth()
{
    const bool beside = !m_panel->isHidden() && !liesOver();
    m_page->setGeometry(0, 0, width() - (beside ? m_panel->width() : 0), height());
    placePanel();
}

void MapScreen::placePanel()
{
    const bool over = liesOver();
    const int wide = m_panel->width();
    m_panel->setLying(over);
    if (over) {
        // The buttons above the map and below it stay within reach.
        const QPoint corner = m_map->mapTo(this, QPoint(m_map->width() - wide, 0));
        m_panel->setGeometry(QRect(corner, QSize(wide, m_map->height())));
        m_panel->raise();
    } else {
        m_panel->setGeometry(width() - wide, 0, wide, height());
    }
    m_map->setCovered(over && !m_panel->isHidden() ? wide : 0);
}

} // namespace drawbridge::ui
