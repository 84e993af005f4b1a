// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/Digest.h"
#include "tests/support/TestUnit.h"

#include <thread>
#include <vector>

using namespace drawbridge;

class tst_Digest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sha256MeetsFips180_data();
    void sha256MeetsFips180();
    void piecesHashLikeTheWhole();
    void aHashIsReadyForTheNextMessage();
    void hmacMeetsRfc4231_data();
    void hmacMeetsRfc4231();
    void aKeyServesManyMessagesOnManyThreads();
    void onlyTheRightCodeMatches();
    void hkdfMeetsRfc5869_data();
    void hkdfMeetsRfc5869();
    void subkeysDifferByPurpose();
    void fingerprintsTellSecretsApartOnlyUnderTheirKey();
};

void tst_Digest::sha256MeetsFips180_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("digest");
    QTest::newRow("nothing")
        << QByteArray()
        << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    QTest::newRow("abc") << QByteArray("abc")
                         << QByteArray("ba7816bf8f01cfea414140de5dae2223"
                                       "b00361a396177a9cb410ff61f20015ad");
    QTest::newRow("448 bits")
        << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        << QByteArray("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    QTest::newRow("896 bits")
        << QByteArray("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                      "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu")
        << QByteArray("cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    QTest::newRow("a million times a")
        << QByteArray(1000000, 'a')
        << QByteArray("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

void tst_Digest::sha256MeetsFips180()
{
    QFETCH(QByteArray, message);
    QTEST(sha256(message).toHex(), "digest");
}

void tst_Digest::piecesHashLikeTheWhole()
{
    const QByteArray whole(1000, 'w');
    for (const qsizetype cut : {0, 1, 63, 64, 65, 999, 1000}) {
        Sha256 hash;
        hash.add(QByteArrayView(whole).first(cut));
        hash.add(QByteArrayView(whole).sliced(cut));
        QCOMPARE(hash.finish(), sha256(whole));
    }
}

void tst_Digest::aHashIsReadyForTheNextMessage()
{
    Sha256 hash;
    hash.add("one");
    QCOMPARE(hash.finish(), sha256("one"));
    hash.add("two");
    QCOMPARE(hash.finish(), sha256("two"));
}

void tst_Digest::hmacMeetsRfc4231_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("case 1") << QByteArray(20, '\x0b') << QByteArray("Hi There")
                            << QByteArray("b0344c61d8db38535ca8afceaf0bf12b"
                                          "881dc200c9833da726e9376c2e32cff7");
    QTest::newRow("case 2: a short key")
        << QByteArray("Jefe") << QByteArray("what do ya want for nothing?")
        << QByteArray("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    QTest::newRow("case 3: a long message")
        << QByteArray(20, '\xaa') << QByteArray(50, '\xdd')
        << QByteArray("773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    QTest::newRow("case 4: a mixed key")
        << QByteArray::fromHex("0102030405060708090a0b0c0d0e0f10111213141516171819")
        << QByteArray(50, '\xcd')
        << QByteArray("82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
    QTest::newRow("case 5: shown in its first half only")
        << QByteArray(20, '\x0c') << QByteArray("Test With Truncation")
        << QByteArray("a3b6167473100ee06e0c796c2955552b");
    QTest::newRow("case 6: a key longer than a block")
        << QByteArray(131, '\xaa')
        << QByteArray("Test Using Larger Than Block-Size Key - Hash Key First")
        << QByteArray("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    QTest::newRow("case 7: both longer than a block")
        << QByteArray(131, '\xaa')
        << QByteArray("This is a test using a larger than block-size key and a larger than "
                      "block-size data. The key needs to be hashed before being used by the "
                      "HMAC algorithm.")
        << QByteArray("9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

void tst_Digest::hmacMeetsRfc4231()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, code);
    QCOMPARE(hmacSha256(key, message).toHex().first(code.size()), code);
}

void tst_Digest::aKeyServesManyMessagesOnManyThreads()
{
    const HmacSha256 keyed("key");
    const QByteArray first = hmacSha256("key", "first");
    const QByteArray second = hmacSha256("key", "second");
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 500; ++round) {
                if (keyed.of("first") != first || keyed.of("second") != second)
                    ++wrong;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

void tst_Digest::onlyTheRightCodeMatches()
{
    const HmacSha256 keyed("key");
    const QByteArray right = keyed.of("message");
    QVERIFY(keyed.matches("message", right));
    QVERIFY(!keyed.matches("another", right));
    QVERIFY(!keyed.matches("message", right.first(31)));
    QVERIFY(!keyed.matches("message", {}));
    QByteArray wrong = right;
    wrong[31] = static_cast<char>(wrong[31] ^ 1);
    QVERIFY(!keyed.matches("message", wrong));
    QVERIFY(!HmacSha256("").matches("message", right));
}

void tst_Digest::hkdfMeetsRfc5869_data()
{
    QTest::addColumn<QByteArray>("keyMaterial");
    QTest::addColumn<QByteArray>("salt");
    QTest::addColumn<QByteArray>("context");
    QTest::addColumn<QByteArray>("key");
    const auto counting = [](int from, int count) {
        QByteArray bytes;
        for (int i = 0; i < count; ++i)
            bytes.append(static_cast<char>(from + i));
        return bytes;
    };
    QTest::newRow("A.1: basic") << QByteArray(22, '\x0b') << counting(0x00, 13)
                                << counting(0xf0, 10)
                                << QByteArray("3cb25f25faacd57a90434f64d0362f2a"
                                              "2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                                              "34007208d5b887185865");
    QTest::newRow("A.2: longer") << counting(0x00, 80) << counting(0x60, 80) << counting(0xb0, 80)
                                 << QByteArray("b11e398dc80327a1c8e7f78c596a4934"
                                               "4f012eda2d4efad8a050cc4c19afa97c"
                                               "59045a99cac7827271cb41c65e590e09"
                                               "da3275600c2f09b8367793a9aca3db71"
                                               "cc30c58179ec3e87c14c01d5c1f3434f"
                                               "1d87");
    QTest::newRow("A.3: no salt, no context")
        << QByteArray(22, '\x0b') << QByteArray() << QByteArray()
        << QByteArray("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                      "9d201395faa4b61a96c8");
}

void tst_Digest::hkdfMeetsRfc5869()
{
    QFETCH(QByteArray, keyMaterial);
    QFETCH(QByteArray, salt);
    QFETCH(QByteArray, context);
    QFETCH(QByteArray, key);
    const SecretBytes derived = hkdfSha256(keyMaterial, salt, context, key.size() / 2);
    QCOMPARE(derived.reveal().toByteArray().toHex(), key);
}

void tst_Digest::subkeysDifferByPurpose()
{
    const SecretBytes master = SecretBytes::copyOf(QByteArray(32, 'm'));
    QCOMPARE(deriveKey(master, "a").size(), 32);
    QVERIFY(deriveKey(master, "a").equals(deriveKey(master, "a")));
    QVERIFY(!deriveKey(master, "a").equals(deriveKey(master, "b")));
}

void tst_Digest::fingerprintsTellSecretsApartOnlyUnderTheirKey()
{
    const SecretBytes key = SecretBytes::copyOf(QByteArray(32, 'k'));
    const SecretBytes otherKey = SecretBytes::copyOf(QByteArray(32, 'o'));
    const SecretBytes secret = SecretBytes::copyOf("one value");
    QCOMPARE(fingerprint(key, secret).size(), 16);
    QCOMPARE(fingerprint(key, secret), fingerprint(key, SecretBytes::copyOf("one value")));
    QVERIFY(fingerprint(key, secret) != fingerprint(key, SecretBytes::copyOf("two values")));
    QVERIFY(fingerprint(key, secret) != fingerprint(otherKey, secret));
}

TEST_UNIT(tst_Digest)
#include "tst_Digest.moc"
