// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/http/ListenerFixture.h"
#include "tests/support/TestUnit.h"

#include <QDateTime>

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>

using namespace drawbridge;
using namespace std::chrono_literals;

namespace {

/// A handler that keeps what it is asked, for answers that come later.
class Waiting
{
public:
    Listener::Handler handler()
    {
        return [this](const ServerRequest &, Responder responder) {
            const std::lock_guard lock(m_mutex);
            m_responders.push_back(std::move(responder));
        };
    }
    [[nodiscard]] size_t size()
    {
        const std::lock_guard lock(m_mutex);
        return m_responders.size();
    }
    [[nodiscard]] std::vector<Responder> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_responders, {});
    }

private:
    std::mutex m_mutex;
    std::vector<Responder> m_responders;
};

ServerResponse ok(const QByteArray &text = "ok")
{
    return ServerResponse::text(200, text);
}

} // namespace

class tst_Listener : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRequestReachesTheHandlerWhole()
    {
        std::mutex mutex;
        ServerRequest seen;
        const auto listener =
            Listener::start({}, [&](const ServerRequest &request, const Responder &responder) {
                const std::lock_guard lock(mutex);
                seen = request;
                responder.answer(ok());
            });
        VERIFY_OK(listener);
        RawClient client((*listener)->port());
        client.send("POST /a?b HTTP/1.1\r\nHost: shop\r\nX-Sig: s\r\nContent-Length: 3\r\n\r\nabc");
        QCOMPARE(statusOf(client.readAnswer()), 200);
        const std::lock_guard lock(mutex);
        QCOMPARE(seen.target, QByteArray("/a?b"));
        QCOMPARE(seen.body, QByteArray("abc"));
        QCOMPARE(seen.header("x-sig"), QByteArray("s"));
        QCOMPARE(seen.peerAddress, QStringLiteral("127.0.0.1"));
    }

    void anAnswerMayComeLaterFromAnotherThread()
    {
        Waiting waiting;
        const auto listener = Listener::start({}, waiting.handler());
        VERIFY_OK(listener);
        RawClient first((*listener)->port());
        RawClient second((*listener)->port());
        first.send(get("/1"));
        QVERIFY(becomes([&] { return waiting.size() == 1; }));
        second.send(get("/2"));
        QVERIFY(becomes([&] { return waiting.size() == 2; }));
        QVERIFY(!first.hasNews(0ms));
        std::thread([&] {
            const std::vector<Responder> all = waiting.take();
            all[1].answer(ok("two"));
            all[0].answer(ok("one"));
        }).join();
        QCOMPARE(bodyOf(first.readAnswer()), QByteArray("one"));
        QCOMPARE(bodyOf(second.readAnswer()), QByteArray("two"));
    }

    void answersToThoseWhoHungUpAreHarmless()
    {
        Waiting waiting;
        const auto listener = Listener::start({}, waiting.handler());
        VERIFY_OK(listener);
        for (int i = 0; i < 100; ++i) {
            RawClient client((*listener)->port());
            client.send(get("/"));
            QVERIFY(becomes([&] { return waiting.size() == static_cast<size_t>(i) + 1; }));
            client.reset();
        }
        for (const Responder &responder : waiting.take())
            QVERIFY(responder.answer(ok()));
        QVERIFY(becomes([&] { return (*listener)->counts().open == 0; }));
    }

    void whoIsNotAnsweredIsTold_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<int>("status");
        QTest::newRow("dropped") << QStringLiteral("drop") << 500;
        QTest::newRow("thrown") << QStringLiteral("throw") << 500;
        QTest::newRow("too late") << QStringLiteral("keep") << 504;
    }
    void whoIsNotAnsweredIsTold()
    {
        QFETCH(QString, how);
        QFETCH(int, status);
        std::vector<Responder> kept;
        ListenerConfig config;
        config.deadlines.answer = 100ms;
        const auto listener =
            Listener::start(config, [&](const ServerRequest &, const Responder &responder) {
                if (how == QStringLiteral("throw"))
                    throw std::runtime_error("no");
                if (how == QStringLiteral("keep"))
                    kept.push_back(responder);
            });
        VERIFY_OK(listener);
        RawClient client((*listener)->port());
        client.send(get("/"));
        QCOMPARE(statusOf(client.readAnswer()), status);
        client.send(get("/"));
        QCOMPARE(statusOf(client.readAnswer()), status);
    }

    void aLateAnswerIsNotTakenForTheNextOne()
    {
        Waiting waiting;
        ListenerConfig config;
        config.deadlines.answer = 1s;
        const auto listener = Listener::start(config, waiting.handler());
        VERIFY_OK(listener);
        RawClient client((*listener)->port());
        client.send(get("/1"));
        QCOMPARE(statusOf(client.readAnswer()), 504);
        client.send(get("/2"));
        QVERIFY(becomes([&] { return waiting.size() == 2; }));
        const std::vector<Responder> both = waiting.take();
        QVERIFY(both[0].answer(ok("for the first")));
        QVERIFY(!client.hasNews(50ms));
        both[1].answer(ok("for the second"));
        QCOMPARE(bodyOf(client.readAnswer()), QByteArray("for the second"));
    }

    void anAnswerAfterTheListenersEndGoesNowhere()
    {
        Waiting waiting;
        {
            const auto listener = Listener::start({}, waiting.handler());
            VERIFY_OK(listener);
            RawClient client((*listener)->port());
            client.send(get("/"));
            QVERIFY(becomes([&] { return waiting.size() == 1; }));
        }
        QVERIFY(waiting.take().front().answer(ok()));
    }

    void theDateIsTheClocks()
    {
        ListenerConfig config;
        config.clock =
            std::make_shared<ManualClock>(QDateTime(QDate(1994, 11, 6), QTime(8, 49, 37), Qt::UTC));
        const auto listener = Listener::start(config, echo);
        VERIFY_OK(listener);
        RawClient client((*listener)->port());
        client.send(get("/"));
        QVERIFY(client.readAnswer().contains("\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
    }

    void headIsAnsweredWithoutABody()
    {
        const auto listener = Listener::start({}, echo);
        VERIFY_OK(listener);
        RawClient client((*listener)->port());
        client.send("HEAD /h HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        const QByteArray answer = client.readToEnd().value_or("nothing");
        QVERIFY(answer.contains("\r\nContent-Length: 3\r\n"));
        QVERIFY(answer.endsWith("\r\n\r\n"));
    }

    void aLargeAnswerArrivesWhole()
    {
        const QByteArray large = QByteArray("0123456789abcdef").repeated(200'000);
        const auto listener =
            Listener::start({}, [&large](const ServerRequest &, const Responder &responder) {
                responder.answer(ok(large));
            });
        VERIFY_OK(listener);
        RawClient client((*listener)->port());
        client.send("GET / HTTP/1.0\r\n\r\n");
        QVERIFY(bodyOf(client.readToEnd().value_or("nothing")) == large);
    }

    void manySendersAreServedByManyThreads()
    {
        ListenerConfig config;
        config.threads = 2;
        config.limits.requestsPerConnection = 100'000;
        const auto listener = Listener::start(config, echo);
        VERIFY_OK(listener);
        std::atomic<int> right = 0;
        std::vector<std::thread> senders;
        for (int sender = 0; sender < 8; ++sender) {
            senders.emplace_back([&right, sender, port = (*listener)->port()] {
                RawClient client(port);
                for (int i = 0; i < 200; ++i) {
                    const QByteArray path = "/" + QByteArray::number(sender * 1000 + i);
                    client.send(post(path, QByteArray(i * 10, 'z')));
                    const QByteArray expected = path + ' ' + QByteArray(i * 10, 'z');
                    right += bodyOf(client.readAnswer()) == expected ? 1 : 0;
                }
            });
        }
        for (std::thread &sender : senders)
            sender.join();
        QCOMPARE(right.load(), 1600);
        QCOMPARE((*listener)->counts().requests, 1600);
    }

    void itListensOnBothFamilies()
    {
        ListenerConfig config;
        config.addressesIfPresent = {QStringLiteral("::1")};
        const auto listener = Listener::start(config, echo);
        VERIFY_OK(listener);
        if ((*listener)->addresses().size() == 1)
            QSKIP("This machine has no IPv6 loopback address.");
        for (const char *address : {"127.0.0.1", "::1"}) {
            RawClient client((*listener)->port(), address);
            QVERIFY(client.isConnected());
            client.send(get("/"));
            QCOMPARE(statusOf(client.readAnswer()), 200);
        }
    }
    void anAddressThatIsNotHereMayBeLeftOut()
    {
        ListenerConfig config;
        config.addressesIfPresent = {QStringLiteral("192.0.2.1")};
        const auto listener = Listener::start(config, echo);
        VERIFY_OK(listener);
        QCOMPARE((*listener)->addresses(), QStringList{QStringLiteral("127.0.0.1")});
    }

    void aTakenPortIsSaidToBe_data()
    {
        QTest::addColumn<int>("threads");
        QTest::newRow("one thread") << 1;
        QTest::newRow("several, which could share the port unawares") << 2;
    }
    void aTakenPortIsSaidToBe()
    {
        QFETCH(int, threads);
        ListenerConfig config;
        config.threads = threads;
        const auto first = Listener::start(config, echo);
        VERIFY_OK(first);
        config.port = (*first)->port();
        VERIFY_ERROR(ErrorCode::Busy, Listener::start(config, echo));
    }

    void whatCannotBeServedIsRefused_data()
    {
        QTest::addColumn<QStringList>("addresses");
        QTest::addColumn<int>("headMs");
        QTest::addColumn<int>("connections");
        QTest::addColumn<int>("code");
        const QStringList loopback{QStringLiteral("127.0.0.1")};
        const auto invalid = static_cast<int>(ErrorCode::InvalidInput);
        QTest::newRow("a name") << QStringList{QStringLiteral("localhost")} << 1 << 1 << invalid;
        QTest::newRow("no address") << QStringList{} << 1 << 1 << invalid;
        QTest::newRow("no time at all") << loopback << 0 << 1 << invalid;
        QTest::newRow("no connection") << loopback << 1 << 0 << invalid;
        QTest::newRow("an address of somebody else")
            << QStringList{QStringLiteral("192.0.2.1")} << 1 << 1
            << static_cast<int>(ErrorCode::Unavailable);
    }
    void whatCannotBeServedIsRefused()
    {
        QFETCH(QStringList, addresses);
        QFETCH(int, headMs);
        QFETCH(int, connections);
        QFETCH(int, code);
        ListenerConfig config;
        config.addresses = addresses;
        config.deadlines.head = std::chrono::milliseconds(headMs);
        config.limits.connections = connections;
        VERIFY_ERROR(static_cast<ErrorCode>(code), Listener::start(config, echo));
    }

    void stoppingAnswersWhatHasBegun()
    {
        Waiting waiting;
        const auto listener = Listener::start({}, waiting.handler());
        VERIFY_OK(listener);
        RawClient asked((*listener)->port());
        RawClient idle((*listener)->port());
        RawClient half((*listener)->port());
        asked.send(get("/"));
        half.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
        QVERIFY(becomes([&] { return waiting.size() == 1 && (*listener)->counts().open == 3; }));
        std::thread stopper([&] { (*listener)->stop(10s); });
        QCOMPARE(idle.readToEnd(), QByteArray()); // so stopping has begun
        QVERIFY(!RawClient((*listener)->port()).isConnected());
        half.send("cd");
        QVERIFY(becomes([&] { return waiting.size() == 2; }));
        for (const Responder &responder : waiting.take())
            responder.answer(ok());
        const QByteArray answer = asked.readAnswer();
        QCOMPARE(statusOf(answer), 200);
        QVERIFY(answer.contains("\r\nConnection: close\r\n"));
        QCOMPARE(statusOf(half.readAnswer()), 200);
        asked.endSending();
        half.endSending();
        stopper.join();
        QCOMPARE((*listener)->counts().open, 0);
    }

    void stoppingDoesNotWaitBeyondItsGrace()
    {
        Waiting waiting;
        const auto listener = Listener::start({}, waiting.handler());
        VERIFY_OK(listener);
        RawClient asked((*listener)->port());
        RawClient half((*listener)->port());
        asked.send(get("/"));
        half.send("GET / HT");
        QVERIFY(becomes([&] { return waiting.size() == 1 && (*listener)->counts().open == 2; }));
        const Elapsed elapsed;
        (*listener)->stop(100ms);
        QVERIFY(elapsed.now() < 5s);
        QCOMPARE(statusOf(asked.readAnswer()), 503);
        QVERIFY(half.readToEnd());
    }

    void itStartsAgainOnTheSamePort()
    {
        ListenerConfig config;
        for (int round = 0; round < 5; ++round) {
            const auto listener = Listener::start(config, echo);
            VERIFY_OK(listener);
            config.port = (*listener)->port();
            RawClient client(config.port);
            client.send(get("/"));
            QCOMPARE(statusOf(client.readAnswer()), 200);
            (*listener)->stop(0ms);
            (*listener)->stop(0ms); // a second time does nothing
        }
    }
};

TEST_UNIT(tst_Listener)
#include "tst_Listener.moc"
