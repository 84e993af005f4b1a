// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/AppProfile.h"
#include "core/workspace/Snapshot.h"
#include "ui/connection/KeyVersionModel.h"

#include <QWidget>

class QVBoxLayout;

namespace drawbridge::ui {

class AppTile;
class Button;
class Card;
class PageFrame;
class PlainLabel;
class ProgressRow;
class StatusPill;
class TableView;

/// One connection as the owner sees it: its key, what it may do, what goes where, and how to shut it off.
class ConnectionView final : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionView(QWidget *parent = nullptr);

    void setConnection(const Snapshot &snapshot,
                       const Connection &connection,
                       const AppProfile &profile,
                       const QHash<QString, QString> &dataLabels);
    void setTesting(bool testing);

Q_SIGNALS:
    void backWanted();
    void testWanted();
    void testCancelled();
    void pauseWanted();
    void copyWanted();
    void replaceWanted();
    void editWanted();
    void removeWanted();
    void stillAsListed();
    void eventsWanted();
    void mapWanted();

private:
    void makeHead();
    void makeKeyCard();
    void makeScopeCard();
    void makeShutOffCard();
    void makeAboutCard();
    void makeFlowCard();
    void showHead(const Connection &connection, const AppProfile &profile);
    void showKey(const Snapshot &snapshot, const Connection &connection);
    void showScopes(const Connection &connection, const AppProfile &profile);
    void showShutOff(const Connection &connection, const AppProfile &profile);
    void showAbout(const Snapshot &snapshot,
                   const Connection &connection,
                   const AppProfile &profile);
    void showFlows(const Snapshot &snapshot,
                   const Connection &connection,
                   const QHash<QString, QString> &labels);

    PageFrame *m_frame;
    AppTile *m_tile = nullptr;
    StatusPill *m_running = nullptr;
    StatusPill *m_environment = nullptr;
    Button *m_test = nullptr;
    Button *m_pause = nullptr;
    Button *m_listed = nullptr;
    ProgressRow *m_progress = nullptr;
    PlainLabel *m_lastTest = nullptr;
    PlainLabel *m_pausedNote = nullptr;
    Card *m_keyCard = nullptr;
    PlainLabel *m_keyNote = nullptr;
    TableView *m_keys = nullptr;
    Button *m_copy = nullptr;
    Button *m_replace = nullptr;
    KeyVersionModel m_keyModel;
    QVBoxLayout *m_scopes = nullptr;
    QVBoxLayout *m_shutOff = nullptr;
    QVBoxLayout *m_about = nullptr;
    QVBoxLayout *m_flows = nullptr;
};

} // namespace drawbridge::ui
