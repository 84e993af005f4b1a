// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/Seal.h"
#include "tests/crypto/ScriptedRandom.h"
#include "tests/support/TestUnit.h"

#include <QSet>

using namespace drawbridge;

namespace {

SealKey keyOf(const QByteArray &bytes)
{
    return SealKey::fromBytes(SecretBytes::copyOf(bytes)).takeValue();
}

} // namespace

class tst_Seal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishedVectorsHold_data();
    void publishedVectorsHold();
    void whatWasSealedIsUnsealed_data();
    void whatWasSealedIsUnsealed();
    void anyChangedByteIsDamage();
    void anyShorterOrLongerTextIsDamage();
    void anotherKeyIsDamage();
    void otherAssociatedDataIsDamage();
    void sealingTwiceGivesDifferentBytes();
    void whatIsTooLongIsRefused();
    void aKeyHasThirtyTwoBytes_data();
    void aKeyHasThirtyTwoBytes();
    void everyPurposeHasItsOwnKey();

private:
    SystemRandom m_random;
};

void tst_Seal::publishedVectorsHold_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("nonce");
    QTest::addColumn<QByteArray>("associatedData");
    QTest::addColumn<QByteArray>("plain");
    QTest::addColumn<QByteArray>("ciphertext");
    QTest::addColumn<QByteArray>("tag");
    const auto row = [](const char *name,
                        const char *key,
                        const char *nonce,
                        const char *associatedData,
                        const QByteArray &plain,
                        const QByteArray &ciphertext,
                        const char *tag) {
        QTest::newRow(name) << QByteArray::fromHex(key) << QByteArray::fromHex(nonce)
                            << QByteArray::fromHex(associatedData) << QByteArray::fromHex(plain)
                            << QByteArray::fromHex(ciphertext) << QByteArray::fromHex(tag);
    };
    const char *zeros = "0000000000000000000000000000000000000000000000000000000000000000";
    row("GCM specification, case 13: nothing at all",
        zeros,
        "000000000000000000000000",
        "",
        "",
        "",
        "530f8afbc74536b9a963b4f1c4cb738b");
    row("GCM specification, case 14: one block of zeros",
        zeros,
        "000000000000000000000000",
        "",
        "00000000000000000000000000000000",
        "cea7403d4d606b6e074ec5d3baf39d18",
        "d0d1c8a799996bf0265b98b5d48ab919");
    const char *key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
    const QByteArray plain = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                             "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
    const QByteArray ciphertext =
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";
    row("GCM specification, case 15: four blocks",
        key,
        "cafebabefacedbaddecaf888",
        "",
        plain,
        ciphertext,
        "b094dac5d93471bdec1a502270e3cc6c");
    row("GCM specification, case 16: associated data and a part of a block",
        key,
        "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        plain.first(120),
        ciphertext.first(120),
        "76fc6ece0f4e1768cddf8853bb2d551b");
    row("NIST CAVP gcmEncryptExtIV256, 128 bits, count 0",
        "31bdadd96698c204aa9ce1448ea94ae1fb4a9a0b3c9d773b51bb1822666b8f22",
        "0d18e06c7c725ac9e362e1ce",
        "",
        "2db5168e932556f8089a0622981d017d",
        "fa4362189661d163fcd6a56d8bf0405a",
        "d636ac1bbedd5cc3ee727dc2ab4a9489");
    row("NIST CAVP gcmEncryptExtIV256, nothing at all, count 0",
        "b52c505a37d78eda5dd34f20c22540ea1b58963cf8e5bf8ffa85f9f2492505b4",
        "516c33929df5a3284ff463d7",
        "",
        "",
        "",
        "bdc1ac884d332457a1d2664f168c76f0");
    row("NIST CAVP gcmEncryptExtIV256, 128 bits and 128 of associated data, count 0",
        "92e11dcdaa866f5ce790fd24501f92509aacf4cb8b1339d50c9c1240935dd08b",
        "ac93a1a6145299bde902f21a",
        "1e0889016f67601c8ebea4943bc23ad6",
        "2d71bcfa914e4ac045b2aa60955fad24",
        "8995ae2e6df3dbf96fac7b7137bae67f",
        "eca5aa77d51d4a0a14d9c51e1da474ab");
}

void tst_Seal::publishedVectorsHold()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, nonce);
    QFETCH(QByteArray, associatedData);
    QFETCH(QByteArray, plain);
    QFETCH(QByteArray, ciphertext);
    QFETCH(QByteArray, tag);
    ScriptedRandom random(nonce);
    const auto sealed = seal(keyOf(key), plain, associatedData, random);
    VERIFY_OK(sealed);
    const QByteArray expected = QByteArray(1, '\1') + nonce + ciphertext + tag;
    QCOMPARE(sealed->toHex(), expected.toHex());
    const auto back = unsealBytes(keyOf(key), expected, associatedData);
    VERIFY_OK(back);
    QCOMPARE(*back, plain);
    QByteArray forged = expected;
    forged.back() = static_cast<char>(forged.back() ^ 1);
    VERIFY_ERROR(ErrorCode::Damaged, unsealBytes(keyOf(key), forged, associatedData));
}

