// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Snapshot.h"

#include <QIcon>
#include <QObject>

#include <memory>

class QMenu;
class QSystemTrayIcon;
class QWidget;

namespace drawbridge::ui {

/// A sign in the desktop's tray while the window is open, with how many things are due this week and the sentence that
/// tells them without a name. Where the desktop has no tray there is none. Closing the window ends Drawbridge as
/// before; the tray keeps nothing running.
class TraySign final : public QObject
{
    Q_OBJECT

public:
    /// `window` is raised on a press, and closed by "Quit"; it outlives this.
    explicit TraySign(QWidget &window, QObject *parent = nullptr);
    ~TraySign() override;

    void show(const DueSummary &due);
    /// Nothing is told of a business that is not open.
    void showClosed();

    [[nodiscard]] QString sentence() const { return m_sentence; }
    [[nodiscard]] int count() const { return m_count; }
    [[nodiscard]] bool isShown() const { return m_icon != nullptr; }

    /// The brand's mark, with a number over it unless that is 0; more than 9 is "9+".
    [[nodiscard]] static QIcon picture(int count);

private:
    void tell(int count, const QString &sentence);
    void raise();

    QWidget &m_window;
    std::unique_ptr<QMenu> m_menu;
    std::unique_ptr<QSystemTrayIcon> m_icon;
    QString m_sentence;
    int m_count = 0;
};

} // namespace drawbridge::ui
