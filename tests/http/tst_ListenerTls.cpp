// SPDX-License-Identifier: GPL-3.0-or-later
// The clients here are not ours: curl, Python and openssl.
#include "tests/http/ListenerFixture.h"
#include "tests/support/TestUnit.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

using namespace drawbridge;
using namespace std::chrono_literals;

namespace {

struct Ran
{
    int status = -1;
    QByteArray out;
    QByteArray errors;
};

Ran run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(program, arguments);
    if (!process.waitForStarted() || !process.waitForFinished(20'000))
        return {-1, {}, program.toUtf8() + " did not run or end"};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class tst_ListenerTls : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_certificate;

    TlsIdentity identity(const QString &keyFile = QStringLiteral("key.pem")) const
    {
        return {contentOf(m_certificate),
                share(SecretBytes::copyOf(contentOf(m_folder.filePath(keyFile))))};
    }
    ListenerConfig config() const
    {
        ListenerConfig config;
        config.tls = identity();
        return config;
    }
    Ran curl(quint16 port, const QString &path, const QStringList &more = {}) const
    {
        return run(QStringLiteral("curl"),
                   QStringList{QStringLiteral("-sS"),
                               QStringLiteral("--cacert"),
                               m_certificate,
                               QStringLiteral("https://127.0.0.1:%1%2").arg(port).arg(path)}
                       + more);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_certificate = m_folder.filePath(QStringLiteral("cert.pem"));
        const Ran made = run(QStringLiteral("openssl"),
                             {QStringLiteral("req"),
                              QStringLiteral("-x509"),
                              QStringLiteral("-newkey"),
                              QStringLiteral("ec"),
                              QStringLiteral("-pkeyopt"),
                              QStringLiteral("ec_paramgen_curve:P-256"),
                              QStringLiteral("-nodes"),
                              QStringLiteral("-days"),
                              QStringLiteral("2"),
                              QStringLiteral("-subj"),
                              QStringLiteral("/CN=listener"),
                              QStringLiteral("-addext"),
                              QStringLiteral("subjectAltName=IP:127.0.0.1"),
                              QStringLiteral("-keyout"),
                              m_folder.filePath(QStringLiteral("key.pem")),
                              QStringLiteral("-out"),
                              m_certificate});
        QVERIFY2(made.status == 0, made.errors);
    }

    void curlIsServed()
    {
        const auto listener = Listener::start(config(), echo);
        VERIFY_OK(listener);
        const Ran got =
            curl((*listener)->port(),
                 QStringLiteral("/a"),
                 {QStringLiteral("--data"), QStringLiteral("body"), QStringLiteral("-v")});
        QCOMPARE(got.out, QByteArray("/a body"));
        QCOMPARE(got.status, 0);
        QVERIFY2(got.errors.contains("server accepted http/1.1"), got.errors);
    }

    void curlReusesItsConnection()
    {
        const auto listener = Listener::start(config(), echo);
        VERIFY_OK(listener);
        const QString url = QStringLiteral("https://127.0.0.1:%1/b").arg((*listener)->port());
        const Ran got = curl((*listener)->port(), QStringLiteral("/a"), {url, url});
        QCOMPARE(got.out, QByteArray("/a /b /b "));
        QCOMPARE((*listener)->counts().accepted, 1);
    }

    void curlSendsAMegabyteAfterContinue()
    {
        const auto listener =
            Listener::start(config(), [](const ServerRequest &request, const Responder &responder) {
                responder.answer(ServerResponse::text(200, QByteArray::number(request.body.size())));
            });
        VERIFY_OK(listener);
        QFile body(m_folder.filePath(QStringLiteral("body")));
        QVERIFY(body.open(QIODevice::WriteOnly));
        body.write(QByteArray(1024 * 1024, 'x'));
        body.close();
        const QStringList upload{QStringLiteral("-T"), body.fileName()};
        QCOMPARE(curl((*listener)->port(), QStringLiteral("/up"), upload).out,
                 QByteArray("1048576"));
        const QStringList chunked = upload
            + QStringList{QStringLiteral("-H"), QStringLiteral("Transfer-Encoding: chunked")};
        QCOMPARE(curl((*listener)->port(), QStringLiteral("/up"), chunked).out,
                 QByteArray("1048576"));
    }

    void aLargeAnswerArrivesWhole()
    {
        const QByteArray large = QByteArray("0123456789abcdef").repeated(200'000);
        const auto listener =
            Listener::start(config(), [&large](const ServerRequest &, const Responder &responder) {
                responder.answer(ServerResponse::text(200, large));
            });
        VERIFY_OK(listener);
        QVERIFY(curl((*listener)->port(), QStringLiteral("/")).out == large);
    }

    void pythonReadsWhyItIsRefused()
    {
        const auto listener = Listener::start(config(), echo);
        VERIFY_OK(listener);
        const QString script = QStringLiteral(R"(
import http.client, ssl, sys
context = ssl.create_default_context(cafile=sys.argv[1])
connection = http.client.HTTPSConnection("127.0.0.1", int(sys.argv[2]), context=context, timeout=10)
connection.putrequest("POST", "/")
connection.putheader("Content-Length", str(1 << 30))
connection.endheaders()
connection.send(b"x" * 100000)
answer = connection.getresponse()
print(answer.status, answer.getheader("Connection"))
)");
        const Ran got =
            run(QStringLiteral("python3"),
                {QStringLiteral("-c"), script, m_certificate, QString::number((*listener)->port())});
        QVERIFY2(got.status == 0, got.errors);
        QCOMPARE(got.out, QByteArray("413 close\n"));
    }

    void oldTlsIsRefused()
    {
        const auto listener = Listener::start(config(), echo);
        VERIFY_OK(listener);
        const Ran got = run(QStringLiteral("openssl"),
                            {QStringLiteral("s_client"),
                             QStringLiteral("-connect"),
                             QStringLiteral("127.0.0.1:%1").arg((*listener)->port()),
                             QStringLiteral("-tls1_1"),
                             QStringLiteral("-cipher"),
                             QStringLiteral("ALL:@SECLEVEL=0")});
        QVERIFY(got.status != 0);
        QVERIFY2(got.errors.contains("alert protocol version"), got.errors);
    }

    void silentAndHalfOpenHandshakesGoAndBlockNobody()
    {
        ListenerConfig quick = config();
        quick.deadlines.handshake = 1s;
        const auto listener = Listener::start(quick, echo);
        VERIFY_OK(listener);
        std::vector<RawClient> silent;
        for (int i = 0; i < 60; ++i) {
            silent.emplace_back((*listener)->port());
            if (i % 2 == 0)
                silent.back().send(QByteArrayView("\x16\x03\x01\x02\x00\x01\x00", 7));
        }
        QCOMPARE(curl((*listener)->port(), QStringLiteral("/here")).out, QByteArray("/here "));
        for (RawClient &one : silent)
            QVERIFY(one.readToEnd());
        QVERIFY(becomes([&] { return (*listener)->counts().open == 0; }));
        QCOMPARE((*listener)->counts().handshakesFailed, 60);
        QCOMPARE((*listener)->counts().late, 60);
    }

    void plainHttpOnATlsPortIsEnded()
    {
        const auto listener = Listener::start(config(), echo);
        VERIFY_OK(listener);
        RawClient client((*listener)->port());
        client.send(get("/"));
        QVERIFY(client.readToEnd());
        QCOMPARE((*listener)->counts().requests, 0);
    }

    void theDeadlinesHoldUnderTlsToo()
    {
        ListenerConfig quick = config();
        quick.deadlines.head = 200ms;
        const auto listener = Listener::start(quick, echo);
        VERIFY_OK(listener);
        const QString script = QStringLiteral(R"(
import socket, ssl, sys
context = ssl.create_default_context(cafile=sys.argv[1])
raw = socket.create_connection(("127.0.0.1", int(sys.argv[2])), timeout=10)
connection = context.wrap_socket(raw, server_hostname="127.0.0.1")
connection.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
print(connection.recv(100).split(b"\r\n")[0].decode())
)");
        const Ran got =
            run(QStringLiteral("python3"),
                {QStringLiteral("-c"), script, m_certificate, QString::number((*listener)->port())});
        QVERIFY2(got.status == 0, got.errors);
        QCOMPARE(got.out, QByteArray("HTTP/1.1 408 Request Timeout\n"));
    }

    void stoppingEndsTlsConnections()
    {
        const auto listener = Listener::start(config(), echo);
        VERIFY_OK(listener);
        RawClient silent((*listener)->port());
        QVERIFY(becomes([&] { return (*listener)->counts().open == 1; }));
        (*listener)->stop(0ms);
        QVERIFY(silent.readToEnd());
    }

    void anIdentityThatDoesNotFitIsRefused()
    {
        const Ran other = run(QStringLiteral("openssl"),
                              {QStringLiteral("genpkey"),
                               QStringLiteral("-algorithm"),
                               QStringLiteral("EC"),
                               QStringLiteral("-pkeyopt"),
                               QStringLiteral("ec_paramgen_curve:P-256"),
                               QStringLiteral("-out"),
                               m_folder.filePath(QStringLiteral("other.pem"))});
        QCOMPARE(other.status, 0);
        const Ran sealed = run(QStringLiteral("openssl"),
                               {QStringLiteral("ec"),
                                QStringLiteral("-aes256"),
                                QStringLiteral("-in"),
                                m_folder.filePath(QStringLiteral("key.pem")),
                                QStringLiteral("-out"),
                                m_folder.filePath(QStringLiteral("sealed.pem")),
                                QStringLiteral("-passout"),
                                QStringLiteral("pass:plainly-fake")});
        QCOMPARE(sealed.status, 0);
        ListenerConfig wrong = config();
        for (const char *file : {"other.pem", "sealed.pem", "missing.pem", "cert.pem"}) {
            wrong.tls = identity(QString::fromLatin1(file));
            VERIFY_ERROR(ErrorCode::InvalidInput, Listener::start(wrong, echo));
        }
        wrong.tls = TlsIdentity{"no certificate", identity().privateKeyPem};
        VERIFY_ERROR(ErrorCode::InvalidInput, Listener::start(wrong, echo));
        wrong.tls = TlsIdentity{contentOf(m_certificate), nullptr};
        VERIFY_ERROR(ErrorCode::InvalidInput, Listener::start(wrong, echo));
    }
};

TEST_UNIT(tst_ListenerTls)
#include "tst_ListenerTls.moc"
