// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/RequestMessage.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

SharedSecret secretOf(const char *text)
{
    return share(SecretBytes::copyOf(QByteArrayView(text)));
}

Result<SecretBytes> messageOf(const HttpRequest &request)
{
    const auto target = checkUrl(request.url, {true, {}}, Carries::Nothing);
    if (!target.isOk())
        return target.error();
    return requestMessage(request, *target);
}

HttpRequest requestTo(const char *url)
{
    HttpRequest request;
    request.url = QUrl(QString::fromLatin1(url));
    return request;
}

} // namespace

class tst_RequestMessage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aGetIsWrittenInFull()
    {
        HttpRequest request = requestTo("https://api.example:8443/v1/account?a=b c");
        request.headers = {{"Authorization", SecretText::bearer(secretOf("plainly-fake"))}};
        const auto message = messageOf(request);
        VERIFY_OK(message);
        QCOMPARE(
            message->reveal().toByteArray(),
            "GET /v1/account?a=b%20c HTTP/1.1\r\nHost: api.example:8443\r\nConnection: close\r\n"
            "Accept-Encoding: identity\r\nAuthorization: Bearer plainly-fake\r\nUser-Agent: "
            "Drawbridge\r\n"
            "Accept: */*\r\n\r\n");
    }
    void aPostCarriesItsLength()
    {
        HttpRequest request = requestTo("https://api.example");
        request.method = "POST";
        request.headers = {{"accept", "application/json"}, {"user-agent", "x"}};
        request.body = SecretText("secret=").add(secretOf("a&b"), SecretSpelling::Percent);
        const auto message = messageOf(request);
        VERIFY_OK(message);
        QCOMPARE(
            message->reveal().toByteArray(),
            "POST / HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\nAccept-Encoding: "
            "identity\r\n"
            "accept: application/json\r\nuser-agent: x\r\nContent-Length: 12\r\n\r\nsecret=a%26b");
        request.body = SecretText();
        QVERIFY(messageOf(request)->reveal().toByteArray().contains("\r\nContent-Length: 0\r\n"));
    }
    void aSecretMayStandAtTheEndOfTheUrl()
    {
        HttpRequest request = requestTo("https://api.example/tokens/");
        request.urlTail.add(secretOf("a/b c"), SecretSpelling::Percent);
        const auto message = messageOf(request);
        VERIFY_OK(message);
        QVERIFY(message->reveal().startsWith("GET /tokens/a%2Fb%20c HTTP/1.1\r\n"));
    }
    void nothingBreaksOutOfItsPlace_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("tail");
        QTest::addColumn<bool>("good");
        QTest::newRow("an ordinary key")
            << QByteArray("X-Key") << QByteArray("plainly-fake") << QByteArray() << true;
        QTest::newRow("a key with a line break")
            << QByteArray("X-Key") << QByteArray("a\nb") << QByteArray() << false;
        QTest::newRow("a key with a new header")
            << QByteArray("X-Key") << QByteArray("a\r\nHost: b") << QByteArray() << false;
        QTest::newRow("a key with a zero byte")
            << QByteArray("X-Key") << QByteArray("a\0b", 3) << QByteArray() << false;
        QTest::newRow("a header's name with a blank")
            << QByteArray("X Key") << QByteArray("a") << QByteArray() << false;
        QTest::newRow("a header's name with a colon")
            << QByteArray("X:") << QByteArray("a") << QByteArray() << false;
        QTest::newRow("no name") << QByteArray() << QByteArray("a") << QByteArray() << false;
        QTest::newRow("another host")
            << QByteArray("host") << QByteArray("evil.example") << QByteArray() << false;
        QTest::newRow("another length")
            << QByteArray("Content-length") << QByteArray("1") << QByteArray() << false;
        QTest::newRow("an encoding")
            << QByteArray("Transfer-Encoding") << QByteArray("chunked") << QByteArray() << false;
        QTest::newRow("a blank in the URL")
            << QByteArray("X-Key") << QByteArray("a") << QByteArray("a b") << false;
        QTest::newRow("a line break in the URL")
            << QByteArray("X-Key") << QByteArray("a") << QByteArray("a\r\nb") << false;
        QTest::newRow("a fragment in the URL")
            << QByteArray("X-Key") << QByteArray("a") << QByteArray("#b") << false;
    }
    void nothingBreaksOutOfItsPlace()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, tail);
        QFETCH(bool, good);
        HttpRequest request = requestTo("https://api.example/x/");
        SecretText secret;
        secret.add(share(SecretBytes::copyOf(value)));
        request.headers = {{name, secret}};
        request.urlTail = SecretText(tail);
        const auto message = messageOf(request);
        if (good) {
            VERIFY_OK(message);
        } else {
            VERIFY_ERROR(ErrorCode::InvalidInput, message);
            QVERIFY(!message.error().detail.contains(u"evil"));
        }
    }
    void onlyKnownMethodsAreSent()
    {
        HttpRequest request = requestTo("https://api.example/");
        for (const char *method : {"", "get", "CONNECT", "TRACE", "GET /x HTTP/1.1\r\n"}) {
            request.method = method;
            VERIFY_ERROR(ErrorCode::Internal, messageOf(request));
        }
    }
};

TEST_UNIT(tst_RequestMessage)
#include "tst_RequestMessage.moc"