void tst_Seal::whatWasSealedIsUnsealed_data()
{
    QTest::addColumn<QByteArray>("plain");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("one byte") << QByteArray("x");
    QTest::newRow("a zero byte") << QByteArray(1, '\0');
    QTest::newRow("a page and a byte") << QByteArray(4097, 'p');
    QTest::newRow("four MiB") << QByteArray(4 << 20, 'm');
}

void tst_Seal::whatWasSealedIsUnsealed()
{
    QFETCH(QByteArray, plain);
    const SealKey key = SealKey::generate(m_random);
    const auto sealed = seal(key, plain, "place", m_random);
    VERIFY_OK(sealed);
    QCOMPARE(sealed->size(), plain.size() + sealOverhead);
    const auto secret = unseal(key, *sealed, "place");
    VERIFY_OK(secret);
    QVERIFY(secret->reveal() == plain);
    const auto bytes = unsealBytes(key, *sealed, "place");
    VERIFY_OK(bytes);
    QCOMPARE(*bytes, plain);
}

void tst_Seal::anyChangedByteIsDamage()
{
    const SealKey key = SealKey::generate(m_random);
    const QByteArray sealed = seal(key, "the plain text", "place", m_random).takeValue();
    for (qsizetype i = 0; i < sealed.size(); ++i) {
        for (const int mask : {0x01, 0x80, 0xff}) {
            QByteArray changed = sealed;
            changed[i] = static_cast<char>(changed[i] ^ mask);
            VERIFY_ERROR(ErrorCode::Damaged, unseal(key, changed, "place"));
            VERIFY_ERROR(ErrorCode::Damaged, unsealBytes(key, changed, "place"));
        }
    }
}

void tst_Seal::anyShorterOrLongerTextIsDamage()
{
    const SealKey key = SealKey::generate(m_random);
    const QByteArray sealed = seal(key, "the plain text", {}, m_random).takeValue();
    for (qsizetype size = 0; size < sealed.size(); ++size) {
        VERIFY_ERROR(ErrorCode::Damaged, unseal(key, QByteArrayView(sealed).first(size), {}));
        VERIFY_ERROR(ErrorCode::Damaged, unsealBytes(key, QByteArrayView(sealed).first(size), {}));
    }
    VERIFY_ERROR(ErrorCode::Damaged, unseal(key, QByteArray(sealed + '\0'), {}));
}

void tst_Seal::anotherKeyIsDamage()
{
    const QByteArray sealed = seal(SealKey::generate(m_random), "text", {}, m_random).takeValue();
    VERIFY_ERROR(ErrorCode::Damaged, unseal(SealKey::generate(m_random), sealed, {}));
}

void tst_Seal::otherAssociatedDataIsDamage()
{
    const SealKey key = SealKey::generate(m_random);
    const QByteArray sealed = seal(key, "text", "event 1", m_random).takeValue();
    VERIFY_ERROR(ErrorCode::Damaged, unseal(key, sealed, "event 2"));
    VERIFY_ERROR(ErrorCode::Damaged, unseal(key, sealed, {}));
}

void tst_Seal::sealingTwiceGivesDifferentBytes()
{
    const SealKey key = SealKey::generate(m_random);
    QSet<QByteArray> nonces;
    for (int i = 0; i < 1000; ++i)
        nonces.insert(seal(key, "text", {}, m_random).takeValue().sliced(1, 12));
    QCOMPARE(nonces.size(), 1000);
}

void tst_Seal::whatIsTooLongIsRefused()
{
    // Never read: the length alone decides.
    const QByteArrayView tooLong("", (qsizetype(1) << 30) + 1);
    const SealKey key = SealKey::generate(m_random);
    VERIFY_ERROR(ErrorCode::InvalidInput, seal(key, tooLong, {}, m_random));
    VERIFY_ERROR(ErrorCode::InvalidInput, seal(key, "text", tooLong, m_random));
}

void tst_Seal::aKeyHasThirtyTwoBytes_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {0, 16, 31, 33, 64})
        QTest::addRow("%d", size) << size;
}

void tst_Seal::aKeyHasThirtyTwoBytes()
{
    QFETCH(int, size);
    VERIFY_ERROR(ErrorCode::InvalidInput, SealKey::fromBytes(SecretBytes::ofSize(size)));
}

void tst_Seal::everyPurposeHasItsOwnKey()
{
    const SealKey key = SealKey::generate(m_random);
    QVERIFY(key.derived("notes").bytes().equals(key.derived("notes").bytes()));
    QVERIFY(!key.derived("notes").bytes().equals(key.derived("events").bytes()));
    QVERIFY(!key.derived("notes").bytes().equals(key.bytes()));
}

TEST_UNIT(tst_Seal)
#include "tst_Seal.moc"
