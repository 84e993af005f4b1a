// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/SystemAppearance.h"

#include "ui/kit/SessionBus.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

namespace drawbridge::ui {

namespace {

const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
const QString interface = QStringLiteral("org.freedesktop.portal.Settings");
const QString group = QStringLiteral("org.freedesktop.appearance");
const QString key = QStringLiteral("color-scheme");

} // namespace

SystemAppearance::SystemAppearance(QObject *parent)
    : QObject(parent)
{}

void SystemAppearance::start()
{
    if (m_started || !hasSessionBus())
        return;
    m_started = true;
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(service,
                path,
                interface,
                QStringLiteral("SettingChanged"),
                this,
                SLOT(settingChanged(QString, QString, QDBusVariant)));
    QDBusMessage call =
        QDBusMessage::createMethodCall(service, path, interface, QStringLiteral("Read"));
    call << group << key;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call, 5000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *done) {
        done->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (reply.isValid())
            Q_EMIT told(isDark(reply.value().variant()));
    });
}

bool SystemAppearance::isDark(const QVariant &colorScheme)
{
    QVariant value = colorScheme;
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value.toUInt() == 1;
}

void SystemAppearance::settingChanged(const QString &changedGroup,
                                      const QString &changedKey,
                                      const QDBusVariant &value)
{
    if (changedGroup == group && changedKey == key)
        Q_EMIT told(isDark(value.variant()));
}

} // namespace drawbridge::ui
