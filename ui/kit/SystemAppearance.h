// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QDBusVariant;

namespace drawbridge::ui {

/// Asks the desktop whether it is dark, and hears when that changes: XDG portal, interface
/// org.freedesktop.portal.Settings, `color-scheme` (0 no wish, 1 dark, 2 light). Never blocks; silent where there
/// is no session bus.
class SystemAppearance final : public QObject
{
    Q_OBJECT

public:
    explicit SystemAppearance(QObject *parent = nullptr);

    void start();
    /// 1 is dark; everything else is light. Portals wrap the number in one or two variants.
    [[nodiscard]] static bool isDark(const QVariant &colorScheme);

Q_SIGNALS:
    void told(bool dark);

private Q_SLOTS:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    bool m_started = false;
};

} // namespace drawbridge::ui
