// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/Page.h"

#include <QPointer>

class QStackedLayout;
class QVBoxLayout;

namespace drawbridge::ui {

class Banner;
class EmptyState;
class ErrorState;
class LoadingState;
class MapDetails;
class MapFrame;
class PageFrame;
class ProgressRow;
class SegmentedControl;
class SidePanel;
struct MapTarget;

/// "What travels where?": the data map, with filters, the panel beside it, and the ways to say more.
class MapPage final : public Page
{
    Q_OBJECT

public:
    explicit MapPage(Workspace &workspace, QObject *parent = nullptr);
    ~MapPage() override;

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon symbol() const override { return Icon::Map; }
    [[nodiscard]] QWidget *makeWidget(QWidget *parent) override;
    /// `subject`: the connection to choose.
    void enter(const QString &subject) override;
    bool escape() override;
    [[nodiscard]] std::vector<Command> commands() const override;

private:
    void buildMapSide(QVBoxLayout *column);
    void takeSnapshot();
    void fillFilters();
    void layOut();
    void showMap(LaidOutMap map);
    void showState(QWidget *state);
    void showSubtitle();
    void openTarget(const MapTarget &target);
    void openConnection(const ConnectionId &id);
    void openFlow(const FlowId &id);
    void refreshPanel();
    void closePanel();
    void askFlow(const Flow &flow);
    void newFlow(const ConnectionId &from);
    void retire(const FlowId &id);
    void exportPicture();
    void writePicture(const QString &file);
    void tell(const Error &error);

    Workspace &m_workspace;
    MapFilter m_filter;
    CancelToken m_cancel;
    quint64 m_run = 0; ///< an answer of an older run is not shown
    bool m_stale = true;
    QString m_wanted; ///< the connection to choose once it is on the map

    QPointer<PageFrame> m_frame;
    QStackedLayout *m_states = nullptr;
    EmptyState *m_empty = nullptr;
    ErrorState *m_error = nullptr;
    LoadingState *m_loading = nullptr;
    QWidget *m_mapSide = nullptr;
    QWidget *m_kinds = nullptr;
    QStringList m_kindIds;
    SegmentedControl *m_shops = nullptr;
    QList<Environment> m_shopKinds;
    Banner *m_noArrows = nullptr;
    ProgressRow *m_progress = nullptr;
    MapFrame *m_map = nullptr;
    SidePanel *m_panel = nullptr;
    MapDetails *m_details = nullptr;
    QWidget *m_add = nullptr;
    QWidget *m_export = nullptr;
    ConnectionId m_shownConnection;
    FlowId m_shownFlow;
};

} // namespace drawbridge::ui
