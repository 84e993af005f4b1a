// SPDX-License-Identifier: GPL-3.0-or-later
// On a session bus of its own, with a portal and a screen saver that do as they are told.
#include "tests/support/TestUnit.h"
#include "ui/kit/ScreenLockWatch.h"
#include "ui/kit/SystemAppearance.h"
#include "ui/kit/Theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QSignalSpy>

using namespace drawbridge::ui;

class FakePortal : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    uint scheme = 1;

public Q_SLOTS:
    Q_SCRIPTABLE QDBusVariant Read(const QString &group, const QString &key)
    {
        Q_UNUSED(group)
        Q_UNUSED(key)
        // The real one wraps the number twice.
        return QDBusVariant(QVariant::fromValue(QDBusVariant(scheme)));
    }

Q_SIGNALS:
    Q_SCRIPTABLE void SettingChanged(const QString &group,
                                     const QString &key,
                                     const QDBusVariant &value);
};

class tst_DesktopBus : public QObject
{
    Q_OBJECT

    QDBusConnection desktop() { return QDBusConnection(QStringLiteral("desktop")); }

private Q_SLOTS:
    void initTestCase()
    {
        QDBusConnection bus =
            QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("desktop"));
        QVERIFY2(bus.isConnected(), "this test needs the throw-away session bus");
        QVERIFY(bus.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"),
                                   &m_portal,
                                   QDBusConnection::ExportScriptableContents));
        QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
    }

    void theNumberIsUnwrapped_data()
    {
        QTest::addColumn<QVariant>("value");
        QTest::addColumn<bool>("dark");
        QTest::newRow("dark") << QVariant(1U) << true;
        QTest::newRow("light") << QVariant(2U) << false;
        QTest::newRow("no wish") << QVariant(0U) << false;
        QTest::newRow("wrapped") << QVariant::fromValue(QDBusVariant(1U)) << true;
        QTest::newRow("wrapped twice")
            << QVariant::fromValue(QDBusVariant(QVariant::fromValue(QDBusVariant(1U)))) << true;
        QTest::newRow("nonsense") << QVariant(QStringLiteral("dark")) << false;
    }
    void theNumberIsUnwrapped()
    {
        QFETCH(QVariant, value);
        QTEST(SystemAppearance::isDark(value), "dark");
    }

    void theWindowFollowsTheDesktop()
    {
        Theme theme(*qApp, Appearance::System, false);
        QVERIFY(!theme.isDark());
        QTRY_VERIFY(theme.isDark());
        const QSignalSpy changed(&theme, &Theme::changed);
        Q_EMIT m_portal.SettingChanged(QStringLiteral("org.freedesktop.appearance"),
                                       QStringLiteral("color-scheme"),
                                       QDBusVariant(2U));
        QTRY_VERIFY(!theme.isDark());
        QCOMPARE(changed.count(), 1);
        QCOMPARE(&tokens(), &lightTokens());
    }

    void aChosenAppearanceStays()
    {
        Theme theme(*qApp, Appearance::System, false);
        QTRY_VERIFY(theme.isSystemDark());
        theme.setAppearance(Appearance::Light);
        QVERIFY(!theme.isDark());
        theme.setAppearance(Appearance::System);
        QVERIFY(theme.isDark());
    }

    void aLockedScreenIsHeard_data()
    {
        QTest::addColumn<QString>("interface");
        QTest::newRow("freedesktop") << QStringLiteral("org.freedesktop.ScreenSaver");
        QTest::newRow("GNOME") << QStringLiteral("org.gnome.ScreenSaver");
        QTest::newRow("Xfce") << QStringLiteral("org.xfce.ScreenSaver");
    }
    void aLockedScreenIsHeard()
    {
        QFETCH(QString, interface);
        ScreenLockWatch watch;
        const QSignalSpy locked(&watch, &ScreenLockWatch::screenLocked);
        watch.start();
        const auto say = [this, &interface](bool active) {
            QDBusMessage signal = QDBusMessage::createSignal(QStringLiteral("/ScreenSaver"),
                                                             interface,
                                                             QStringLiteral("ActiveChanged"));
            signal << active;
            QVERIFY(desktop().send(signal));
        };
        say(false);
        say(true);
        QTRY_COMPARE(locked.count(), 1);
    }

private:
    FakePortal m_portal;
};

TEST_UNIT(tst_DesktopBus)
#include "tst_DesktopBus.moc"
