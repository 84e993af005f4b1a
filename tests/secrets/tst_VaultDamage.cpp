// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Random.h"
#include "core/secrets/VaultFileStore.h"
#include "tests/support/TestUnit.h"

#include <QFile>
#include <QTemporaryDir>

using namespace drawbridge;

namespace {

const SecretName name{QStringLiteral("workspace"), QStringLiteral("credential/1")};
constexpr VaultOptions cheap{{14, 8, 1}};
constexpr qsizetype headSize = 19 + 105; // magic, format, inverse; wrapped key

SecretBytes secret(const QByteArray &bytes)
{
    return SecretBytes::copyOf(bytes);
}

} // namespace

class tst_VaultDamage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aFileCutAnywhereIsDamage();
    void anyChangedByteIsDamage();
    void bytesBehindTheEndAreDamage();
    void whatIsNoVaultIsDamage_data();
    void whatIsNoVaultIsDamage();
    void aNewerFormatIsTold();
    void theUndamagedFileStillOpens();

private:
    void put(const QByteArray &bytes) const;
    [[nodiscard]] QByteArray content() const;
    /// Through a store that has the key already, so that no call costs an scrypt; nothing is
    /// written.
    void verifyRefused(ErrorCode code, const QByteArray &bytes);

    SystemRandom m_random;
    QTemporaryDir m_folder;
    QString m_path = m_folder.filePath(QStringLiteral("vault.drawbridge"));
    VaultFileStore m_store{m_folder.path(), m_random, cheap};
    QByteArray m_good;
};

void tst_VaultDamage::put(const QByteArray &bytes) const
{
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray tst_VaultDamage::content() const
{
    QFile file(m_path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void tst_VaultDamage::initTestCase()
{
    VERIFY_OK(m_store.create(secret("correct horse")));
    VERIFY_OK(m_store.write(name, secret("the value"), QStringLiteral("Drawbridge: a test")));
    m_good = content();
    QVERIFY(m_good.size() > headSize + 29);
}

void tst_VaultDamage::verifyRefused(ErrorCode code, const QByteArray &bytes)
{
    put(bytes);
    VERIFY_ERROR(code, m_store.read(name));
    VERIFY_ERROR(code, m_store.purposes(name.workspace));
    VERIFY_ERROR(code, m_store.write(name, secret("lost"), QStringLiteral("label")));
    VERIFY_ERROR(code, m_store.remove(name));
    QVERIFY(!m_store.create(secret("new")).isOk());
    QCOMPARE(m_store.status().state, StoreState::Unusable);
    QCOMPARE(content(), bytes);
}

void tst_VaultDamage::aFileCutAnywhereIsDamage()
{
    for (qsizetype size = 0; size < m_good.size(); ++size) {
        if (size < headSize + 29) { // told without the passphrase
            put(m_good.first(size));
            VaultFileStore fresh(m_folder.path(), m_random, cheap);
            VERIFY_ERROR(ErrorCode::Damaged, fresh.unlock(secret("correct horse")));
            QCOMPARE(fresh.status().state, StoreState::Unusable);
        }
        put(m_good.first(size));
        VERIFY_ERROR(ErrorCode::Damaged, m_store.read(name));
        VERIFY_ERROR(ErrorCode::Damaged, m_store.write(name, secret("lost"), QString()));
        QCOMPARE(content(), m_good.first(size));
    }
    verifyRefused(ErrorCode::Damaged, QByteArray());
    verifyRefused(ErrorCode::Damaged, m_good.chopped(1));
    VaultFileStore fresh(m_folder.path(), m_random, cheap);
    VERIFY_ERROR(ErrorCode::Damaged, fresh.unlock(secret("correct horse")));
}

void tst_VaultDamage::anyChangedByteIsDamage()
{
    for (qsizetype i = 0; i < m_good.size(); ++i) {
        QByteArray changed = m_good;
        changed[i] = static_cast<char>(changed[i] ^ 0x02);
        put(changed);
        if (i < headSize) {
            VaultFileStore fresh(m_folder.path(), m_random, cheap);
            VERIFY_ERROR(ErrorCode::Damaged, fresh.unlock(secret("correct horse")));
            continue;
        }
        VERIFY_ERROR(ErrorCode::Damaged, m_store.read(name));
        VERIFY_ERROR(ErrorCode::Damaged, m_store.write(name, secret("lost"), QString()));
        QCOMPARE(content(), changed);
    }
}

void tst_VaultDamage::bytesBehindTheEndAreDamage()
{
    verifyRefused(ErrorCode::Damaged, QByteArray(m_good + '\0'));
    verifyRefused(ErrorCode::Damaged, QByteArray(m_good + m_good));
}

void tst_VaultDamage::whatIsNoVaultIsDamage_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("a text") << QByteArray("Dear diary, ").repeated(50);
    QTest::newRow("zeros") << QByteArray(500, '\0');
    QTest::newRow("random bytes") << SystemRandom().bytes(500);
    QTest::newRow("the first line alone") << QByteArray("Drawbridge vault\n");
    QTest::newRow("65 MiB") << QByteArray(65 << 20, 'D');
}

void tst_VaultDamage::whatIsNoVaultIsDamage()
{
    QFETCH(QByteArray, bytes);
    verifyRefused(ErrorCode::Damaged, bytes);
}

void tst_VaultDamage::aNewerFormatIsTold()
{
    QByteArray newer = m_good;
    newer[17] = 2;
    newer[18] = static_cast<char>(~2);
    verifyRefused(ErrorCode::NewerFormat, newer);
    verifyRefused(ErrorCode::NewerFormat, newer.first(19)); // whatever follows
}

void tst_VaultDamage::theUndamagedFileStillOpens()
{
    put(m_good);
    VaultFileStore fresh(m_folder.path(), m_random, cheap);
    VERIFY_OK(fresh.unlock(secret("correct horse")));
    const auto read = fresh.read(name);
    VERIFY_OK(read);
    QCOMPARE(read->reveal().toByteArray(), QByteArray("the value"));
}

TEST_UNIT(tst_VaultDamage)
#include "tst_VaultDamage.moc"
