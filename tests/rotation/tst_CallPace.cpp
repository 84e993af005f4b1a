// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rotation/CallPace.h"
#include "tests/support/TestUnit.h"

#include <algorithm>

using namespace drawbridge;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const QDateTime start{QDate(2026, 11, 26), QTime(9, 0), Qt::UTC};

/// The most calls that any stretch of `length` has seen, wherever it begins.
qsizetype mostIn(const QList<QDateTime> &calls, seconds length)
{
    qsizetype most = 0;
    for (qsizetype first = 0, last = 0; last < calls.size(); ++last) {
        while (calls.at(first).msecsTo(calls.at(last)) >= milliseconds(length).count())
            ++first;
        most = std::max(most, last - first + 1);
    }
    return most;
}

class CountingSender final : public HttpSender
{
public:
    HttpAttempt attempt(const HttpRequest &, const CancelToken &) override
    {
        ++sent;
        return HttpReply();
    }
    int sent = 0;
};

} // namespace

class tst_CallPace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keysOfOneAppNeverMakeMoreCallsThanItAllows_data()
    {
        QTest::addColumn<int>("requests");
        QTest::addColumn<int>("length");
        QTest::addColumn<QList<int>>("steps");
        const QList<int> key{2, 3, 2, mostCallsOfStep};
        QTest::newRow("1,200 in five minutes") << 1200 << 300 << key;
        QTest::newRow("200 in a minute") << 200 << 60 << key;
        QTest::newRow("eleven in an hour") << 11 << 3600 << key;
        QTest::newRow("one at a time, one a second") << 1 << 1 << QList<int>{1};
        QTest::newRow("two a day") << 2 << 86'400 << QList<int>{1};
        QTest::newRow("three a minute") << 3 << 60 << QList<int>{1, 2};
        QTest::newRow("a thousand a second") << 1000 << 1 << QList<int>{1, 6, 30};
    }
    /// Several keys at once, each taking what its next step needs whenever it may; waiting is the clock's.
    void keysOfOneAppNeverMakeMoreCallsThanItAllows()
    {
        QFETCH(const int, requests);
        QFETCH(const int, length);
        QFETCH(const QList<int>, steps);
        const CallRate rate{requests, length};
        ManualClock clock(start);
        std::optional<QDateTime> paid;
        QList<QDateTime> calls;
        constexpr int keys = 40;
        QList<qsizetype> next(keys, 0);
        int done = 0;
        while (done < keys) {
            milliseconds shortest = milliseconds::max();
            for (qsizetype &at : next) {
                if (at == steps.size())
                    continue;
                const CallsTaken taken = takeCalls(rate, steps.at(at), paid, clock.now());
                paid = taken.paidUntil;
                if (taken.wait.count() > 0) {
                    shortest = std::min(shortest, taken.wait);
                    continue;
                }
                for (int call = 0; call < steps.at(at); ++call)
                    calls.append(clock.now());
                done += ++at == steps.size() ? 1 : 0;
            }
            if (shortest != milliseconds::max())
                clock.advance(shortest);
        }
        const qsizetype most = mostIn(calls, seconds(length));
        QVERIFY2(most <= requests, qPrintable(QString::number(most)));
        // Nor much slower than it has to be: half of it is spread over each stretch at least.
        const qint64 took = start.secsTo(clock.now());
        const qint64 slowest = 2LL * (calls.size() / std::max(1, requests) + 1) * length;
        QVERIFY2(took <= slowest, qPrintable(QString::number(took)));
    }

    void aWaitIsAsLongAsItHasToBe()
    {
        const CallRate rate{12, 60}; // six together, then one every 60/7 seconds
        const CallsTaken first = takeCalls(rate, 6, std::nullopt, start);
        QCOMPARE(first.wait, milliseconds(0));
        const CallsTaken held = takeCalls(rate, 1, first.paidUntil, start);
        QVERIFY(held.wait > seconds(8) && held.wait < seconds(9));
        QCOMPARE(held.paidUntil, first.paidUntil);
        const CallsTaken then =
            takeCalls(rate, 1, held.paidUntil, start.addMSecs(held.wait.count()));
        QCOMPARE(then.wait, milliseconds(0));
        const CallsTaken tooSoon =
            takeCalls(rate, 1, held.paidUntil, start.addMSecs(held.wait.count() - 1));
        QCOMPARE(tooSoon.wait, milliseconds(1));
    }

    void aClockThatWasAheadHoldsNothingUpForLong()
    {
        const CallRate rate{12, 60};
        const CallsTaken held = takeCalls(rate, 1, start.addYears(3), start);
        QVERIFY(held.wait.count() > 0 && held.wait <= seconds(60));
        QVERIFY(start.secsTo(held.paidUntil) <= 60);
    }

    void whatWasTakenIsSentAndTheRestOnlyIfItMay()
    {
        CountingSender real;
        int asked = 0;
        PacedSender paced(real, 2, [&]() -> std::optional<milliseconds> {
            return ++asked == 1 ? std::nullopt : std::optional(milliseconds(2500));
        });
        for (int i = 0; i < 3; ++i)
            QVERIFY(std::holds_alternative<HttpReply>(paced.attempt({}, {})));
        const HttpAttempt held = paced.attempt({}, {});
        QCOMPARE(std::get<Failure>(held).kind, FailureKind::RateLimited429);
        QCOMPARE(std::get<Failure>(held).status, 0);
        QCOMPARE(std::get<Failure>(held).retryAfter, std::optional(seconds(3)));
        QCOMPARE(real.sent, 3);
        PacedSender free(real, 0, {});
        QVERIFY(std::holds_alternative<HttpReply>(free.attempt({}, {})));
    }
};

TEST_UNIT(tst_CallPace)
#include "tst_CallPace.moc"
