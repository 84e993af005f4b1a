// SPDX-License-Identifier: GPL-3.0-or-later
// The client against peers that no proper server is, and against names that change their mind.
#include "tests/net/Customer.h"
#include "tests/support/NginxFixture.h"
#include "tests/support/ScriptedPeer.h"
#include "tests/support/TestUnit.h"

#include <QElapsedTimer>
#include <QTcpServer>

#include <future>

using namespace drawbridge;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_HttpClientPeers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void misbehaviourIsToldApart_data();
    void misbehaviourIsToldApart();
    void nobodyThereIsToldAtOnce();
    void aNameThatIsNotIsToldByTheSystemToo();
    void aSilentNameServiceIsNotWaitedFor();
    void aPeerSilentInItsHandshakeIsGivenUp();
    void theNameIsAskedOnceAndTheAddressKept();
    void aNameThatLeadsHomeIsRefusedBeforeConnecting();
    void theNextAddressIsTried();
    void theFamiliesOfAddressesTakeTurns();
    void anAddressThatSwallowsEverythingIsPassedOver();
    void aPostIsNeverSentTwice();
    void aWrongClockIsTold();
    void cancellingEndsAtOnce();
    void cancellingBeforehandSendsNothing();
    void endingTheClientEndsItsRequests();

private:
    [[nodiscard]] HttpRequest plainRequest(const ScriptedPeer &peer) const
    {
        HttpRequest request = m_customer->request(peer.port(), u"/"_s);
        request.url.setScheme(u"http"_s);
        request.url.setHost(u"127.0.0.1"_s);
        return request;
    }

    QTemporaryDir m_folder;
    std::optional<TestAuthority> m_authority;
    std::optional<TestCertificate> m_certificate;
    std::unique_ptr<Customer> m_customer;
};

void tst_HttpClientPeers::initTestCase()
{
    const auto authority = TestAuthority::create(m_folder.path(), u"house"_s);
    VERIFY_OK(authority);
    m_authority = *authority;
    const auto certificate = authority->issue({u"good"_s, {u"shop.test"_s}, {}, {}});
    VERIFY_OK(certificate);
    m_certificate = *certificate;
    m_customer = std::make_unique<Customer>(*m_authority);
}

void tst_HttpClientPeers::misbehaviourIsToldApart_data()
{
    QTest::addColumn<ScriptedPeer::Answer>("answer");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name,
                        const ScriptedPeer::Answer &answer,
                        const char *kind,
                        const char *detail) {
        QTest::newRow(name) << answer << QString::fromLatin1(kind) << QString::fromLatin1(detail);
    };
    const QByteArray head = "HTTP/1.1 200 OK\r\n";
    row("good", ScriptedPeer::saying(head + "Content-Length: 2\r\n\r\n{}"), "ok", "");
    row("good, until the end", ScriptedPeer::saying(head + "\r\n{}"), "ok", "");
    row("silent", ScriptedPeer::silent(), "slow", "first byte");
    row("drips", ScriptedPeer::dripping(head + "\r\n", 10ms), "slow", "total");
    row("drips its head", ScriptedPeer::dripping("HTTP/1.1 200 ", 10ms), "slow", "total");
    row("never ends", ScriptedPeer::pouring(head + "\r\n", QByteArray(65536, 'x')), "huge", "body");
    row("never ends its chunks",
        ScriptedPeer::pouring(head + "Transfer-Encoding: chunked\r\n\r\n",
                              "8000\r\n" + QByteArray(0x8000, 'x') + "\r\n"),
        "huge",
        "body");
    row("never ends its head",
        ScriptedPeer::pouring(head, QByteArray("X-Y: z\r\n").repeated(1000)),
        "huge",
        "headers");
    row("hangs up", ScriptedPeer::saying(""), "other", "closed without a reply");
    row("breaks off",
        ScriptedPeer::saying(head + "Content-Length: 100\r\n\r\n{}"),
        "other",
        "broke off");
    row("speaks something else",
        ScriptedPeer::saying("220 mail.example ESMTP\r\n"),
        "other",
        "not a web server");
    row("compresses unasked",
        ScriptedPeer::saying(head + "Content-Encoding: gzip\r\n\r\nxx"),
        "other",
        "compressed");
}

