// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/ScreenLockWatch.h"
#include "ui/kit/Theme.h"
#include "ui/shell/IdleWatch.h"
#include "ui/shell/WindowMemory.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace drawbridge::ui {

class MainWindow;
class TraySign;

/// Keeps the window true to the workspace: what phase it is in, whose business it is, how it looks; hands over what
/// the owner asks for; and locks when nobody is there. All of its parts outlive it.
class WorkspaceSession final : public QObject
{
    Q_OBJECT

public:
    WorkspaceSession(Workspace &workspace,
                     MainWindow &window,
                     Theme &theme,
                     WindowMemory memory,
                     const Clock &clock,
                     QObject *parent = nullptr);
    ~WorkspaceSession() override;

    /// Opens the workspace, unless somebody has begun to, once the event loop runs.
    void start();

private:
    void followWindow();
    void showPhase();
    void showSnapshot();
    void showContacts();
    /// What falls due, once a day, if there is anything.
    void tellWhatIsDue();
    void hideNames(bool hide);
    void showTray();
    void lock();

    Workspace &m_workspace;
    MainWindow &m_window;
    Theme &m_theme;
    WindowMemory m_memory;
    IdleWatch m_idle;
    ScreenLockWatch m_screen;
    QTimer m_contacts;
    std::unique_ptr<TraySign> m_tray; ///< from the first opening on
    bool m_lockedByOwner = false;
};

} // namespace drawbridge::ui
