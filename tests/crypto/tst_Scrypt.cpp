// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/Scrypt.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

class tst_Scrypt : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itMeetsRfc7914_data();
    void itMeetsRfc7914();
    void theUsualCostWorks();
    void aCostOutOfRangeIsRefusedAtOnce_data();
    void aCostOutOfRangeIsRefusedAtOnce();
    void onlyModerateCostsAreTakenFromAFile_data();
    void onlyModerateCostsAreTakenFromAFile();
};

void tst_Scrypt::itMeetsRfc7914_data()
{
    QTest::addColumn<QByteArray>("passphrase");
    QTest::addColumn<QByteArray>("salt");
    QTest::addColumn<int>("logN");
    QTest::addColumn<int>("r");
    QTest::addColumn<int>("p");
    QTest::addColumn<QByteArray>("key");
    QTest::newRow("N=16 r=1 p=1, nothing at all")
        << QByteArray() << QByteArray() << 4 << 1 << 1
        << QByteArray("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                      "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
    QTest::newRow("N=1024 r=8 p=16")
        << QByteArray("password") << QByteArray("NaCl") << 10 << 8 << 16
        << QByteArray("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                      "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
    QTest::newRow("N=16384 r=8 p=1")
        << QByteArray("pleaseletmein") << QByteArray("SodiumChloride") << 14 << 8 << 1
        << QByteArray("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                      "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887");
    QTest::newRow("N=1048576 r=8 p=1")
        << QByteArray("pleaseletmein") << QByteArray("SodiumChloride") << 20 << 8 << 1
        << QByteArray("2101cb9b6a511aaeaddbbe09cf70f881ec568d574a2ffd4dabe5ee9820adaa47"
                      "8e56fd8f4ba5d09ffa1c6d927c40f4c337304049e8a952fbcbf45c6fa77a41a4");
}

void tst_Scrypt::itMeetsRfc7914()
{
    QFETCH(QByteArray, passphrase);
    QFETCH(QByteArray, salt);
    QFETCH(int, logN);
    QFETCH(int, r);
    QFETCH(int, p);
    QFETCH(QByteArray, key);
    const auto derived = scrypt(SecretBytes::copyOf(passphrase), salt, {logN, r, p}, 64);
    VERIFY_OK(derived);
    QCOMPARE(derived->reveal().toByteArray().toHex(), key);
}

void tst_Scrypt::theUsualCostWorks()
{
    const SecretBytes passphrase = SecretBytes::copyOf("correct horse");
    const auto once = scrypt(passphrase, "a salt of its own", {}, 32);
    VERIFY_OK(once);
    QCOMPARE(once->size(), 32);
    const auto otherSalt = scrypt(passphrase, "another salt", {}, 32);
    VERIFY_OK(otherSalt);
    QVERIFY(!once->equals(*otherSalt));
    QVERIFY(isAcceptableFromFile(ScryptCost()));
}

void tst_Scrypt::aCostOutOfRangeIsRefusedAtOnce_data()
{
    QTest::addColumn<int>("logN");
    QTest::addColumn<int>("r");
    QTest::addColumn<int>("p");
    QTest::newRow("no rounds") << 0 << 8 << 1;
    QTest::newRow("negative") << -1 << 8 << 1;
    QTest::newRow("2 GiB") << 21 << 8 << 1;
    QTest::newRow("a shift beyond the word") << 70 << 8 << 1;
    QTest::newRow("r of nothing") << 17 << 0 << 1;
    QTest::newRow("r that makes it 2 GiB") << 20 << 16 << 1;
    QTest::newRow("p of nothing") << 17 << 8 << 0;
    QTest::newRow("p of a day") << 17 << 8 << 100000;
}

void tst_Scrypt::aCostOutOfRangeIsRefusedAtOnce()
{
    QFETCH(int, logN);
    QFETCH(int, r);
    QFETCH(int, p);
    VERIFY_ERROR(ErrorCode::InvalidInput,
                 scrypt(SecretBytes::copyOf("passphrase"), "salt", {logN, r, p}, 32));
    QVERIFY(!isAcceptableFromFile({logN, r, p}));
}

void tst_Scrypt::onlyModerateCostsAreTakenFromAFile_data()
{
    QTest::addColumn<int>("logN");
    QTest::addColumn<int>("r");
    QTest::addColumn<int>("p");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("the usual") << 17 << 8 << 1 << true;
    QTest::newRow("the least") << 14 << 8 << 1 << true;
    QTest::newRow("too cheap to guess at") << 13 << 8 << 1 << false;
    QTest::newRow("512 MiB") << 19 << 8 << 1 << true;
    QTest::newRow("1 GiB") << 20 << 8 << 1 << false;
    QTest::newRow("another r") << 17 << 16 << 1 << false;
    QTest::newRow("four at once") << 17 << 8 << 4 << true;
    QTest::newRow("five at once") << 17 << 8 << 5 << false;
}

void tst_Scrypt::onlyModerateCostsAreTakenFromAFile()
{
    QFETCH(int, logN);
    QFETCH(int, r);
    QFETCH(int, p);
    QTEST(isAcceptableFromFile({logN, r, p}), "accepted");
}

TEST_UNIT(tst_Scrypt)
#include "tst_Scrypt.moc"