void tst_HttpClientPeers::misbehaviourIsToldApart()
{
    QFETCH(ScriptedPeer::Answer, answer);
    QFETCH(QString, kind);
    QFETCH(QString, detail);
    for (const bool tls : {false, true}) {
        ScriptedPeer peer(answer, tls ? m_certificate : std::nullopt);
        HttpRequest request = tls ? m_customer->request(peer.port(), u"/"_s) : plainRequest(peer);
        // Short where time is to run out, and so long elsewhere that a busy machine does not matter.
        if (detail == u"first byte")
            request.limits.firstByte = 200ms;
        if (detail == u"total")
            request.limits.total = 700ms;
        QElapsedTimer timer;
        timer.start();
        const QString outcome = m_customer->outcome(request);
        QVERIFY2(outcome == kind, qPrintable(outcome % u": "_s % m_customer->failure().technical));
        QVERIFY(timer.elapsed() < 5000);
        if (kind != u"ok")
            QVERIFY2(m_customer->failure().technical.contains(detail),
                     qPrintable(m_customer->failure().technical));
        QCOMPARE(peer.requests().size(), 1);
        QVERIFY(peer.requests().first().contains(Customer::key()));
    }
}

void tst_HttpClientPeers::nobodyThereIsToldAtOnce()
{
    const HttpRequest request = m_customer->request(NginxFixture::freePort(), u"/"_s);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(m_customer->outcome(request), u"refused"_s);
    QVERIFY(timer.elapsed() < 5000);
    QVERIFY(m_customer->failure().technical.contains(u"(at 127.0.0.1)"_s));
}

void tst_HttpClientPeers::aNameThatIsNotIsToldByTheSystemToo()
{
    HttpRequest request = m_customer->request(443, u"/"_s);
    request.url = QUrl(u"https://nobody.invalid/"_s); // RFC 6761: never a name
    request.rules = {false, {u"nobody.invalid"_s}};
    QCOMPARE(m_customer->outcome(request), u"dns"_s);
    const SystemClock clock;
    HttpClient client(clock, {nullptr, [](const QUrl &) { return QList<QNetworkProxy>(); }});
    request.limits.connect = 2s;
    const auto attempt = client.attempt(request, CancelToken());
    QVERIFY(std::holds_alternative<Failure>(attempt));
    QCOMPARE(toText(std::get<Failure>(attempt).kind), u"dns"_s);
    QVERIFY(!std::get<Failure>(attempt).technical.isEmpty());
}

void tst_HttpClientPeers::aSilentNameServiceIsNotWaitedFor()
{
    // Answers only when the test is over, as a look-up without a network does.
    class StuckResolver final : public Resolver
    {
    public:
        Result<QList<QHostAddress>> resolve(const QString &) override
        {
            released.get_future().wait();
            return QList<QHostAddress>{QHostAddress(QHostAddress::LocalHost)};
        }
        std::promise<void> released;
    };
    const auto stuck = std::make_shared<StuckResolver>();
    const SystemClock clock;
    auto client =
        std::make_unique<HttpClient>(clock, HttpClient::Options{stuck, [](const QUrl &) {
                                                                    return QList<QNetworkProxy>();
                                                                }});
    HttpRequest request = m_customer->request(443, u"/"_s);
    request.limits.connect = 100ms;
    QElapsedTimer timer;
    timer.start();
    const auto attempt = client->attempt(request, CancelToken());
    QCOMPARE(toText(std::get<Failure>(attempt).kind), u"dns"_s);
    client.reset();
    QVERIFY(timer.elapsed() < 5000);
    stuck->released.set_value(); // the answer finds nobody left
}

void tst_HttpClientPeers::aPeerSilentInItsHandshakeIsGivenUp()
{
    ScriptedPeer peer(ScriptedPeer::silent());
    HttpRequest request = m_customer->request(peer.port(), u"/"_s);
    request.limits.connect = 600ms;
    QCOMPARE(m_customer->outcome(request), u"slow"_s);
    QVERIFY(m_customer->failure().technical.contains(u"connecting"_s));
    QVERIFY(peer.requests().isEmpty());
}

