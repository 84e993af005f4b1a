// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/KeyScanner.h"
#include "tests/catalog/CatalogFixture.h"
#include "tests/support/TestUnit.h"

#include "TestTree.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

KeyScanner &scanner()
{
    static KeyScanner made = KeyScanner::make(builtIn().keys()).takeValue();
    return made;
}

QList<KeyInText> foundIn(const QByteArray &text)
{
    return scanner().find(text);
}

/// The same in every run; no text a person wrote.
QByteArray noise(qsizetype length, quint32 seed)
{
    QByteArray out(length, Qt::Uninitialized);
    for (char &byte : out) {
        seed = seed * 1664525U + 1013904223U;
        byte = char(seed >> 24);
    }
    return out;
}

const QByteArray stripe = joined("sk_~live_") + QByteArray("a1B2c3D4e5F6g7H8i9J0k1L2");
const QByteArray github = joined("gh~p_") + QByteArray("a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");

} // namespace

class tst_KeyScanner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKeyIsFoundWhereverItStands_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("alone") << QByteArray() << QByteArray();
        QTest::newRow("setting") << QByteArray("STRIPE_KEY=") << QByteArray("\n");
        QTest::newRow("JSON") << QByteArray("{\"key\": \"") << QByteArray("\"}");
        QTest::newRow("JSON, after an escape")
            << QByteArray("{\"env\": \"A=1\\n") << QByteArray("\\nB=2\"}");
        QTest::newRow("JSON, after a code")
            << QByteArray("\"url?key\\u003d") << QByteArray("\\u0026page\"");
        QTest::newRow("coloured log") << QByteArray("key: \x1b[32m") << QByteArray("\x1b[0m\n");
        QTest::newRow("bold log") << QByteArray("key: \x1b[1;31m") << QByteArray("\x1b[0m\n");
        QTest::newRow("header") << QByteArray("Authorization: Bearer ") << QByteArray("\r\n");
        QTest::newRow("address") << QByteArray("https://api.example.com/?key=")
                                 << QByteArray("&page=2");
        QTest::newRow("escaped address")
            << QByteArray("redirect=https%3A%2F%2Fx%3Fkey%3D") << QByteArray("%26page");
        QTest::newRow("user of an address")
            << QByteArray("https://") << QByteArray(":@api.stripe.com/v1");
        QTest::newRow("XML") << QByteArray("<key>") << QByteArray("</key>");
        QTest::newRow("second line") << QByteArray("first line\n") << QByteArray("\nthird line");
        QTest::newRow("far along one line")
            << QByteArray(20'000, 'x').append(' ') << QByteArray(20'000, ' ');
        QTest::newRow("among bytes")
            << QByteArray(noise(3'000, 7) + '\0') << QByteArray('\0' + noise(3'000, 8));
    }
    void aKeyIsFoundWhereverItStands()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        const QList<KeyInText> found = foundIn(before + stripe + after);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().at, before.size());
        QCOMPARE(found.first().length, stripe.size());
        QCOMPARE(found.first().key.format, u"stripe-secret-live"_s);
        QVERIFY(found.first().key.environment == KeyEnvironment::Live);
    }
    void whatDoesNotStandFreeIsNoKey_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("letter before") << QByteArray("x" + github);
        QTest::newRow("letter after") << QByteArray(github + "x");
        QTest::newRow("number after") << QByteArray(github + "1");
        QTest::newRow("hyphen before") << QByteArray("a-" + github);
        QTest::newRow("in base64")
            << QByteArray("AAAA/" + joined("S~K") + QByteArray(32, 'a') + "/BBBB");
        QTest::newRow("base64 goes on")
            << QByteArray("= " + joined("A~C") + QByteArray(32, '0') + "+xyz");
    }
    void whatDoesNotStandFreeIsNoKey()
    {
        QFETCH(QByteArray, text);
        QVERIFY(foundIn(text).isEmpty());
    }
    void severalOnALineAreAllFoundAndNoneTwice()
    {
        const QByteArray text = stripe + ' ' + github + ' ' + stripe + '\n' + stripe;
        const QList<KeyInText> found = foundIn(text);
        QCOMPARE(found.size(), 4);
        for (qsizetype i = 1; i < found.size(); ++i)
            QVERIFY(found[i].at >= found[i - 1].at + found[i - 1].length);
    }
    void aShapeThatOthersHaveTooCountsOnlyBesideItsName()
    {
        const QByteArray secret = 'E' + QByteArray("xY3_").repeated(19) + "abc";
        QCOMPARE(secret.size(), 80);
        QVERIFY(foundIn("SOMETHING=" + secret).isEmpty());
        const QList<KeyInText> found = foundIn("PAYPAL_SECRET=" + secret);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().key.app, u"paypal"_s);
        QVERIFY(foundIn("# PayPal\nSOMETHING=" + secret).isEmpty());
    }
    void picturesAndSumsRaiseNoAlarm()
    {
        QByteArray text;
        for (quint32 i = 0; i < 64; ++i) {
            const QByteArray bytes = noise(48 * 1024, i + 1);
            text += "<img src=\"data:image/png;base64," + bytes.toBase64() + "\">\n";
            text += bytes.first(32).toHex() + "  file\n" + bytes.first(64).toHex() + '\n';
            text += "\"integrity\": \"sha512-" + bytes.first(64).toBase64() + "\",\n";
            text += QUuid::createUuidV5(QUuid(), bytes.first(16)).toByteArray() + '\n';
        }
        const QList<KeyInText> found = foundIn(text);
        QVERIFY2(found.isEmpty(), found.isEmpty() ? "" : qPrintable(found.first().key.format));
    }
    void ourOwnSourcesHoldNoKey()
    {
        for (const QString &name : {u"README.md"_s,
                                    u"SECURITY.md"_s,
                                    u"tests/catalog/tst_KeyRecognizer.cpp"_s,
                                    u"resources/catalog/apps/stripe.json"_s}) {
            const QByteArray text = contentOf(QStringLiteral(DRAWBRIDGE_SOURCE_DIR "/") + name);
            QVERIFY2(!text.isEmpty(), qPrintable(name));
            const QList<KeyInText> found = foundIn(text);
            QVERIFY2(found.isEmpty(),
                     found.isEmpty() ? ""
                                     : qPrintable(QString(name + u' ' + found.first().key.format)));
        }
    }
    void aLineThatBeginsAPrivateKeyIsToldAsOne()
    {
        const QByteArray pem = joined("-----BEGIN ~RSA PRIVATE KEY-----") + "\nMIIE\n";
        QCOMPARE(foundIn(pem).size(), 1);
        QCOMPARE(foundIn(pem).first().key.kind, u"private-key"_s);
        QCOMPARE(foundIn("KEY=" + pem.trimmed().replace('\n', "")).size(), 1);
    }
    void thereIsAnEndToWhatIsTold()
    {
        const QList<KeyInText> found = foundIn(QByteArray(stripe + '\n').repeated(20'000));
        QCOMPARE(found.size(), KeyScanner::mostFound);
    }
};

TEST_UNIT(tst_KeyScanner)
#include "tst_KeyScanner.moc"
