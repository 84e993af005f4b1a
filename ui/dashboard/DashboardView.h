// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Snapshot.h"
#include "ui/dashboard/DashboardModels.h"

#include <QWidget>

class QStackedLayout;

namespace drawbridge::ui {

class AttentionList;
class Card;
class FigureCard;
class LeftOverKeysCard;
class LinkButton;
class PageFrame;
class PlainLabel;
class RotationsCard;
class TableView;

/// The dashboard as it looks for one snapshot.
class DashboardView final : public QWidget
{
    Q_OBJECT

public:
    explicit DashboardView(QWidget *parent = nullptr);

    void setSnapshot(const std::shared_ptr<const Snapshot> &snapshot,
                     const QHash<AppId, QString> &appNames);

Q_SIGNALS:
    void attentionChosen(const drawbridge::AttentionItem &item);
    void goBackChosen(const drawbridge::ConnectionId &id);
    /// The replacing of its key, to look at.
    void rotationChosen(const drawbridge::ConnectionId &id);
    void endKeyChosen(const drawbridge::LiveKey &key);
    void connectionChosen(const drawbridge::ConnectionId &id);
    /// What to begin with: an app's id, "several", or nothing.
    void connectWanted(const QString &subject);
    void settingsWanted(const QString &subject);
    void timelineWanted();
    void mapWanted();

private:
    [[nodiscard]] QWidget *makeEmpty();
    [[nodiscard]] QWidget *makeBeginnings(QWidget *parent);
    [[nodiscard]] QWidget *makeFull();
    void addFigures(PageFrame *frame);
    void addConnections(PageFrame *frame);
    void addBottom(PageFrame *frame);
    void showKeys(const Snapshot &snapshot,
                  const QHash<AppId, QString> &appNames,
                  const NameVeil &veil);
    void showFigures(const Snapshot &snapshot);
    void showConnections(const Snapshot &snapshot,
                         const QHash<AppId, QString> &appNames,
                         const NameVeil &veil);

    QStackedLayout *m_stack;
    AttentionList *m_attention = nullptr;
    RotationsCard *m_rotations = nullptr;
    LeftOverKeysCard *m_leftOver = nullptr;
    FigureCard *m_connections = nullptr;
    FigureCard *m_onTime = nullptr;
    FigureCard *m_due = nullptr;
    FigureCard *m_flows = nullptr;
    TableView *m_table = nullptr;
    PlainLabel *m_coverage = nullptr;
    PlainLabel *m_quiet = nullptr;
    QWidget *m_activity = nullptr;
    LinkButton *m_autoLock = nullptr;
    ConnectionTableModel m_tableModel;
    ActivityModel m_activityModel;
};

} // namespace drawbridge::ui
