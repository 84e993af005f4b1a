// SPDX-License-Identifier: GPL-3.0-or-later
// The client against nginx with each of the faults an owner meets.
#include "core/base/Log.h"
#include "tests/net/Customer.h"
#include "tests/support/NginxFixture.h"
#include "tests/support/TestUnit.h"

#include <QElapsedTimer>
#include <QFile>

#include <thread>

using namespace drawbridge;
using namespace Qt::StringLiterals;

class tst_HttpClientFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aGoodReplyComesWithItsFacts();
    void everyFaultIsToldApart_data();
    void everyFaultIsToldApart();
    void certificatesAreToldApart_data();
    void certificatesAreToldApart();
    void twoNamesAtOneAddressGetTheirOwnCertificates();
    void theSystemsAuthoritiesDoNotVouchForThisServer();
    void aPostIsSentWithItsBody();
    void requestsFromManyThreadsAreAnswered();
    void thePeersAreListed();
    void theLogHoldsNoKeyAndNoQuery();
    void noKeyHasReachedAPeerThatIsNotTrusted();

private:
    [[nodiscard]] HttpRequest request(const char *port, const QString &path = u"/"_s) const
    {
        return m_customer->request(m_nginx.port(QString::fromLatin1(port)), path);
    }
    [[nodiscard]] Result<void> makeCertificates();

    NginxFixture m_nginx;
    std::optional<TestAuthority> m_authority;
    std::unique_ptr<Customer> m_customer;
};

Result<void> tst_HttpClientFaults::makeCertificates()
{
    const QString folder = m_nginx.folder();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    TRY(house, TestAuthority::create(folder, u"house"_s));
    TRY(stranger, TestAuthority::create(folder, u"stranger"_s));
    TRY_DONE(house.issue({u"good"_s, {u"shop.test"_s}, {}, {}}));
    TRY_DONE(house.issue({u"bakery"_s, {u"bakery.test"_s}, {}, {}}));
    TRY_DONE(house.issue({u"address"_s, {u"127.0.0.1"_s}, {}, {}}));
    TRY_DONE(house.issue({u"expired"_s, {u"shop.test"_s}, now.addDays(-30), now.addDays(-2)}));
    TRY_DONE(house.issue({u"early"_s, {u"shop.test"_s}, now.addDays(2), now.addDays(30)}));
    TRY_DONE(
        house.issue({u"lapsed-bakery"_s, {u"bakery.test"_s}, now.addDays(-30), now.addDays(-2)}));
    TRY_DONE(stranger.issue({u"unknown"_s, {u"shop.test"_s}, {}, {}}));
    TRY_DONE(TestAuthority::selfSigned(folder, {u"self"_s, {u"shop.test"_s}, {}, {}}));
    m_authority = house;
    return {};
}

void tst_HttpClientFaults::initTestCase()
{
    VERIFY_OK(makeCertificates());
    QFile huge(m_nginx.folder() % u"/huge.json"_s);
    QVERIFY(huge.open(QIODevice::WriteOnly) && huge.resize(50 * 1024 * 1024));
    QFile slow(m_nginx.folder() % u"/slow.json"_s);
    QVERIFY(slow.open(QIODevice::WriteOnly) && slow.resize(100 * 1024));

    const QString tls = u"ssl_certificate @dir@/%1.pem; ssl_certificate_key @dir@/%1.key;\n"_s;
    const QString answers =
        u"location = / { return 200 '{\"host\":\"$host\",\"sni\":\"$ssl_server_name\"}'; }\n"
        "location = /401 { return 401 '{\"error\":\"No such key: $http_authorization\"}'; }\n"
        "location = /403 { return 403 '{}'; }\nlocation = /404 { return 404 '{}'; }\n"
        "location = /429 { add_header Retry-After 30 always; return 429 '{}'; }\n"
        "location = /500 { return 500 '{}'; }\n"
        "location = /503 { add_header Retry-After 120 always; return 503 '{}'; }\n"
        "location = /elsewhere { return 302 https://elsewhere.example/login?from=shop; }\n"
        "location = /page { default_type text/html; return 200 '<html>Welcome to the "
        "hotel</html>'; }\n"
        "location = /empty { return 204; }\n"
        "location = /slow.json { limit_rate 1000; root @dir@; }\nlocation = /huge.json { root "
        "@dir@; }\n"
        "location = /cut { return 444; }\n"
        "location = /post { proxy_pass http://127.0.0.1:@port:plain@/; }\n"_s;
    QString servers = u"server { listen 127.0.0.1:@port:good@ ssl http2; server_name shop.test;\n"_s
        % tls.arg(u"good"_s) % answers
        % u"}\nserver { listen 127.0.0.1:@port:good@ ssl; server_name bakery.test;\n"_s
        % tls.arg(u"bakery"_s) % answers % u"}\nserver { listen 127.0.0.1:@port:plain@;\n"_s
        % answers % u"}\n"_s
        % u"server { listen 127.0.0.1:@port:old@ ssl; ssl_protocols TLSv1 TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;\n"_s
        % tls.arg(u"good"_s) % answers % u"}\n"_s;
    for (const QString &name : {u"address"_s,
                                u"bakery"_s,
                                u"expired"_s,
                                u"early"_s,
                                u"lapsed-bakery"_s,
                                u"unknown"_s,
                                u"self"_s})
        servers += u"server { listen 127.0.0.1:@port:%1@ ssl;\n"_s.arg(name) % tls.arg(name)
            % answers % u"}\n"_s;
    VERIFY_OK(m_nginx.start(servers));
    m_customer = std::make_unique<Customer>(*m_authority);
}

