// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Id.h"
#include "core/base/SortableId.h"
#include "tests/support/TestUnit.h"

#include <QRegularExpression>
#include <QTimeZone>
#include <QUuid>

using namespace drawbridge;

class tst_SortableId : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itIsAUuidOfVersionSeven()
    {
        SystemRandom random;
        const QString text = makeSortableId(SystemClock(), random);
        QVERIFY(QRegularExpression(
                    QStringLiteral(
                        "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"))
                    .match(text)
                    .hasMatch());
        QVERIFY(!QUuid::fromString(text).isNull());
    }
    void laterOnesSortLater()
    {
        SystemRandom random;
        ManualClock clock(QDateTime(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc()));
        const QString first = makeSortableId(clock, random);
        clock.advance(std::chrono::milliseconds(1));
        QVERIFY(first < makeSortableId(clock, random));
    }
    void manyAreDifferent()
    {
        SystemRandom random;
        const ManualClock clock(QDateTime(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc()));
        QSet<QString> seen;
        for (int i = 0; i < 10000; ++i)
            seen.insert(makeSortableId(clock, random));
        QCOMPARE(seen.size(), 10000);
    }
    void settingTheClockBackMovesWallTimeOnly()
    {
        ManualClock clock(QDateTime(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc()));
        clock.advance(std::chrono::seconds(5));
        clock.setWallTime(QDateTime(QDate(2020, 1, 1), QTime(0, 0), QTimeZone::utc()));
        QCOMPARE(clock.now().date(), QDate(2020, 1, 1));
        QCOMPARE(clock.monotonic(), std::chrono::milliseconds(5000));
    }
};

TEST_UNIT(tst_SortableId)
#include "tst_SortableId.moc"
