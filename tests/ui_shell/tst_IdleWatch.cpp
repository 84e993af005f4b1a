// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/shell/IdleWatch.h"

#include <QSignalSpy>
#include <QWidget>

using namespace drawbridge;
using namespace drawbridge::ui;
using namespace std::chrono_literals;

class tst_IdleWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itSpeaksOnceTheLimitIsReached()
    {
        ManualClock clock(QDateTime::fromSecsSinceEpoch(1'790'000'000, Qt::UTC));
        IdleWatch watch(clock);
        const QSignalSpy idle(&watch, &IdleWatch::idle);
        watch.setLimit(10min);
        clock.advance(10min - 1s);
        watch.check();
        QCOMPARE(idle.count(), 0);
        clock.advance(1s);
        watch.check();
        QCOMPARE(idle.count(), 1);
        clock.advance(1h);
        watch.check();
        QCOMPARE(idle.count(), 1);
    }

    void aKeyOrTheMouseStartsAnew_data()
    {
        QTest::addColumn<bool>("key");
        QTest::newRow("key") << true;
        QTest::newRow("mouse") << false;
    }
    void aKeyOrTheMouseStartsAnew()
    {
        QFETCH(bool, key);
        ManualClock clock(QDateTime::fromSecsSinceEpoch(1'790'000'000, Qt::UTC));
        IdleWatch watch(clock);
        const QSignalSpy idle(&watch, &IdleWatch::idle);
        watch.setLimit(10min);
        clock.advance(9min);
        QWidget widget;
        widget.setFocusPolicy(Qt::StrongFocus);
        widget.show();
        if (key)
            QTest::keyClick(&widget, Qt::Key_Shift);
        else
            QTest::mouseClick(&widget, Qt::LeftButton);
        clock.advance(9min);
        watch.check();
        QCOMPARE(idle.count(), 0);
        clock.advance(1min);
        watch.check();
        QCOMPARE(idle.count(), 1);
    }

    void zeroIsNever()
    {
        ManualClock clock(QDateTime::fromSecsSinceEpoch(1'790'000'000, Qt::UTC));
        IdleWatch watch(clock);
        const QSignalSpy idle(&watch, &IdleWatch::idle);
        watch.setLimit(10min);
        watch.setLimit(0min);
        clock.advance(100h);
        watch.check();
        QCOMPARE(idle.count(), 0);
    }

    void settingTheWallClockChangesNothing()
    {
        ManualClock clock(QDateTime::fromSecsSinceEpoch(1'790'000'000, Qt::UTC));
        IdleWatch watch(clock);
        const QSignalSpy idle(&watch, &IdleWatch::idle);
        watch.setLimit(10min);
        clock.setWallTime(clock.now().addDays(1));
        watch.check();
        QCOMPARE(idle.count(), 0);
    }
};

TEST_UNIT(tst_IdleWatch)
#include "tst_IdleWatch.moc"
