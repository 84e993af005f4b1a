// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace drawbridge::ui {

class MapView;
class PageFrame;
class SidePanel;

/// The map's page with its panel: beside it, or over the map's right end where both side by side were too narrow.
class MapScreen final : public QWidget
{
    Q_OBJECT

public:
    MapScreen(PageFrame *page, MapView *map, SidePanel *panel, QWidget *parent = nullptr);

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void placeBoth();
    void placePanel();
    [[nodiscard]] bool liesOver() const;

    PageFrame *m_page;
    MapView *m_map;
    SidePanel *m_panel;
};

} // namespace drawbridge::ui
