// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Random.h"
#include "core/net/Redaction.h"
#include "tests/support/TestUnit.h"

#include <QUrl>

using namespace drawbridge;

namespace {

SharedSecret secretOf(const QByteArray &text)
{
    return share(SecretBytes::copyOf(text));
}

} // namespace

class tst_Redaction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySpellingOfASecretIsScrubbed_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<QByteArray>("text");
        const QByteArray key = "plainly fake/key+\"1\"";
        const auto row = [&](const char *name, const QByteArray &text) {
            QTest::newRow(name) << key << text;
        };
        row("as it is", "no such key: " + key + "!");
        row("twice", key + key);
        row("percent-encoded", "x=" + QUrl::toPercentEncoding(QString::fromLatin1(key)) + "&y");
        row("percent-encoded, small letters",
            QUrl::toPercentEncoding(QString::fromLatin1(key)).toLower());
        row("in JSON", "{\"error\":\"plainly fake/key+\\\"1\\\" is no key\"}");
        row("as hex", key.toHex());
        row("as capital hex", key.toHex().toUpper());
        row("base64", key.toBase64());
        row("base64 of a pair", QByteArray("user:" + key).toBase64());
        row("base64 of a pair, one more", QByteArray("users:" + key).toBase64());
        row("base64 of a pair, two more", QByteArray("userss:" + key + " and more").toBase64());
        row("base64 for URLs", QByteArray("user?>:" + key).toBase64(QByteArray::Base64UrlEncoding));
    }
    void everySpellingOfASecretIsScrubbed()
    {
        QFETCH(QByteArray, secret);
        QFETCH(QByteArray, text);
        const QByteArray scrubbed = Redaction({secretOf(secret)}).scrub(text);
        QVERIFY2(scrubbed.contains("[secret]"), scrubbed.constData());
        QVERIFY2(!scrubbed.contains("fake"), scrubbed.constData());
        // Of base64 at most a character at either end is left, which neighbours share.
        const QByteArray encoded = secret.toBase64();
        for (qsizetype i = 0; i + 8 <= encoded.size(); ++i)
            QVERIFY2(!scrubbed.contains(encoded.sliced(i, 8)), scrubbed.constData());
    }

    void randomKeysLeaveNoTrace();

    void ordinaryTextStays()
    {
        const QByteArray text = "{\"error\":\"invalid_api_key\",\"message\":\"No such key\"}";
        QCOMPARE(Redaction({secretOf("plainly-fake-key")}).scrub(text), text);
        QCOMPARE(Redaction().scrub(text), text);
        QCOMPARE(Redaction({secretOf("")}).scrub(text), text);
    }
    void aShortSecretIsScrubbedAsItIs()
    {
        QCOMPARE(Redaction({secretOf("1234")}).scrub(QByteArray("pin 1234 wrong")),
                 "pin [secret] wrong");
    }
};

void tst_Redaction::randomKeysLeaveNoTrace()
{
    SystemRandom random;
    for (int round = 0; round < 300; ++round) {
        const auto dice = random.bytes(2);
        const qsizetype length = 12 + static_cast<unsigned char>(dice.at(0)) % 40;
        const QByteArray secret = random.bytes(length);
        const QByteArray before = random.bytes(static_cast<unsigned char>(dice.at(1)) % 5);
        const Redaction redaction({secretOf(secret)});
        for (const auto variant : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding}) {
            const QByteArray text =
                "a " + QByteArray(before + secret + before).toBase64(variant) + " b";
            const QByteArray scrubbed = redaction.scrub(text);
            QVERIFY(scrubbed.contains("[secret]"));
            // What is left of the base64 are the neighbours and up to two shared characters.
            QVERIFY(scrubbed.size() <= 4 + 8 + (before.size() * 2) * 4 / 3 + 10);
        }
    }
}

TEST_UNIT(tst_Redaction)
#include "tst_Redaction.moc"
