// SPDX-License-Identifier: GPL-3.0-or-later
// The meter of the tour measures what it says. A program of its own, as the meter is the application.
#include "tests/tour/WindowMeter.h"

#include <QJsonArray>
#include <QStackedWidget>
#include <QTest>
#include <QThread>
#include <QVBoxLayout>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

constexpr int spell = 40;

/// Keeps the thread as an event of that length would.
void spin(int ms)
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < ms) {}
}

class SlowPage final : public QWidget
{
protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event)
        spin(spell);
    }
};

} // namespace

class tst_WindowMeter : public QObject
{
    Q_OBJECT

    [[nodiscard]] static QJsonObject report() { return WindowMeter::running()->report(); }
    /// How often an event of that name was among the longest.
    [[nodiscard]] static int counted(const QString &what)
    {
        int count = 0;
        for (const QJsonValue &one : report()[u"longest"_s].toArray())
            count += one[u"what"_s].toString() == what ? 1 : 0;
        return count;
    }
    static void act(const std::function<void()> &work)
    {
        QMetaObject::invokeMethod(qApp, work, Qt::QueuedConnection);
        QCoreApplication::processEvents();
    }

private Q_SLOTS:
    void init() { WindowMeter::running()->start(); }

    void anEventTakesWhatItsHandlingTakes()
    {
        act([] { spin(spell); });
        QVERIFY(report()[u"longestMs"_s].toDouble() >= spell);
        QVERIFY(report()[u"over16Ms"_s].toInt() >= 1);
        QCOMPARE(counted(u"MetaCall of WindowMeter"_s), 1);
    }

    void whatAnEventSendsOnIsPartOfIt()
    {
        act([] {
            QTimerEvent inner(0);
            spin(spell / 2);
            QCoreApplication::sendEvent(qApp, &inner);
            spin(spell / 2);
        });
        QVERIFY(report()[u"longestMs"_s].toDouble() >= spell);
        QCOMPARE(counted(u"Timer of WindowMeter"_s), 0);
    }

    void aPauseIsNotCounted()
    {
        {
            const WindowMeter::Pause pause(WindowMeter::running());
            act([] { spin(spell); });
        }
        QCOMPARE(counted(u"MetaCall of WindowMeter"_s), 0);
    }

    void otherThreadsAreNotCounted()
    {
        QThread thread;
        QObject there;
        there.moveToThread(&thread);
        thread.start();
        QMetaObject::invokeMethod(
            &there, [] { spin(spell); }, Qt::BlockingQueuedConnection);
        thread.quit();
        QVERIFY(thread.wait());
        QCOMPARE(counted(u"MetaCall of QObject"_s), 0);
    }

    void aPageThatComesFirstIsToldApart()
    {
        QStackedWidget window;
        window.addWidget(new QWidget);
        auto *page = new SlowPage;
        page->setObjectName(u"slow"_s);
        window.addWidget(page);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        WindowMeter::running()->start();
        act([&] {
            spin(spell);
            window.setCurrentWidget(page);
        });
        QTRY_COMPARE(report()[u"pages"_s].toArray().size(), 1);
        const QJsonObject told = report();
        QVERIFY(told[u"pages"_s][0][u"what"_s].toString().contains(u"slow"_s));
        QVERIFY2(told[u"firstShowMs"_s].toDouble() >= 2 * spell, "from the click to the picture");
        QCOMPARE(counted(u"MetaCall of WindowMeter"_s), 0);

        // Only once.
        act([&] { window.setCurrentIndex(0); });
        act([&] { window.setCurrentWidget(page); });
        QTRY_VERIFY(report()[u"longestMs"_s].toDouble() >= spell);
        QCOMPARE(report()[u"pages"_s].toArray().size(), 1);
    }

    void partsOfAPageAreNoPages()
    {
        QStackedWidget views;
        auto *pages = new QStackedWidget;
        auto *steps = new QStackedWidget;
        auto *first = new QWidget;
        auto *second = new SlowPage;
        steps->addWidget(first);
        steps->addWidget(second);
        pages->addWidget(steps);
        views.addWidget(pages);
        views.show();
        QVERIFY(QTest::qWaitForWindowExposed(&views));
        WindowMeter::running()->start();
        act([&] { steps->setCurrentWidget(second); });
        QTRY_VERIFY(report()[u"longestMs"_s].toDouble() >= spell);
        QVERIFY(report()[u"pages"_s].toArray().isEmpty());
    }
};

int main(int argc, char *argv[])
{
    const WindowMeter app(argc, argv);
    tst_WindowMeter test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowMeter.moc"
