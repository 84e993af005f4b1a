// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/SecretText.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

namespace {

SharedSecret secretOf(const char *text)
{
    return share(SecretBytes::copyOf(QByteArrayView(text)));
}

QByteArray built(const SecretText &text)
{
    return text.build().reveal().toByteArray();
}

} // namespace

class tst_SecretText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainTextStaysAsItIs()
    {
        QCOMPARE(built("application/json"), "application/json");
        QCOMPARE(built(SecretText()), "");
        QVERIFY(SecretText("").isEmpty());
        QVERIFY(!SecretText("a").hasSecrets());
    }
    void aKeyIsPutIntoItsHeader()
    {
        const SecretText text = SecretText::bearer(secretOf("plainly-fake"));
        QCOMPARE(built(text), "Bearer plainly-fake");
        QVERIFY(text.hasSecrets());
    }
    void basicAuthenticationIsTheExampleOfItsStandard()
    {
        // RFC 7617, section 2.
        const SecretText text = SecretText::basic("Aladdin", secretOf("open sesame"));
        QCOMPARE(built(text), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        QCOMPARE(text.secrets().size(), size_t(1));
    }
    void base64IsThatOfQt_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (int length = 1; length <= 7; ++length)
            QTest::addRow("%d bytes", length) << QByteArray("\xff\x00\x7f~?>/", 7).left(length);
    }
    void base64IsThatOfQt()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(built(SecretText().addBase64(SecretText(text))), text.toBase64());
    }
    void aSecretIsSpelledForItsPlace()
    {
        SecretText form("grant_type=client_credentials&client_secret=");
        form.add(secretOf("a b+c&d=\xc3\xa9~-"), SecretSpelling::Percent);
        QCOMPARE(built(form),
                 "grant_type=client_credentials&client_secret=a%20b%2Bc%26d%3D%C3%A9~-");
        SecretText json("{\"key\":\"");
        json.add(secretOf("a\"b\\c\nd\x01"), SecretSpelling::JsonString).add("\"}");
        QCOMPARE(built(json), "{\"key\":\"a\\\"b\\\\c\\u000Ad\\u0001\"}");
    }
};

TEST_UNIT(tst_SecretText)
#include "tst_SecretText.moc"