void tst_HttpClientFaults::aGoodReplyComesWithItsFacts()
{
    const auto reply = m_customer->client().send(request("good"), CancelToken());
    VERIFY_OK(reply);
    QCOMPARE(reply->status, 200);
    QCOMPARE(reply->body, "{\"host\":\"shop.test\",\"sni\":\"shop.test\"}");
    QCOMPARE(reply->headers.value("content-type"), "application/json");
    QCOMPARE(reply->address, QHostAddress(QHostAddress::LocalHost));
    QVERIFY(reply->certificate.has_value());
    QCOMPARE(reply->certificate->issuer, u"house"_s);
    QCOMPARE(reply->certificate->names, QStringList{u"shop.test"_s});
    QVERIFY(reply->certificate->notAfter > QDateTime::currentDateTimeUtc().addDays(28));
    QCOMPARE(reply->certificate->sha256.size(), 32);
    QVERIFY(qAbs(reply->clockDifference().value().count()) <= 2);
}

void tst_HttpClientFaults::everyFaultIsToldApart_data()
{
    QTest::addColumn<QByteArray>("port");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("kind");
    const auto row = [](const char *name, const char *path, const char *kind) {
        QTest::newRow(name) << QByteArray("good") << QString::fromLatin1(path)
                            << QString::fromLatin1(kind);
    };
    row("good", "/", "ok");
    row("no content", "/empty", "ok");
    row("unknown key", "/401", "unauthorized-401");
    row("not permitted", "/403", "forbidden-403");
    row("not there", "/404", "not-found-404");
    row("too often", "/429", "rate-limited-429");
    row("broken", "/500", "server-5xx");
    row("away", "/503", "server-5xx");
    row("sent elsewhere", "/elsewhere", "redirect-elsewhere");
    row("a page for people", "/page", "not-json");
    row("slow", "/slow.json", "slow");
    row("huge", "/huge.json", "huge");
    row("hangs up", "/cut", "other");
}

void tst_HttpClientFaults::everyFaultIsToldApart()
{
    QFETCH(QString, path);
    QElapsedTimer timer;
    timer.start();
    HttpRequest asked = request("good", path);
    if (path == u"/slow.json")
        asked.limits.total = std::chrono::milliseconds(300);
    QTEST(m_customer->outcome(asked), "kind");
    QVERIFY2(timer.elapsed() < 5000, "it must not wait for all of it");
    const Failure &failure = m_customer->failure();
    if (path == u"/401") {
        QVERIFY(explain(failure).detail.contains(u"No such key: Bearer [secret]"_s));
        QVERIFY(explain(failure).what.startsWith(u"Ada's Shop does not know this key"_s));
    } else if (path == u"/429") {
        QCOMPARE(failure.retryAfter.value().count(), 30);
    } else if (path == u"/503") {
        QVERIFY(explain(failure).what.endsWith(u"in 2 minutes."_s));
    } else if (path == u"/elsewhere") {
        QCOMPARE(failure.redirectHost, u"elsewhere.example"_s);
    }
}

