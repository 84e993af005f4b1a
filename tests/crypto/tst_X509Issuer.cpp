// SPDX-License-Identifier: GPL-3.0-or-later
// What is issued is judged by OpenSSL's own command line, not by our code.
#include "core/crypto/X509Issuer.h"
#include "tests/support/TestUnit.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

using namespace drawbridge;

namespace {

CertificateValidity tenDays()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    return {now.addDays(-1), now.addDays(10)};
}

} // namespace

class tst_X509Issuer : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    IssuedCertificate m_authority;
    IssuedCertificate m_server;

    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    bool write(const char *name, QByteArrayView bytes) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes.data(), bytes.size()) >= 0;
    }

    /// Standard output and error of `openssl` with these words, and its exit status at the end.
    QString openssl(const QString &words) const
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.setWorkingDirectory(m_folder.path());
        process.setStandardInputFile(QProcess::nullDevice());
        process.start(QStringLiteral("openssl"), words.split(u' '));
        process.waitForFinished(20'000);
        return QString::fromUtf8(process.readAll()).simplified()
            + QStringLiteral(" exit=%1").arg(process.exitCode());
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto authority = issueAuthority(QStringLiteral("Übungs-CA"), tenDays());
        VERIFY_OK(authority);
        m_authority = *authority;
        const auto server =
            issueServerCertificate(m_authority,
                                   {QStringLiteral("localhost"), QStringLiteral("*.shop.example")},
                                   {QStringLiteral("127.0.0.1"), QStringLiteral("::1")},
                                   tenDays());
        VERIFY_OK(server);
        m_server = *server;
        QVERIFY(write("ca.pem", m_authority.certificatePem));
        QVERIFY(write("server.pem", m_server.certificatePem));
        QVERIFY(write("server-key.pem", m_server.privateKeyPem->reveal()));
    }

    void opensslVerifiesTheChain_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<bool>("isGood");
        const auto row = [](const char *claim, const char *words, bool isGood) {
            QTest::newRow(claim) << QString::fromLatin1(words) << isGood;
        };
        row("for a server, strictly",
            "-x509_strict -purpose sslserver -CAfile ca.pem server.pem",
            true);
        row("for its name",
            "-x509_strict -verify_hostname localhost -CAfile ca.pem server.pem",
            true);
        row("for a name under its star",
            "-verify_hostname a.shop.example -CAfile ca.pem server.pem",
            true);
        row("for its address", "-verify_ip 127.0.0.1 -CAfile ca.pem server.pem", true);
        row("for its IPv6 address", "-verify_ip ::1 -CAfile ca.pem server.pem", true);
        row("the authority itself, strictly", "-x509_strict -CAfile ca.pem ca.pem", true);
        row("not for another name",
            "-verify_hostname evil.example -CAfile ca.pem server.pem",
            false);
        row("not for another address", "-verify_ip 127.0.0.2 -CAfile ca.pem server.pem", false);
        row("not as a client", "-purpose sslclient -CAfile ca.pem server.pem", false);
        row("not without its authority", "-CAfile server.pem server.pem", false);
        row("not after its end", "-attime 4000000000 -CAfile ca.pem server.pem", false);
        row("not before its start", "-attime 1000000000 -CAfile ca.pem server.pem", false);
    }
    void opensslVerifiesTheChain()
    {
        QFETCH(QString, words);
        QFETCH(bool, isGood);
        const QString told = openssl(QStringLiteral("verify -no-CApath -no-CAstore ") + words);
        QVERIFY2(told.endsWith(QStringLiteral(" exit=0")) == isGood, qPrintable(told));
        QVERIFY2(isGood || told.contains(QStringLiteral("error")), qPrintable(told));
    }

    void theExtensionsAreThoseOfTheStandard_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *claim, const char *file, const char *text) {
            QTest::newRow(claim) << QString::fromLatin1(file) << QString::fromUtf8(text);
        };
        row("an authority says so", "ca.pem", "Basic Constraints: critical CA:TRUE, pathlen:0");
        row("an authority signs", "ca.pem", "Key Usage: critical Certificate Sign, CRL Sign");
        row("an authority has its name", "ca.pem", "Subject: CN = Übungs-CA");
        row("a server is no authority", "server.pem", "Basic Constraints: critical CA:FALSE");
        row("a server signs handshakes", "server.pem", "Key Usage: critical Digital Signature");
        row("a server serves", "server.pem", "Extended Key Usage: TLS Web Server Authentication");
        row("a server's names",
            "server.pem",
            "Subject Alternative Name: critical DNS:localhost, DNS:*.shop.example, "
            "IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
        row("a server's key is named", "server.pem", "X509v3 Subject Key Identifier:");
        row("a server names its signer", "server.pem", "X509v3 Authority Key Identifier:");
        row("the curve", "server.pem", "NIST CURVE: P-256");
        row("the signature", "server.pem", "Signature Algorithm: ecdsa-with-SHA256");
    }
    void theExtensionsAreThoseOfTheStandard()
    {
        QFETCH(QString, file);
        QFETCH(QString, text);
        const QString told =
            openssl(QStringLiteral("x509 -noout -text -nameopt oneline,utf8,-esc_msb -in ") + file);
        QVERIFY2(told.contains(text), qPrintable(told));
    }

    void twoCertificatesShareNeitherKeyNorNumber()
    {
        const auto other =
            issueServerCertificate(m_authority, {QStringLiteral("localhost")}, {}, tenDays());
        VERIFY_OK(other);
        QVERIFY(!other->privateKeyPem->equals(*m_server.privateKeyPem));
        QVERIFY(write("other.pem", other->certificatePem));
        QVERIFY(openssl(QStringLiteral("x509 -noout -serial -in other.pem"))
                != openssl(QStringLiteral("x509 -noout -serial -in server.pem")));
    }

    void aValidityBeyond2049IsKept()
    {
        const CertificateValidity far{QDateTime(QDate(2049, 12, 31), QTime(23, 59, 59), Qt::UTC),
                                      QDateTime(QDate(2051, 1, 2), QTime(3, 4, 5), Qt::UTC)};
        const auto authority = issueAuthority(QStringLiteral("Far"), far);
        VERIFY_OK(authority);
        QVERIFY(write("far.pem", authority->certificatePem));
        QCOMPARE(openssl(QStringLiteral("x509 -noout -dates -in far.pem")),
                 QStringLiteral("notBefore=Dec 31 23:59:59 2049 GMT "
                                "notAfter=Jan 2 03:04:05 2051 GMT exit=0"));
    }

    void aClientThatIsNotOursTrustsTheServer()
    {
        QProcess server;
        server.setWorkingDirectory(m_folder.path());
        server.setProcessChannelMode(QProcess::MergedChannels);
        server.start(QStringLiteral("openssl"),
                     QStringLiteral("s_server -accept 127.0.0.1:0 -cert server.pem "
                                    "-key server-key.pem -www -naccept 1")
                         .split(u' '));
        QByteArray told;
        while (!told.contains("ACCEPT 127.0.0.1:") || !told.endsWith('\n')) {
            QVERIFY2(server.waitForReadyRead(10'000), told);
            told += server.readAll();
        }
        const qsizetype at = told.indexOf("ACCEPT 127.0.0.1:") + 17;
        const QByteArray port = told.mid(at, told.indexOf('\n', at) - at).trimmed();
        const QString client =
            openssl(QStringLiteral("s_client -connect 127.0.0.1:%1 -CAfile ca.pem -no-CApath "
                                   "-no-CAstore -verify_ip 127.0.0.1 -verify_return_error")
                        .arg(QString::fromLatin1(port)));
        QVERIFY2(client.contains(QStringLiteral("Verify return code: 0 (ok)")), qPrintable(client));
        QVERIFY(server.waitForFinished(10'000));
    }

    void whatCannotBeIssuedIsRefused_data()
    {
        QTest::addColumn<QStringList>("dns");
        QTest::addColumn<QStringList>("addresses");
        const auto dns = [](const char *claim, const QString &name) {
            QTest::newRow(claim) << QStringList{name} << QStringList{};
        };
        const auto ip = [](const char *claim, const char *address) {
            QTest::newRow(claim) << QStringList{} << QStringList{QString::fromLatin1(address)};
        };
        QTest::newRow("no name at all") << QStringList{} << QStringList{};
        dns("an empty name", QString());
        dns("a second entry in disguise", QStringLiteral("a,IP:1.2.3.4"));
        dns("a reference into a configuration", QStringLiteral("@section"));
        dns("a line break", QStringLiteral("a\nb"));
        dns("a zero character", QStringLiteral("a") + QChar(0) + QStringLiteral("b"));
        dns("an underscore", QStringLiteral("a_b"));
        dns("a hyphen first", QStringLiteral("-a"));
        dns("an empty label", QStringLiteral("a..b"));
        dns("a star in the middle", QStringLiteral("a.*.b"));
        dns("a star alone", QStringLiteral("*"));
        dns("a name that needs punycode", QStringLiteral("bücher.example"));
        dns("a label of 64 characters", QString(64, u'a'));
        ip("a name for an address", "localhost");
        ip("an address with a number too much", "1.2.3.4.5");
        ip("an address out of range", "256.1.1.1");
        ip("a network", "10.0.0.0/8");
        ip("an empty address", "");
    }
    void whatCannotBeIssuedIsRefused()
    {
        QFETCH(QStringList, dns);
        QFETCH(QStringList, addresses);
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     issueServerCertificate(m_authority, dns, addresses, tenDays()));
    }

    void whoMayNotSignDoesNot()
    {
        const QStringList names{QStringLiteral("localhost")};
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     issueServerCertificate(m_server, names, {}, tenDays()));
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     issueServerCertificate({m_authority.certificatePem, m_server.privateKeyPem},
                                            names,
                                            {},
                                            tenDays()));
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     issueServerCertificate({"nonsense", m_authority.privateKeyPem},
                                            names,
                                            {},
                                            tenDays()));
        VERIFY_ERROR(ErrorCode::InvalidInput,
                     issueServerCertificate({m_authority.certificatePem, nullptr},
                                            names,
                                            {},
                                            tenDays()));
    }

    void anAuthorityNeedsANameAndALife()
    {
        VERIFY_ERROR(ErrorCode::InvalidInput, issueAuthority(QString(), tenDays()));
        VERIFY_ERROR(ErrorCode::InvalidInput, issueAuthority(QString(65, u'a'), tenDays()));
        const CertificateValidity backwards{tenDays().until, tenDays().from};
        VERIFY_ERROR(ErrorCode::InvalidInput, issueAuthority(QStringLiteral("CA"), backwards));
        VERIFY_ERROR(ErrorCode::InvalidInput, issueAuthority(QStringLiteral("CA"), {}));
    }
};

TEST_UNIT(tst_X509Issuer)
#include "tst_X509Issuer.moc"
