// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace drawbridge::ui {

/// Says when the owner's screen locks or the machine goes to sleep, so that keys can leave memory. Sources:
/// org.freedesktop.ScreenSaver and org.gnome.ScreenSaver `ActiveChanged`, org.freedesktop.login1 `Lock` and
/// `PrepareForSleep`. Silent where there is no bus.
class ScreenLockWatch final : public QObject
{
    Q_OBJECT

public:
    explicit ScreenLockWatch(QObject *parent = nullptr);

    /// Starts to listen; call it after the first frame.
    void start();

Q_SIGNALS:
    void screenLocked();

private Q_SLOTS:
    void screenSaverChanged(bool active);
    void sleepChanged(bool goingToSleep);
    void sessionLocked();

private:
    void listenToScreenSavers();
    void listenToLogin();

    bool m_started = false;
};

} // namespace drawbridge::ui