void tst_HttpClientFaults::certificatesAreToldApart_data()
{
    QTest::addColumn<QByteArray>("port");
    QTest::addColumn<QString>("url"); // %1 is the port
    QTest::addColumn<QString>("kind");
    const QString shop = u"https://shop.test:%1/"_s;
    QTest::newRow("good") << QByteArray("good") << shop << u"ok"_s;
    QTest::newRow("good for an address")
        << QByteArray("address") << u"https://127.0.0.1:%1/"_s << u"ok"_s;
    QTest::newRow("good for another address")
        << QByteArray("address") << u"https://127.0.0.2:%1/"_s << u"refused"_s;
    QTest::newRow("for a name, asked by address")
        << QByteArray("good") << u"https://127.0.0.1:%1/"_s << u"tls-wrong-host"_s;
    QTest::newRow("of another shop") << QByteArray("bakery") << shop << u"tls-wrong-host"_s;
    QTest::newRow("run out") << QByteArray("expired") << shop << u"tls-expired"_s;
    QTest::newRow("not begun") << QByteArray("early") << shop << u"tls-not-yet-valid"_s;
    QTest::newRow("run out and of another shop")
        << QByteArray("lapsed-bakery") << shop << u"tls-wrong-host"_s;
    QTest::newRow("of an authority nobody knows")
        << QByteArray("unknown") << shop << u"tls-untrusted"_s;
    QTest::newRow("signed by itself") << QByteArray("self") << shop << u"tls-self-signed"_s;
    QTest::newRow("a peer without protection") << QByteArray("plain") << shop << u"tls-other"_s;
    QTest::newRow("only protection of old") << QByteArray("old") << shop << u"tls-other"_s;
    QTest::newRow("plain http to this computer")
        << QByteArray("plain") << u"http://127.0.0.1:%1/"_s << u"ok"_s;
    QTest::newRow("plain http where protection is spoken")
        << QByteArray("good") << u"http://127.0.0.1:%1/"_s << u"other"_s;
}

void tst_HttpClientFaults::certificatesAreToldApart()
{
    QFETCH(QByteArray, port);
    QFETCH(QString, url);
    HttpRequest asked = request(port.constData());
    asked.url = QUrl(url.arg(m_nginx.port(QString::fromLatin1(port))));
    asked.rules.ownHosts.append(u"127.0.0.2"_s);
    QTEST(m_customer->outcome(asked), "kind");
    const Failure &failure = m_customer->failure();
    if (failure.kind == FailureKind::TlsExpired || failure.kind == FailureKind::TlsNotYetValid)
        QVERIFY2(qAbs(failure.at.secsTo(failure.serverDate)) <= 2, "the peer's time was asked");
}

void tst_HttpClientFaults::twoNamesAtOneAddressGetTheirOwnCertificates()
{
    HttpRequest asked = request("good");
    const int askedBefore = m_customer->resolver().asked();
    for (const QString &name : {u"shop.test"_s, u"bakery.test"_s}) {
        asked.url.setHost(name);
        const auto reply = m_customer->client().send(asked, CancelToken());
        VERIFY_OK(reply);
        QCOMPARE(QString::fromLatin1(reply->body), u"{\"host\":\"%1\",\"sni\":\"%1\"}"_s.arg(name));
        QCOMPARE(reply->certificate->names, QStringList{name});
    }
    QCOMPARE(m_customer->resolver().asked(), askedBefore + 2);
}

void tst_HttpClientFaults::theSystemsAuthoritiesDoNotVouchForThisServer()
{
    HttpRequest asked = request("good");
    QCOMPARE(m_customer->outcome(asked), u"ok"_s);
    // The same server a moment later, trusted by nobody: no connection is shared between the two.
    asked.authorities = TrustedAuthorities();
    QCOMPARE(m_customer->outcome(asked), u"tls-untrusted"_s);
    const auto pem = TrustedAuthorities::readPem(m_authority->certificateFile());
    VERIFY_OK(pem);
    const auto both = TrustedAuthorities::systemAnd(*pem);
    VERIFY_OK(both);
    asked.authorities = *both;
    QCOMPARE(m_customer->outcome(asked), u"ok"_s);
}

