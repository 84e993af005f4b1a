// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/LostRenewal.h"
#include "tests/support/TestUnit.h"

#include <QTimeZone>

using namespace drawbridge;

namespace {

const QDateTime start(QDate(2026, 11, 26), QTime(14, 2, 31), QTimeZone::utc());
constexpr qint64 hour = 3600;
constexpr qint64 day = 24 * hour;
constexpr qint64 never = -1;

} // namespace

class tst_LostRenewal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itIsOverWhenAllItMayHaveGivenHasRunOut_data()
    {
        QTest::addColumn<RefreshKind>("kind");
        QTest::addColumn<qint64>("access");
        QTest::addColumn<qint64>("refresh");
        QTest::addColumn<qint64>("end");
        const auto row =
            [](const char *name, RefreshKind kind, qint64 access, qint64 refresh, qint64 end) {
                QTest::newRow(name) << kind << access << refresh << end;
            };
        row("the refresh token stays: only access was given", RefreshKind::Stays, hour, 0, hour);
        row("it stays, and ends some day itself", RefreshKind::Stays, hour, 60 * day, hour);
        row("it stays, and how long access lives nobody says", RefreshKind::Stays, 0, 0, never);
        row("it changes, and one that nobody uses ends",
            RefreshKind::Changes,
            hour,
            60 * day,
            60 * day);
        row("it changes, and lives for good", RefreshKind::Changes, hour, 0, never);
        row("what it does is not known, and one that nobody uses ends",
            RefreshKind::Unknown,
            hour,
            day,
            day);
        row("nothing is known", RefreshKind::Unknown, 0, 0, never);
        row("access lives longer than what renews it", RefreshKind::Changes, 2 * day, day, 2 * day);
    }
    void itIsOverWhenAllItMayHaveGivenHasRunOut()
    {
        QFETCH(const RefreshKind, kind);
        QFETCH(const qint64, access);
        QFETCH(const qint64, refresh);
        QFETCH(const qint64, end);
        TokenSpec spec;
        spec.refresh = kind;
        spec.accessSeconds = access;
        spec.refreshSeconds = refresh;
        const auto ends = lostEndsBy({start, {}}, tokenLives(spec, std::nullopt));
        QCOMPARE(ends ? start.secsTo(*ends) : never, end);
    }

    void theLongerOfWhatIsDocumentedAndWhatWasToldCounts()
    {
        TokenSpec spec;
        spec.refresh = RefreshKind::Stays;
        spec.accessSeconds = hour;
        GrantState grant;
        grant.refreshedAt = start;
        grant.accessEndsAt = start.addSecs(2 * hour);
        QCOMPARE(lostEndsBy({start, {}}, tokenLives(spec, grant)), start.addSecs(2 * hour));
        grant.accessEndsAt = start.addSecs(60);
        QCOMPARE(lostEndsBy({start, {}}, tokenLives(spec, grant)), start.addSecs(hour));
    }

    void oneThatWasSeenToLeaveTheRefreshTokenGaveAccessOnly()
    {
        TokenLives lives;
        lives.access = std::chrono::hours(1);
        QCOMPARE(lostEndsBy({{}, start}, lives), start.addSecs(hour));
        // Another one after it may have been different.
        QVERIFY(!lostEndsBy({start.addSecs(5), start}, lives));
        lives.refresh = std::chrono::minutes(1);
        QCOMPARE(lostEndsBy({start.addSecs(5), start}, lives), start.addSecs(5 + hour));
    }
};

TEST_UNIT(tst_LostRenewal)
#include "tst_LostRenewal.moc"