void tst_HttpClientPeers::theNameIsAskedOnceAndTheAddressKept()
{
    ScriptedPeer peer(ScriptedPeer::saying("HTTP/1.1 200 OK\r\n\r\n{}"), m_certificate);
    // Good at the first question, somewhere else at the second: what the check saw is what is connected to.
    m_customer->resolver().set(u"shop.test"_s, {{u"127.0.0.1"_s}, {u"169.254.169.254"_s}});
    const int before = m_customer->resolver().asked();
    QCOMPARE(m_customer->outcome(m_customer->request(peer.port(), u"/"_s)), u"ok"_s);
    QCOMPARE(m_customer->resolver().asked(), before + 1);
    QCOMPARE(m_customer->outcome(m_customer->request(peer.port(), u"/"_s)), u"policy-refused"_s);
    QCOMPARE(peer.requests().size(), 1);
    m_customer->resolver().set(u"shop.test"_s, {{u"127.0.0.1"_s}});
}

void tst_HttpClientPeers::aNameThatLeadsHomeIsRefusedBeforeConnecting()
{
    ScriptedPeer peer(ScriptedPeer::saying("HTTP/1.1 200 OK\r\n\r\n{}"), m_certificate);
    HttpRequest request = m_customer->request(peer.port(), u"/"_s);
    request.rules.onMyNetwork = false;
    QCOMPARE(m_customer->outcome(request), u"policy-refused"_s);
    QVERIFY(explain(m_customer->failure()).what.contains(u"your own network"_s));
    QVERIFY(explain(m_customer->failure()).detail.contains(u"127.0.0.1"_s));
    request.rules = {true, {u"other.test"_s}};
    QCOMPARE(m_customer->outcome(request), u"policy-refused"_s);
    QVERIFY(peer.requests().isEmpty());
}

void tst_HttpClientPeers::theNextAddressIsTried()
{
    ScriptedPeer peer(ScriptedPeer::saying("HTTP/1.1 200 OK\r\n\r\n{}"), m_certificate);
    m_customer->resolver().set(u"shop.test"_s, {{u"127.0.0.77"_s, u"127.0.0.1"_s}});
    const auto reply =
        m_customer->client().send(m_customer->request(peer.port(), u"/"_s), CancelToken());
    VERIFY_OK(reply);
    QCOMPARE(reply->address, QHostAddress(QHostAddress::LocalHost));
    m_customer->resolver().set(u"shop.test"_s, {{u"127.0.0.1"_s}});
}

void tst_HttpClientPeers::theFamiliesOfAddressesTakeTurns()
{
    const QHostAddress a(u"2001:db8::1"_s), b(u"2001:db8::2"_s), c(u"2001:db8::3"_s),
        d(u"192.0.2.1"_s);
    QCOMPARE(alternatingFamilies({a, b, c, d}, 6), (QList<QHostAddress>{a, d, b, c}));
    QCOMPARE(alternatingFamilies({d, a, b}, 6), (QList<QHostAddress>{d, a, b}));
    QCOMPARE(alternatingFamilies({a, b, c, d}, 2), (QList<QHostAddress>{a, d}));
    QCOMPARE(alternatingFamilies({}, 2), QList<QHostAddress>());
}

void tst_HttpClientPeers::anAddressThatSwallowsEverythingIsPassedOver()
{
    ScriptedPeer peer(ScriptedPeer::saying("HTTP/1.1 200 OK\r\n\r\n{}"), m_certificate);
    // Nobody takes the connections from this queue of one, so that it is soon full and the system stays silent.
    QTcpServer swallowing;
    swallowing.setListenBacklogSize(0);
    QVERIFY(swallowing.listen(QHostAddress(u"127.0.0.78"_s), peer.port()));
    swallowing.pauseAccepting();
    std::vector<std::unique_ptr<QTcpSocket>> queue;
    for (int i = 0; i < 3; ++i) {
        queue.push_back(std::make_unique<QTcpSocket>());
        queue.back()->connectToHost(u"127.0.0.78"_s, peer.port());
        queue.back()->waitForConnected(50);
    }
    QVERIFY(queue.back()->state() != QAbstractSocket::ConnectedState);

    m_customer->resolver().set(u"shop.test"_s, {{u"127.0.0.78"_s, u"127.0.0.1"_s}});
    HttpRequest request = m_customer->request(peer.port(), u"/"_s);
    request.limits.nextAddress = 100ms;
    const auto reply = m_customer->client().send(request, CancelToken());
    m_customer->resolver().set(u"shop.test"_s, {{u"127.0.0.1"_s}});
    VERIFY_OK(reply);
    QCOMPARE(reply->address, QHostAddress(QHostAddress::LocalHost));
    QVERIFY(reply->latency >= 80ms); // timers may be a little early
}