void tst_HttpClientFaults::aPostIsSentWithItsBody()
{
    HttpRequest asked = request("good", u"/post"_s);
    asked.method = "POST";
    asked.body = SecretText(QByteArray(300'000, 'x'));
    QCOMPARE(m_customer->outcome(asked), u"ok"_s);
    const auto arrived = [this] {
        return m_nginx.accessLog()
            .filter(u" shop.test POST /post 200 "_s)
            .value(0)
            .section(u' ', -1)
            .toInt();
    };
    QTRY_VERIFY(arrived() > 300'000);
}

void tst_HttpClientFaults::requestsFromManyThreadsAreAnswered()
{
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 5; ++i) {
                const auto reply = m_customer->client().send(request("good"), CancelToken());
                good += reply.isOk() && reply->status == 200 ? 1 : 0;
            }
        });
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(good.load(), 40);
}

void tst_HttpClientFaults::thePeersAreListed()
{
    Customer fresh(*m_authority);
    QVERIFY(fresh.client().contacts().isEmpty());
    QCOMPARE(fresh.outcome(request("good")), u"ok"_s);
    QCOMPARE(fresh.outcome(request("good")), u"ok"_s);
    QCOMPARE(fresh.outcome(request("self")), u"tls-self-signed"_s);
    HttpRequest refused = request("good");
    refused.rules.onMyNetwork = false;
    QCOMPARE(fresh.outcome(refused), u"policy-refused"_s);
    const QList<Contact> contacts = fresh.client().contacts();
    QCOMPARE(contacts.size(), 1);
    QCOMPARE(contacts.first().host, u"shop.test"_s);
    QCOMPARE(contacts.first().address, u"127.0.0.1"_s);
    QCOMPARE(contacts.first().purpose, u"Test of Ada's Shop"_s);
    QCOMPARE(contacts.first().count, 3);
    QVERIFY(contacts.first().bytesSent > 200 && contacts.first().bytesReceived > 200);
}

void tst_HttpClientFaults::theLogHoldsNoKeyAndNoQuery()
{
    QTemporaryDir folder;
    startLog(folder.path(), LogLevel::Debug);
    HttpRequest asked = request("good", u"/401?token=query-word"_s);
    asked.urlTail = SecretText("&key=").add(share(SecretBytes::copyOf(Customer::key())));
    QCOMPARE(m_customer->outcome(asked), u"unauthorized-401"_s);
    QCOMPARE(m_customer->outcome(request("self")), u"tls-self-signed"_s);
    startLog(QString(), LogLevel::Warning);
    QFile file(folder.filePath(u"drawbridge.log"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray log = file.readAll();
    QVERIFY2(log.contains("GET shop.test/401 401 "), log.constData());
    QVERIFY2(log.contains("GET shop.test/ tls-self-signed "), log.constData());
    QVERIFY(!log.contains("fake") && !log.contains("query-word"));
}

void tst_HttpClientFaults::noKeyHasReachedAPeerThatIsNotTrusted()
{
    QStringList untrusted;
    for (const QString &name : {u"bakery"_s,
                                u"expired"_s,
                                u"early"_s,
                                u"lapsed-bakery"_s,
                                u"unknown"_s,
                                u"self"_s,
                                u"old"_s}) {
        QVERIFY(m_customer->outcome(request(qPrintable(name))).startsWith(u"tls-"_s));
        untrusted.append(QString::number(m_nginx.port(name)));
    }
    m_nginx.stop(); // and so all it has to say is written
    const QStringList outOfDate{QString::number(m_nginx.port(u"expired"_s)),
                                QString::number(m_nginx.port(u"early"_s))};
    int keysAtTheTrusted = 0;
    int timesAsked = 0;
    const QStringList log = m_nginx.accessLog();
    for (const QString &line : log) {
        const bool key = line.contains(QString::fromLatin1(Customer::key()));
        if (!untrusted.contains(line.section(u' ', 0, 0))) {
            keysAtTheTrusted += key ? 1 : 0;
            continue;
        }
        // Of those whose dates alone are wrong the time was asked, and nothing else of anybody.
        QVERIFY2(!key && line.contains(u" HEAD / "_s) && line.contains(u" \"-\" "_s),
                 qPrintable(line));
        QVERIFY2(outOfDate.contains(line.section(u' ', 0, 0)), qPrintable(line));
        ++timesAsked;
    }
    QVERIFY2(keysAtTheTrusted > 40, "the log shows keys where they do arrive");
    QVERIFY(timesAsked >= 2);
}

TEST_UNIT(tst_HttpClientFaults)
#include "tst_HttpClientFaults.moc"
