// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connection/ConnectionShown.h"
#include "ui/connection/KeyVersionModel.h"

#include <QWidget>

class QStackedLayout;
class QVBoxLayout;

namespace drawbridge::ui {

class AppTile;
class Banner;
class Button;
class Card;
class EmptyState;
class LiveKeysCard;
class NotesCard;
class PageFrame;
class PlacesCard;
class PlainLabel;
class ProgressRow;
class RecentCard;
class ScopesCard;
class SeesCard;
class ShutOffCard;
class StatusPill;
class TableView;
class TravelCard;
class WhoCard;

/// One connection as the owner sees it: its key, what it may do, what goes where, and how to shut it off.
class ConnectionView final : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionView(QWidget *parent = nullptr);

    void setConnection(const ConnectionShown &shown);
    /// Takes everything of the connection out of the window.
    void clear();
    /// It was removed while it was shown.
    void showGone();
    [[nodiscard]] NotesCard &notes() const { return *m_notes; }
    [[nodiscard]] RecentCard &recent() const { return *m_recent; }
    [[nodiscard]] ShutOffCard &shutOff() const { return *m_shutOff; }
    [[nodiscard]] LiveKeysCard &liveKeys() const { return *m_liveKeys; }
    [[nodiscard]] ScopesCard &scopes() const { return *m_scopes; }
    [[nodiscard]] SeesCard &sees() const { return *m_sees; }
    [[nodiscard]] PlacesCard &places() const { return *m_places; }
    void setTesting(bool testing);

Q_SIGNALS:
    void backWanted();
    void testWanted();
    void testCancelled();
    void pauseWanted();
    void copyWanted();
    void replaceWanted();
    /// How the replacing that is under way stands.
    void rotationWanted();
    void editWanted();
    void removeWanted();
    void stillAsListed();
    void eventsWanted();
    void mapWanted();
    void saveNotesWanted(const QString &notes);

private:
    void makeHead();
    void makeKeyCard();
    void makeColumns();
    void showHead(const ConnectionShown &shown);
    void showKey(const ConnectionShown &shown);
    void showAbout(const ConnectionShown &shown);

    QStackedLayout *m_layers;
    PageFrame *m_frame;
    AppTile *m_tile = nullptr;
    StatusPill *m_running = nullptr;
    StatusPill *m_environment = nullptr;
    Button *m_test = nullptr;
    Button *m_pause = nullptr;
    Button *m_listed = nullptr;
    ProgressRow *m_progress = nullptr;
    Banner *m_rotation = nullptr;
    PlainLabel *m_lastTest = nullptr;
    PlainLabel *m_pausedNote = nullptr;
    Card *m_keyCard = nullptr;
    PlainLabel *m_signIn = nullptr; ///< since when, and how it is kept alive; hidden for keys
    PlainLabel *m_keyNote = nullptr;
    TableView *m_keys = nullptr;
    Button *m_copy = nullptr;
    Button *m_replace = nullptr;
    KeyVersionModel m_keyModel;
    LiveKeysCard *m_liveKeys = nullptr;
    ScopesCard *m_scopes = nullptr;
    ShutOffCard *m_shutOff = nullptr;
    QVBoxLayout *m_about = nullptr;
    TravelCard *m_travel = nullptr;
    WhoCard *m_who = nullptr;
    SeesCard *m_sees = nullptr;
    PlacesCard *m_places = nullptr;
    RecentCard *m_recent = nullptr;
    NotesCard *m_notes = nullptr;
    EmptyState *m_gone = nullptr;
};

} // namespace drawbridge::ui
