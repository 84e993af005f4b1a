// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/SecretBytes.h"
#include "tests/support/TestUnit.h"

#include <type_traits>

using namespace drawbridge;

class tst_SecretBytes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itCannotBeCopied()
    {
        static_assert(!std::is_copy_constructible_v<SecretBytes>);
        static_assert(!std::is_copy_assignable_v<SecretBytes>);
    }
    void whatWentInComesOut()
    {
        const QByteArray value("marked\0value", 12);
        QCOMPARE(SecretBytes::copyOf(value).reveal().toByteArray(), value);
    }
    void takingWipesTheSource()
    {
        QByteArray source("hunter2");
        source.detach();
        const SecretBytes secret = SecretBytes::takeFrom(source);
        QVERIFY(source.isEmpty());
        QCOMPARE(secret.reveal().toByteArray(), QByteArray("hunter2"));
    }
    void takingTextGivesUtf8()
    {
        QString source = QString::fromUtf8("clé");
        const SecretBytes secret = SecretBytes::takeFrom(source);
        QVERIFY(source.isEmpty());
        QCOMPARE(secret.reveal().toByteArray(), QByteArray("cl\xc3\xa9"));
    }
    void movingLeavesNothingBehind()
    {
        SecretBytes a = SecretBytes::copyOf("abc");
        const SecretBytes b = std::move(a);
        QVERIFY(a.isEmpty()); // NOLINT(bugprone-use-after-move): this is what is tested
        QCOMPARE(b.size(), 3);
    }
    void equalityLooksAtTheBytes_data()
    {
        QTest::addColumn<QByteArray>("left");
        QTest::addColumn<QByteArray>("right");
        QTest::addColumn<bool>("same");
        QTest::newRow("equal") << QByteArray("abc") << QByteArray("abc") << true;
        QTest::newRow("last byte differs") << QByteArray("abc") << QByteArray("abd") << false;
        QTest::newRow("prefix") << QByteArray("abc") << QByteArray("ab") << false;
        QTest::newRow("both empty") << QByteArray() << QByteArray() << true;
    }
    void equalityLooksAtTheBytes()
    {
        QFETCH(QByteArray, left);
        QFETCH(QByteArray, right);
        QTEST(SecretBytes::copyOf(left).equals(SecretBytes::copyOf(right)), "same");
    }
};

TEST_UNIT(tst_SecretBytes)
#include "tst_SecretBytes.moc"
