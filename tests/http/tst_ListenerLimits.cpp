// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/http/ListenerFixture.h"
#include "tests/support/TestUnit.h"

#include <random>

using namespace drawbridge;
using namespace std::chrono_literals;

namespace {

ListenerConfig impatient()
{
    ListenerConfig config;
    config.deadlines = {.handshake = 150ms,
                        .head = 150ms,
                        .body = 150ms,
                        .answer = 5s,
                        .write = 300ms,
                        .idle = 150ms,
                        .linger = 300ms};
    return config;
}

ListenerConfig patient()
{
    return {};
}

std::unique_ptr<Listener> started(const ListenerConfig &config,
                                  const Listener::Handler &handler = echo)
{
    auto listener = Listener::start(config, handler);
    return listener.isOk() ? listener.takeValue() : nullptr;
}

/// Sends a byte every few milliseconds until an answer or the end comes.
bool trickle(const RawClient &client, const QByteArray &byte)
{
    for (int i = 0; i < 1'000; ++i) {
        if (!client.send(byte) || client.hasNews(5ms))
            return true;
    }
    return false;
}

} // namespace

/// Hostile senders against a real listener on loopback.
class tst_ListenerLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHeadThatTricklesInIsCutOff()
    {
        const auto listener = started(impatient());
        QVERIFY(listener);
        RawClient client(listener->port());
        client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
        const Elapsed elapsed;
        QVERIFY(trickle(client, "x"));
        QVERIFY(elapsed.now() >= 100ms);
        QVERIFY(elapsed.now() < 3s);
        QCOMPARE(statusOf(client.readAnswer()), 408);
        QVERIFY(client.readToEnd());
        QCOMPARE(listener->counts().late, 1);
        QCOMPARE(listener->counts().requests, 0);
    }

    void aBodyThatTricklesInIsCutOff()
    {
        const auto listener = started(impatient());
        QVERIFY(listener);
        RawClient client(listener->port());
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
        QVERIFY(trickle(client, "x"));
        QCOMPARE(statusOf(client.readAnswer()), 408);
        QCOMPARE(listener->counts().late, 1);
    }

    void aBodyHasATimeOfItsOwn()
    {
        ListenerConfig config = impatient();
        config.deadlines.head = 500ms;
        config.deadlines.body = 10s;
        const auto listener = started(config);
        QVERIFY(listener);
        RawClient client(listener->port());
        client.send("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
        QVERIFY(!client.hasNews(700ms)); // the head's time is over by now
        client.send("ok");
        QCOMPARE(bodyOf(client.readAnswer()), QByteArray("/b ok"));
    }

    void chunksThatTrickleInAreCutOff()
    {
        const auto listener = started(impatient());
        QVERIFY(listener);
        RawClient client(listener->port());
        client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        QVERIFY(trickle(client, "1\r\nx\r\n"));
        QCOMPARE(statusOf(client.readAnswer()), 408);
    }

    void aSecondHeadHasADeadlineToo()
    {
        ListenerConfig config = impatient();
        config.deadlines.head = 500ms;
        config.deadlines.idle = 1min;
        const auto listener = started(config);
        QVERIFY(listener);
        RawClient client(listener->port());
        client.send(get("/one"));
        QCOMPARE(bodyOf(client.readAnswer()), QByteArray("/one "));
        client.send("GET /two");
        QCOMPARE(statusOf(client.readAnswer()), 408);
    }

    void silentConnectionsGoAndServeNobodyElseWorse()
    {
        ListenerConfig config = impatient();
        config.deadlines.head = 400ms;
        config.limits.connectionsPerAddress = 0;
        const auto listener = started(config);
        QVERIFY(listener);
        std::vector<RawClient> silent;
        for (int i = 0; i < 200; ++i)
            silent.emplace_back(listener->port());
        RawClient client(listener->port());
        client.send(get("/here"));
        QCOMPARE(bodyOf(client.readAnswer()), QByteArray("/here "));
        for (RawClient &one : silent)
            QCOMPARE(one.readToEnd(), QByteArray());
        QVERIFY(becomes([&] { return listener->counts().open == 0; }));
        QCOMPARE(listener->counts().late, 201);
    }

    void anIdleConnectionIsEndedWithoutAWord()
    {
        const auto listener = started(impatient());
        QVERIFY(listener);
        RawClient client(listener->port());
        client.send(get("/"));
        QCOMPARE(statusOf(client.readAnswer()), 200);
        QCOMPARE(client.readToEnd(), QByteArray());
    }

    void whoDoesNotTakeTheAnswerIsDropped()
    {
        const QByteArray large(32 * 1024 * 1024, 'x');
        const auto listener = started(impatient(), [&large](const ServerRequest &, Responder r) {
            r.answer(ServerResponse::text(200, large));
        });
        QVERIFY(listener);
        const RawClient client(listener->port());
        client.send(get("/"));
        QVERIFY(becomes([&] { return listener->counts().requests == 1; }));
        QVERIFY(becomes([&] { return listener->counts().open == 0; }));
        QCOMPARE(listener->counts().late, 1);
    }

    void aHugeBodyIsRefusedBeforeItIsSent()
    {
        const auto listener = started(patient());
        QVERIFY(listener);
        RawClient client(listener->port());
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n");
        QCOMPARE(statusOf(client.readAnswer()), 413);
    }

    void whoSendsAHugeBodyAnywayStillReadsWhy()
    {
        const auto listener = started(patient());
        QVERIFY(listener);
        RawClient client(listener->port());
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n");
        client.send(QByteArray(100'000, 'x'));
        QCOMPARE(statusOf(client.readAnswer()), 413);
    }

    void aChunkedBodyWithoutEndIsRefused()
    {
        const auto listener = started(patient());
        QVERIFY(listener);
        RawClient client(listener->port());
        client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        const QByteArray chunk = "10000\r\n" + QByteArray(65536, 'x') + "\r\n";
        for (int i = 0; i < 64 && !client.hasNews(0ms); ++i)
            client.send(chunk);
        QCOMPARE(statusOf(client.readAnswer()), 413);
        QCOMPARE(listener->counts().requests, 0);
    }

    void aHugeHeadIsRefused()
    {
        const auto listener = started(patient());
        QVERIFY(listener);
        RawClient client(listener->port());
        client.send(QByteArray("GET / HTTP/1.1\r\nHost: a\r\nX-A: " + QByteArray(40'000, 'x')));
        QCOMPARE(statusOf(client.readAnswer()), 431);
    }

    void refusedFramingEndsTheConnection_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const QByteArray behind = get("/smuggled");
        QTest::newRow("length and coding")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
                          "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                          + behind)
            << 400;
        QTest::newRow("two lengths")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n"
                          "Content-Length: 44\r\n\r\n"
                          + behind)
            << 400;
        QTest::newRow("garbage") << QByteArray("\x00\x01\xfe\xff garbage", 12) << 400;
        QTest::newRow("words") << QByteArray("hello there\r\n\r\n" + behind) << 400;
        QTest::newRow("an unknown coding")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n" + behind)
            << 501;
    }
    void refusedFramingEndsTheConnection()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        const auto listener = started(patient());
        QVERIFY(listener);
        RawClient client(listener->port());
        client.send(bytes);
        client.endSending();
        const QByteArray answer = client.readToEnd().value_or("nothing");
        QCOMPARE(statusOf(answer), status);
        QCOMPARE(answer.count("HTTP/1.1 "), 1);
        QVERIFY(answer.contains("\r\nConnection: close\r\n"));
        QCOMPARE(listener->counts().requests, 0);
        QCOMPARE(listener->counts().refused, 1);
    }

    void pipelinedRequestsAreAnsweredInOrder()
    {
        const auto listener = started(patient());
        QVERIFY(listener);
        RawClient client(listener->port());
        QByteArray all;
        for (int i = 0; i < 50; ++i)
            all += post("/" + QByteArray::number(i), QByteArray(i, 'b'));
        client.send(all);
        for (int i = 0; i < 50; ++i)
            QCOMPARE(bodyOf(client.readAnswer()),
                     QByteArray("/" + QByteArray::number(i) + ' ' + QByteArray(i, 'b')));
    }

    void aConnectionServesSoManyRequestsAndNoMore()
    {
        ListenerConfig config;
        config.limits.requestsPerConnection = 3;
        const auto listener = started(config);
        QVERIFY(listener);
        RawClient client(listener->port());
        for (int i = 0; i < 4; ++i)
            client.send(get("/"));
        const QByteArray all = client.readToEnd().value_or("nothing");
        QCOMPARE(all.count("HTTP/1.1 200"), 3);
        QCOMPARE(all.count("Connection: close"), 1);
    }

    void connectionsBeyondTheLimitAreTurnedAway()
    {
        ListenerConfig config;
        config.limits.connections = 3;
        config.limits.connectionsPerAddress = 2;
        const auto listener = started(config);
        QVERIFY(listener);
        std::vector<RawClient> held;
        held.emplace_back(listener->port());
        held.emplace_back(listener->port());
        RawClient third(listener->port());
        QCOMPARE(statusOf(third.readAnswer()), 429);
        QVERIFY(third.readToEnd());
        RawClient other(listener->port(), "127.0.0.1", "127.0.0.2");
        other.send(get("/"));
        QCOMPARE(statusOf(other.readAnswer()), 200);
        RawClient fourth(listener->port(), "127.0.0.1", "127.0.0.3");
        const QByteArray answer = fourth.readAnswer();
        QCOMPARE(statusOf(answer), 503);
        QVERIFY(answer.contains("\r\nRetry-After: "));
        QCOMPARE(listener->counts().turnedAway, 2);

        held.clear();
        QVERIFY(becomes([&] { return listener->counts().open == 1; }));
        RawClient again(listener->port());
        again.send(get("/"));
        QCOMPARE(statusOf(again.readAnswer()), 200);
    }

    void bodiesThatWaitForTheirAnswerAreLimitedTogether()
    {
        ListenerConfig config;
        config.limits.bodyBytes = 60'000;
        config.limits.heldBytes = 100'000;
        std::mutex mutex;
        std::vector<Responder> waiting;
        const auto listener = started(config, [&](const ServerRequest &, Responder responder) {
            const std::lock_guard lock(mutex);
            waiting.push_back(std::move(responder));
        });
        QVERIFY(listener);
        const QByteArray large = post("/", QByteArray(60'000, 'x'));
        RawClient first(listener->port());
        first.send(large);
        QVERIFY(becomes([&] { return listener->counts().requests == 1; }));
        RawClient second(listener->port());
        second.send(large);
        QCOMPARE(statusOf(second.readAnswer()), 503);
        {
            const std::lock_guard lock(mutex);
            waiting.clear();
        }
        QCOMPARE(statusOf(first.readAnswer()), 500);
        RawClient third(listener->port());
        third.send(large);
        QVERIFY(becomes([&] { return listener->counts().requests == 2; }));
        const std::lock_guard lock(mutex);
        waiting.clear();
    }

    void whoHangsUpEarlyLeavesNothingBehind()
    {
        const auto listener = started(patient());
        QVERIFY(listener);
        for (int i = 0; i < 50; ++i) {
            RawClient atOnce(listener->port());
            atOnce.reset();
            RawClient inHead(listener->port());
            inHead.send("GET / HT");
            inHead.reset();
            RawClient inBody(listener->port());
            inBody.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
            RawClient afterRequest(listener->port());
            afterRequest.send(get("/"));
            afterRequest.reset();
        }
        QVERIFY(becomes([&] { return listener->counts().open == 0; }));
        RawClient client(listener->port());
        client.send(get("/alive"));
        QCOMPARE(bodyOf(client.readAnswer()), QByteArray("/alive "));
    }

    void whoAsksToContinueIsToldTo()
    {
        const auto listener = started(patient());
        QVERIFY(listener);
        RawClient client(listener->port());
        client.send(
            "PUT /c HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        QCOMPARE(statusOf(client.readAnswer()), 100);
        client.send("ok");
        QCOMPARE(bodyOf(client.readAnswer()), QByteArray("/c ok"));
    }

    /// DRAWBRIDGE_FUZZ_SEED and DRAWBRIDGE_FUZZ_ROUNDS choose another walk, or a longer one.
    void garbageNeitherStopsItNorStaysInIt()
    {
        ListenerConfig config = impatient();
        config.deadlines.linger = 50ms;
        const auto listener = started(config);
        QVERIFY(listener);
        bool isGiven = false;
        const int seed = qEnvironmentVariableIntValue("DRAWBRIDGE_FUZZ_SEED", &isGiven);
        const int rounds = qEnvironmentVariableIntValue("DRAWBRIDGE_FUZZ_ROUNDS");
        std::mt19937 random(isGiven ? static_cast<unsigned>(seed) : 31337U);
        const auto below = [&random](qsizetype end) {
            return static_cast<qsizetype>(random() % static_cast<unsigned long>(end));
        };
        const QByteArrayList seeds = {get("/x"),
                                      post("/y", "body"),
                                      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
                                      "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"};
        for (int round = 0; round < (rounds > 0 ? rounds : 1'500); ++round) {
            QByteArray bytes = seeds[below(3)] + seeds[below(3)];
            for (qsizetype edits = below(5); edits > 0; --edits)
                bytes[below(bytes.size())] = static_cast<char>(below(256));
            bytes.truncate(1 + below(bytes.size()));
            RawClient client(listener->port());
            client.send(bytes);
            if (below(2) == 0) {
                client.endSending();
                QVERIFY2(client.readToEnd().has_value(), bytes.toPercentEncoding());
            }
        }
        QVERIFY(becomes([&] { return listener->counts().open == 0; }));
        RawClient client(listener->port());
        client.send(get("/alive"));
        QCOMPARE(bodyOf(client.readAnswer()), QByteArray("/alive "));
    }
};

TEST_UNIT(tst_ListenerLimits)
#include "tst_ListenerLimits.moc"
