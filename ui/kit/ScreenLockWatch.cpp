// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/ScreenLockWatch.h"

#include "ui/kit/SessionBus.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFile>

namespace drawbridge::ui {

namespace {

const QString login = QStringLiteral("org.freedesktop.login1");
const QString loginPath = QStringLiteral("/org/freedesktop/login1");
const QString loginManager = QStringLiteral("org.freedesktop.login1.Manager");

} // namespace

ScreenLockWatch::ScreenLockWatch(QObject *parent)
    : QObject(parent)
{}

void ScreenLockWatch::start()
{
    if (m_started)
        return;
    m_started = true;
    if (hasSessionBus())
        listenToScreenSavers();
    if (QFile::exists(QStringLiteral("/run/dbus/system_bus_socket")))
        listenToLogin();
}

void ScreenLockWatch::listenToScreenSavers()
{
    QDBusConnection session = QDBusConnection::sessionBus();
    for (const QString &name : {QStringLiteral("org.freedesktop.ScreenSaver"),
                                QStringLiteral("org.gnome.ScreenSaver"),
                                QStringLiteral("org.cinnamon.ScreenSaver"),
                                QStringLiteral("org.mate.ScreenSaver"),
                                QStringLiteral("org.xfce.ScreenSaver")}) {
        session.connect({},
                        {},
                        name,
                        QStringLiteral("ActiveChanged"),
                        this,
                        SLOT(screenSaverChanged(bool)));
    }
}

void ScreenLockWatch::listenToLogin()
{
    QDBusConnection system = QDBusConnection::systemBus();
    if (!system.isConnected())
        return;
    system.connect(login,
                   loginPath,
                   loginManager,
                   QStringLiteral("PrepareForSleep"),
                   this,
                   SLOT(sleepChanged(bool)));
    // The bus carries everybody's sessions, so our own is looked up first.
    QDBusMessage call = QDBusMessage::createMethodCall(login,
                                                       loginPath,
                                                       loginManager,
                                                       QStringLiteral("GetSessionByPID"));
    call << static_cast<uint>(QCoreApplication::applicationPid());
    auto *watcher = new QDBusPendingCallWatcher(system.asyncCall(call, 5000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *done) {
        done->deleteLater();
        const QDBusPendingReply<QDBusObjectPath> reply = *done;
        if (!reply.isValid())
            return;
        QDBusConnection::systemBus().connect(login,
                                             reply.value().path(),
                                             QStringLiteral("org.freedesktop.login1.Session"),
                                             QStringLiteral("Lock"),
                                             this,
                                             SLOT(sessionLocked()));
    });
}

void ScreenLockWatch::screenSaverChanged(bool active)
{
    if (active)
        Q_EMIT screenLocked();
}

void ScreenLockWatch::sleepChanged(bool goingToSleep)
{
    if (goingToSleep)
        Q_EMIT screenLocked();
}

void ScreenLockWatch::sessionLocked()
{
    Q_EMIT screenLocked();
}

} // namespace drawbridge::ui
