// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/RetryPolicy.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

namespace {

class FixedRandom final : public Random
{
public:
    explicit FixedRandom(std::byte value)
        : m_value(value)
    {}
    void fill(std::span<std::byte> out) override { std::fill(out.begin(), out.end(), m_value); }

private:
    std::byte m_value;
};

HttpReply replyWith(int status, const QByteArray &retryAfter)
{
    HttpReply reply;
    reply.status = status;
    reply.receivedAt = QDateTime(QDate(2026, 11, 24), QTime(2, 0), Qt::UTC);
    if (!retryAfter.isEmpty())
        reply.headers.add("Retry-After", retryAfter);
    return reply;
}

} // namespace

class tst_RetryPolicy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatIsHarmlessAndInvitedIsRepeated_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("retryAfter");
        QTest::addColumn<int>("retries");
        QTest::addColumn<qint64>("milliseconds"); // -1: not repeated
        const auto row = [](const char *name,
                            const char *method,
                            int status,
                            const char *after,
                            int retries,
                            qint64 ms) {
            QTest::newRow(name) << QByteArray(method) << status << QByteArray(after) << retries
                                << ms;
        };
        row("too many requests", "GET", 429, "2", 0, 2000);
        row("unavailable", "GET", 503, "5", 1, 5000);
        row("by a date", "GET", 503, "Tue, 24 Nov 2026 02:00:10 GMT", 0, 10'000);
        row("at once is a second", "HEAD", 429, "0", 0, 1000);
        row("enough", "GET", 429, "2", 2, -1);
        row("too long", "GET", 429, "21", 0, -1);
        row("no word when", "GET", 503, "", 0, -1);
        row("another status", "GET", 500, "2", 0, -1);
        row("success", "GET", 200, "2", 0, -1);
        row("refused", "GET", 401, "2", 0, -1);
        row("POST", "POST", 429, "2", 0, -1);
        row("DELETE", "DELETE", 503, "2", 0, -1);
    }
    void onlyWhatIsHarmlessAndInvitedIsRepeated()
    {
        QFETCH(QByteArray, method);
        QFETCH(int, status);
        QFETCH(QByteArray, retryAfter);
        QFETCH(int, retries);
        QFETCH(qint64, milliseconds);
        HttpRequest request;
        request.method = method;
        FixedRandom lowest(std::byte{0});
        const auto delay =
            retryDelay(request, replyWith(status, retryAfter), retries, RetryRules(), lowest);
        QCOMPARE(delay.value_or(std::chrono::milliseconds(-1)).count(), milliseconds);
        const auto judged = judge(replyWith(status, retryAfter), request, Expect::AnyBody);
        if (judged)
            QCOMPARE(retryDelay(request, *judged, retries, RetryRules(), lowest), delay);
    }
    void chanceAddsUpToAQuarter()
    {
        FixedRandom highest(std::byte{255});
        const auto delay = retryDelay(HttpRequest(), replyWith(429, "4"), 0, RetryRules(), highest);
        QCOMPARE(delay.value().count(), 5000);
    }
    void whatNeverGotAReplyIsNotRepeated()
    {
        FixedRandom lowest(std::byte{0});
        Failure failure;
        failure.kind = FailureKind::Slow;
        QVERIFY(!retryDelay(HttpRequest(), failure, 0, RetryRules(), lowest));
    }
};

TEST_UNIT(tst_RetryPolicy)
#include "tst_RetryPolicy.moc"
