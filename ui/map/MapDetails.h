// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/map/MapWords.h"

#include <QObject>

class QVBoxLayout;

namespace drawbridge::ui {

class SidePanel;

/// The words for an app id or a person's or script's name, as flows and connections store them.
[[nodiscard]] QString holderName(const Catalog &catalog, const QString &idOrName);

/// Fills the panel beside the map: for an arrow what travels, who can access it and how to shut it off; for a tile
/// what it is and where to go from there.
class MapDetails final : public QObject
{
    Q_OBJECT

public:
    /// `panel` and `workspace` outlive it.
    MapDetails(SidePanel &panel, const Workspace &workspace, QObject *parent = nullptr);

    /// False where the snapshot does not know it (any more).
    bool showFlow(const FlowId &id);
    bool showConnection(const ConnectionId &id);

Q_SIGNALS:
    void changeAsked(const drawbridge::FlowId &id);
    void retireAsked(const drawbridge::FlowId &id);
    void flowAsked(const drawbridge::FlowId &id);
    void connectionAsked(const drawbridge::ConnectionId &id);
    void newFlowAsked(const drawbridge::ConnectionId &from);

private:
    void addTravels(const Flow &flow);
    void addAccess(const Flow &flow, const Connection &from, const Connection &to);
    void addShutOff(const Connection &connection);
    void addHubShutOff(const AppId &app);
    void addSteps(const QString &title, const ShutOff &shutOff, const QString &page);
    void addFlowActions(const Flow &flow);
    void addHead(const QString &text);
    void addFact(const QString &title, const QString &value);
    void addText(const QString &text);
    void addMuted(const QString &text);
    [[nodiscard]] QString name(const QString &text) const;
    [[nodiscard]] QVBoxLayout *body() const;

    SidePanel &m_panel;
    const Workspace &m_workspace;
    std::shared_ptr<const Snapshot> m_snapshot;
    Names m_names = Names::Shown;
};

} // namespace drawbridge::ui
