// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/Digest.h"
#include "core/crypto/PassphraseWrap.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

namespace {

constexpr ScryptCost cheap{14, 8, 1};

SecretBytes passphrase()
{
    return SecretBytes::copyOf("correct horse");
}

/// As an attacker would do it, who knows the layout but not the passphrase.
QByteArray withMendedChecksum(QByteArray wrapped)
{
    wrapped.chop(8);
    return QByteArray(wrapped + sha256(wrapped).first(8));
}

} // namespace

class tst_PassphraseWrap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePassphraseBringsTheKeyBack();
    void anotherPassphraseIsToldFromDamage_data();
    void anotherPassphraseIsToldFromDamage();
    void anyChangedByteIsDamage();
    void anyOtherLengthIsDamage();
    void aWrapOfAnotherPurposeIsDamage();
    void anEmptyPassphraseIsRefused();
    void anUnpayableCostIsRefusedAtOnce_data();
    void anUnpayableCostIsRefusedAtOnce();
    void aNewerFormatSaysSo();
    void aMendedChecksumLetsNobodyIn();

private:
    SystemRandom m_random;
    SealKey m_key = SealKey::generate(m_random);
    QByteArray m_wrapped = wrapKey(m_key, passphrase(), "test", m_random, cheap).takeValue();
};

void tst_PassphraseWrap::thePassphraseBringsTheKeyBack()
{
    QCOMPARE(m_wrapped.size(), wrappedKeySize);
    const auto key = unwrapKey(m_wrapped, passphrase(), "test");
    VERIFY_OK(key);
    QVERIFY(key->bytes().equals(m_key.bytes()));
}

void tst_PassphraseWrap::anotherPassphraseIsToldFromDamage_data()
{
    QTest::addColumn<QByteArray>("typed");
    QTest::newRow("another") << QByteArray("battery staple");
    QTest::newRow("capital letter") << QByteArray("Correct horse");
    QTest::newRow("a space more") << QByteArray("correct horse ");
    QTest::newRow("nothing") << QByteArray();
}

void tst_PassphraseWrap::anotherPassphraseIsToldFromDamage()
{
    QFETCH(QByteArray, typed);
    VERIFY_ERROR(ErrorCode::InvalidInput, unwrapKey(m_wrapped, SecretBytes::copyOf(typed), "test"));
}

void tst_PassphraseWrap::anyChangedByteIsDamage()
{
    for (qsizetype i = 0; i < m_wrapped.size(); ++i) {
        QByteArray changed = m_wrapped;
        changed[i] = static_cast<char>(changed[i] ^ 0x40);
        VERIFY_ERROR(ErrorCode::Damaged, unwrapKey(changed, passphrase(), "test"));
    }
}

void tst_PassphraseWrap::anyOtherLengthIsDamage()
{
    for (qsizetype size = 0; size < m_wrapped.size(); ++size) {
        VERIFY_ERROR(ErrorCode::Damaged,
                     unwrapKey(QByteArrayView(m_wrapped).first(size), passphrase(), "test"));
    }
    VERIFY_ERROR(ErrorCode::Damaged,
                 unwrapKey(QByteArray(m_wrapped + m_wrapped), passphrase(), "test"));
    VERIFY_ERROR(ErrorCode::Damaged,
                 unwrapKey(withMendedChecksum(m_wrapped.first(60)), passphrase(), "test"));
}

void tst_PassphraseWrap::aWrapOfAnotherPurposeIsDamage()
{
    VERIFY_ERROR(ErrorCode::Damaged, unwrapKey(m_wrapped, passphrase(), "another"));
}

void tst_PassphraseWrap::anEmptyPassphraseIsRefused()
{
    VERIFY_ERROR(ErrorCode::InvalidInput, wrapKey(m_key, SecretBytes(), "test", m_random, cheap));
}

void tst_PassphraseWrap::anUnpayableCostIsRefusedAtOnce_data()
{
    QTest::addColumn<int>("offset");
    QTest::addColumn<int>("value");
    QTest::newRow("1 GiB of memory") << 1 << 20;
    QTest::newRow("2^200") << 1 << 200;
    QTest::newRow("next to nothing") << 1 << 1;
    QTest::newRow("r of 255") << 2 << 255;
    QTest::newRow("p of 255") << 3 << 255;
}

void tst_PassphraseWrap::anUnpayableCostIsRefusedAtOnce()
{
    QFETCH(int, offset);
    QFETCH(int, value);
    QByteArray changed = m_wrapped;
    changed[offset] = static_cast<char>(value);
    VERIFY_ERROR(ErrorCode::Damaged, unwrapKey(withMendedChecksum(changed), passphrase(), "test"));
}

void tst_PassphraseWrap::aNewerFormatSaysSo()
{
    QByteArray newer = m_wrapped;
    newer[0] = 2;
    VERIFY_ERROR(ErrorCode::NewerFormat, unwrapKey(withMendedChecksum(newer), passphrase(), "test"));
}

void tst_PassphraseWrap::aMendedChecksumLetsNobodyIn()
{
    for (const qsizetype offset : {1, 4, 20, 36, 50, 96}) {
        QByteArray changed = m_wrapped;
        changed[offset] = static_cast<char>(changed[offset] ^ 1);
        QVERIFY(!unwrapKey(withMendedChecksum(changed), passphrase(), "test").isOk());
    }
}

TEST_UNIT(tst_PassphraseWrap)
#include "tst_PassphraseWrap.moc"
