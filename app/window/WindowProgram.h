// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/base/Result.h"

#include <QObject>
#include <QStringList>

#include <memory>

class QApplication;

namespace drawbridge {

namespace ui {
struct PracticeOffer;
class MainWindow;
class WorkspaceSession;
class Theme;
} // namespace ui

class PracticeShop;
class Workspace;

/// The window with everything it stands on, put together. One a program.
class WindowProgram final : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        QString folder;             ///< of the workspace
        QStringList authorityFiles; ///< additional certificate authorities, PEM
        QString memoryFile; ///< where the window remembers itself; empty: the user's configuration folder
    };

    [[nodiscard]] static Result<std::unique_ptr<WindowProgram>> start(QApplication &app,
                                                                      const Options &options);
    ~WindowProgram() override;

    /// To the front, on the owner's screen. `token`: the desktop's leave to do so, where it gives one.
    void raise(const QByteArray &token);

    [[nodiscard]] ui::MainWindow &window() const { return *m_window; }
    [[nodiscard]] Workspace &workspace() const { return *m_workspace; }
    [[nodiscard]] ui::Theme &theme() const { return *m_theme; }

private:
    WindowProgram();

    [[nodiscard]] Result<ui::PracticeOffer> startPractice(const QString &folder);

    SystemClock m_clock;
    SystemRandom m_random;
    std::unique_ptr<PracticeShop> m_practice; ///< once the owner has started it
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<ui::MainWindow> m_window;
    std::unique_ptr<ui::WorkspaceSession> m_session;
};

} // namespace drawbridge
