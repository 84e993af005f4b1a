// SPDX-License-Identifier: GPL-3.0-or-later
// The client behind a proxy, as in an office.
#include "tests/net/Customer.h"
#include "tests/support/ScriptedPeer.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

/// A CONNECT proxy (RFC 9110, 9.3.6) that finds every name at `port` of this computer.
ScriptedPeer::Answer tunnelTo(quint16 port)
{
    return [port](QTcpSocket &client, const QByteArray &) {
        auto *server = new QTcpSocket(&client);
        QObject::connect(server, &QTcpSocket::connected, &client, [&client] {
            client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        });
        QObject::connect(server, &QTcpSocket::readyRead, &client, [&client, server] {
            client.write(server->readAll());
        });
        QObject::connect(server, &QTcpSocket::disconnected, &client, [&client] {
            client.disconnectFromHost();
        });
        QObject::connect(&client, &QTcpSocket::readyRead, server, [&client, server] {
            server->write(client.readAll());
        });
        server->connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    };
}

} // namespace

class tst_HttpClientProxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theProxyIsGivenTheNameAndSeesNoKey();
    void aProxyThatRefusesIsTold();
    void whatIsOnMyNetworkIsReachedDirectly();
    void theSystemsSettingIsFollowed();

private:
    [[nodiscard]] HttpClient::Options through(const ScriptedPeer &proxy)
    {
        return {m_customer->clientResolver(), [port = proxy.port()](const QUrl &) {
                    return QList<QNetworkProxy>{
                        QNetworkProxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, port)};
                }};
    }
    [[nodiscard]] HttpRequest publicRequest() const
    {
        HttpRequest request = m_customer->request(443, u"/"_s);
        request.rules.onMyNetwork = false;
        return request;
    }

    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::optional<TestCertificate> m_certificate;
    std::unique_ptr<Customer> m_customer;
};

void tst_HttpClientProxy::initTestCase()
{
    const auto authority = TestAuthority::create(m_folder.path(), u"house"_s);
    VERIFY_OK(authority);
    const auto certificate = authority->issue({u"good"_s, {u"shop.test"_s}, {}, {}});
    VERIFY_OK(certificate);
    m_certificate = *certificate;
    m_customer = std::make_unique<Customer>(*authority);
}

void tst_HttpClientProxy::theProxyIsGivenTheNameAndSeesNoKey()
{
    ScriptedPeer shop(ScriptedPeer::saying("HTTP/1.1 200 OK\r\n\r\n{}"), m_certificate);
    ScriptedPeer proxy(tunnelTo(shop.port()));
    HttpClient client(m_clock, through(proxy));
    const int asked = m_customer->resolver().asked();
    const auto reply = client.send(publicRequest(), CancelToken());
    VERIFY_OK(reply);
    QVERIFY(reply->address.isNull());
    QVERIFY(reply->certificate.has_value());
    QVERIFY(proxy.requests().first().startsWith("CONNECT shop.test:443 "));
    QVERIFY(!proxy.requests().first().contains(Customer::key()));
    QVERIFY(shop.requests().first().contains(Customer::key()));
    QCOMPARE(m_customer->resolver().asked(), asked);
    QCOMPARE(client.contacts().first().address, u"127.0.0.1 (proxy)"_s);
}

void tst_HttpClientProxy::aProxyThatRefusesIsTold()
{
    ScriptedPeer proxy(ScriptedPeer::saying("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"));
    HttpClient client(m_clock, through(proxy));
    const auto attempt = client.attempt(publicRequest(), CancelToken());
    QVERIFY(std::holds_alternative<Failure>(attempt));
    const Failure &failure = std::get<Failure>(attempt);
    QVERIFY2(failure.kind == FailureKind::Unreachable || failure.kind == FailureKind::Refused,
             qPrintable(toText(failure.kind)));
    QVERIFY(failure.technical.contains(u"(through proxy 127.0.0.1)"_s));
}

void tst_HttpClientProxy::whatIsOnMyNetworkIsReachedDirectly()
{
    ScriptedPeer shop(ScriptedPeer::saying("HTTP/1.1 200 OK\r\n\r\n{}"), m_certificate);
    ScriptedPeer proxy(tunnelTo(shop.port()));
    HttpClient client(m_clock, through(proxy));
    VERIFY_OK(client.send(m_customer->request(shop.port(), u"/"_s), CancelToken()));
    QVERIFY(proxy.requests().isEmpty());
    HttpRequest literal = publicRequest();
    literal.url = QUrl(u"https://10.0.0.1/"_s);
    literal.rules.ownHosts.append(u"10.0.0.1"_s);
    VERIFY_ERROR(ErrorCode::Insecure, client.send(literal, CancelToken()));
    QVERIFY2(proxy.requests().isEmpty(), "an address of the house is refused behind a proxy too");
}

void tst_HttpClientProxy::theSystemsSettingIsFollowed()
{
    ScriptedPeer shop(ScriptedPeer::saying("HTTP/1.1 200 OK\r\n\r\n{}"), m_certificate);
    ScriptedPeer proxy(tunnelTo(shop.port()));
    for (const char *name : {"https_proxy", "http_proxy"})
        qputenv(name, "http://127.0.0.1:" + QByteArray::number(proxy.port()));
    for (const char *name : {"no_proxy", "NO_PROXY"})
        qunsetenv(name);
    HttpClient client(m_clock);
    const auto reply = client.send(publicRequest(), CancelToken());
    for (const char *name : {"https_proxy", "http_proxy"})
        qunsetenv(name);
    VERIFY_OK(reply);
    QCOMPARE(proxy.requests().size(), 1);
}

TEST_UNIT(tst_HttpClientProxy)
#include "tst_HttpClientProxy.moc"
