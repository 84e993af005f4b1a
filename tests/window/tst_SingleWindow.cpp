// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/SingleWindow.h"
#include "tests/support/TestUnit.h"

#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <sys/stat.h>

#include <future>

using namespace Qt::StringLiterals;
using namespace drawbridge;

/// Two starts, as two objects: the lock and the socket they meet at do not care whose they are.
class tst_SingleWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_scratch = std::make_unique<QTemporaryDir>();
        QCOMPARE(::chmod(qPrintable(m_scratch->path()), S_IRWXU), 0);
        qputenv("XDG_RUNTIME_DIR", m_scratch->path().toLocal8Bit());
        qunsetenv("XDG_ACTIVATION_TOKEN");
        qunsetenv("DESKTOP_STARTUP_ID");
    }

    void aloneThereIsNobodyToRaise()
    {
        SingleWindow first(folder());
        QVERIFY(!first.raiseOther());
        QVERIFY(first.listen());
    }

    void aSecondStartRaisesTheFirst()
    {
        SingleWindow first(folder());
        QVERIFY(!first.raiseOther() && first.listen());
        const QSignalSpy raised(&first, &SingleWindow::raiseRequested);
        auto second = startBeside();
        QTRY_COMPARE(raised.size(), 1);
        QVERIFY(resultOf(second));
    }

    void aSecondStartWaitsForOneThatDoesNotListenYet()
    {
        SingleWindow first(folder());
        QVERIFY(!first.raiseOther());
        auto second = startBeside();
        QVERIFY(second.wait_for(std::chrono::milliseconds(200)) == std::future_status::timeout);
        QVERIFY(first.listen());
        const QSignalSpy raised(&first, &SingleWindow::raiseRequested);
        QTRY_COMPARE(raised.size(), 1);
        QVERIFY(resultOf(second));
    }

    void aSecondStartTakesOverFromOneThatEnds()
    {
        auto first = std::make_unique<SingleWindow>(folder());
        QVERIFY(!first->raiseOther());
        auto second = startBeside();
        QVERIFY(second.wait_for(std::chrono::milliseconds(200)) == std::future_status::timeout);
        first.reset();
        QVERIFY(!resultOf(second));
    }

    void aWindowThatDoesNotAnswerIsLeftAloneInTime()
    {
        SingleWindow first(folder());
        QVERIFY(!first.raiseOther() && first.listen());
        auto second = startBeside(); // and no event loop runs for the first
        QVERIFY(second.wait_for(std::chrono::seconds(10)) == std::future_status::ready);
        QVERIFY(!second.get());
    }

    void theDesktopsLeaveToTakeTheFrontIsHandedOn_data()
    {
        QTest::addColumn<QByteArray>("variable");
        QTest::addColumn<QByteArray>("given");
        QTest::addColumn<QByteArray>("heard");
        QTest::newRow("none") << QByteArray() << QByteArray() << QByteArray();
        QTest::newRow("Wayland") << QByteArray("XDG_ACTIVATION_TOKEN") << QByteArray("token 1")
                                 << QByteArray("token 1");
        QTest::newRow("X11") << QByteArray("DESKTOP_STARTUP_ID") << QByteArray("ada_TIME123")
                             << QByteArray("ada_TIME123");
        QTest::newRow("what is none")
            << QByteArray("XDG_ACTIVATION_TOKEN") << QByteArray(10'000, 'x') << QByteArray();
        QTest::newRow("two lines")
            << QByteArray("XDG_ACTIVATION_TOKEN") << QByteArray("a\nb") << QByteArray();
    }
    void theDesktopsLeaveToTakeTheFrontIsHandedOn()
    {
        QFETCH(QByteArray, variable);
        QFETCH(QByteArray, given);
        if (!variable.isEmpty())
            qputenv(variable.constData(), given);
        SingleWindow first(folder());
        QVERIFY(!first.raiseOther() && first.listen());
        const QSignalSpy raised(&first, &SingleWindow::raiseRequested);
        auto second = startBeside();
        QTRY_COMPARE(raised.size(), 1);
        QVERIFY(resultOf(second));
        QTEST(raised.first().first().toByteArray(), "heard");
    }

    void whoSaysNothingOrTooMuchRaisesNobody()
    {
        SingleWindow first(folder());
        QVERIFY(!first.raiseOther() && first.listen());
        const QSignalSpy raised(&first, &SingleWindow::raiseRequested);
        const QStringList sockets =
            QDir(m_scratch->path()).entryList({u"drawbridge-*"_s}, QDir::System | QDir::Files);
        const auto socketName =
            std::find_if(sockets.begin(), sockets.end(), [](const QString &name) {
                return !name.endsWith(u".lock");
            });
        QVERIFY(socketName != sockets.end());
        QLocalSocket silent;
        silent.connectToServer(m_scratch->filePath(*socketName));
        QLocalSocket endless;
        endless.connectToServer(m_scratch->filePath(*socketName));
        endless.write(QByteArray(100'000, 'x'));
        QTRY_COMPARE(endless.state(), QLocalSocket::UnconnectedState);
        QCOMPARE(raised.size(), 0);
        auto second = startBeside();
        QTRY_COMPARE(raised.size(), 1);
        QVERIFY(resultOf(second));
    }

    void oneFolderIsOneBusinessByAnyName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("same");
        QTest::newRow("itself") << u"shop"_s << true;
        QTest::newRow("a detour") << u"other/../shop/"_s << true;
        QTest::newRow("a link to it") << u"link"_s << true;
        QTest::newRow("through a link above it") << u"here/shop"_s << true;
        QTest::newRow("another") << u"other"_s << false;
        QTest::newRow("one that is not there yet") << u"later"_s << false;
    }
    void oneFolderIsOneBusinessByAnyName()
    {
        QFETCH(QString, name);
        QFETCH(bool, same);
        const QDir scratch(m_scratch->path());
        QVERIFY(scratch.mkpath(u"shop"_s) && scratch.mkpath(u"other"_s));
        QVERIFY(QFile::link(folder(), scratch.filePath(u"link"_s)));
        QVERIFY(QFile::link(scratch.path(), scratch.filePath(u"here"_s)));
        SingleWindow first(folder());
        QVERIFY(!first.raiseOther() && first.listen());
        auto second = startBeside(scratch.filePath(name));
        QCOMPARE(resultOf(second), same);
    }

private:
    [[nodiscard]] QString folder() const { return m_scratch->filePath(u"shop"_s); }
    /// Whether a start in another thread raised somebody. It has no loop of its own, as in main().
    [[nodiscard]] std::future<bool> startBeside(const QString &there = {}) const
    {
        return std::async(std::launch::async, [where = there.isEmpty() ? folder() : there] {
            SingleWindow second(where);
            return second.raiseOther();
        });
    }
    /// With the loop of this thread running, which the first needs for its answer.
    static bool resultOf(std::future<bool> &second)
    {
        while (second.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready)
            QCoreApplication::processEvents();
        return second.get();
    }

    std::unique_ptr<QTemporaryDir> m_scratch;
};

TEST_UNIT(tst_SingleWindow)
#include "tst_SingleWindow.moc"