void tst_HttpClientPeers::aPostIsNeverSentTwice()
{
    ScriptedPeer peer(ScriptedPeer::saying(""), m_certificate);
    HttpRequest request = m_customer->request(peer.port(), u"/keys"_s);
    request.method = "POST";
    request.body = SecretText("name=x");
    QCOMPARE(m_customer->outcome(request), u"other"_s);
    QCOMPARE(peer.requests().size(), 1);
}

void tst_HttpClientPeers::aWrongClockIsTold()
{
    // Seen from a peer that lives in 2021, where its certificate is good, it is this computer that is wrong.
    const auto past = m_authority->issue({u"past"_s,
                                          {u"shop.test"_s},
                                          QDateTime(QDate(2021, 1, 1), QTime(0, 0), Qt::UTC),
                                          QDateTime(QDate(2021, 12, 31), QTime(0, 0), Qt::UTC)});
    VERIFY_OK(past);
    ScriptedPeer peer(ScriptedPeer::saying(
                          "HTTP/1.1 200 OK\r\nDate: Tue, 01 Jun 2021 12:00:00 GMT\r\n\r\n"),
                      *past);
    QCOMPARE(m_customer->outcome(m_customer->request(peer.port(), u"/"_s)), u"clock-wrong"_s);
    QVERIFY(explain(m_customer->failure()).what.contains(u"Ada's Shop says 1 Jun 2021"_s));
    QCOMPARE(peer.requests().size(), 1);
    QVERIFY(peer.requests().first().startsWith("HEAD / "));
    QVERIFY(!peer.requests().first().contains(Customer::key()));

    ScriptedPeer silent(ScriptedPeer::saying(""), *past);
    QCOMPARE(m_customer->outcome(m_customer->request(silent.port(), u"/"_s)), u"tls-expired"_s);
}

void tst_HttpClientPeers::cancellingEndsAtOnce()
{
    ScriptedPeer peer(ScriptedPeer::silent(), m_certificate);
    const CancelToken token;
    auto running = std::async(std::launch::async, [&] {
        return m_customer->client().attempt(m_customer->request(peer.port(), u"/"_s), token);
    });
    QVERIFY(peer.waitForRequest(5s));
    token.cancel();
    QCOMPARE(running.wait_for(10s), std::future_status::ready);
    QCOMPARE(toText(std::get<Failure>(running.get()).kind), u"cancelled"_s);
}

void tst_HttpClientPeers::cancellingBeforehandSendsNothing()
{
    ScriptedPeer peer(ScriptedPeer::silent(), m_certificate);
    const CancelToken token;
    token.cancel();
    const auto attempt =
        m_customer->client().attempt(m_customer->request(peer.port(), u"/"_s), token);
    QCOMPARE(toText(std::get<Failure>(attempt).kind), u"cancelled"_s);
    QVERIFY(peer.requests().isEmpty());
}

void tst_HttpClientPeers::endingTheClientEndsItsRequests()
{
    Customer leaving(*m_authority);
    ScriptedPeer peer(ScriptedPeer::silent(), m_certificate);
    auto running = std::async(std::launch::async, [&] {
        return leaving.client().attempt(m_customer->request(peer.port(), u"/"_s), CancelToken());
    });
    QVERIFY(peer.waitForRequest(5s));
    leaving.endClient();
    QCOMPARE(running.wait_for(10s), std::future_status::ready);
    QCOMPARE(toText(std::get<Failure>(running.get()).kind), u"cancelled"_s);
}

TEST_UNIT(tst_HttpClientPeers)
#include "tst_HttpClientPeers.moc"
