// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/ConnectionCount.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

class tst_ConnectionCount : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneSenderCannotTakeEveryPlace()
    {
        ConnectionCount count(3, 2);
        QCOMPARE(count.admit("a"), Admission::Granted);
        QCOMPARE(count.admit("a"), Admission::Granted);
        QCOMPARE(count.admit("a"), Admission::TooManyOfThisSender);
        QCOMPARE(count.admit("b"), Admission::Granted);
        QCOMPARE(count.admit("c"), Admission::TooManyAtAll);
        count.release("a");
        QCOMPARE(count.open(), 2);
        QCOMPARE(count.admit("a"), Admission::Granted);
    }
    void withoutALimitOfItsOwnASenderMayFillAll()
    {
        ConnectionCount count(2, 0);
        QCOMPARE(count.admit("a"), Admission::Granted);
        QCOMPARE(count.admit("a"), Admission::Granted);
        QCOMPARE(count.admit("a"), Admission::TooManyAtAll);
    }
    void aStrangerGivesNothingBack()
    {
        ConnectionCount count(1, 1);
        QCOMPARE(count.admit("a"), Admission::Granted);
        count.release("b");
        QCOMPARE(count.open(), 1);
    }
    void aSenderIsANetworkOfItsOwn()
    {
        const QByteArray v4 = QByteArray::fromHex("7f000001");
        QCOMPARE(senderOf(v4), v4);
        QCOMPARE(senderOf(QByteArray::fromHex("00000000000000000000ffff7f000001")), v4);
        QCOMPARE(senderOf(QByteArray::fromHex("20010db8000000010000000000000001")),
                 senderOf(QByteArray::fromHex("20010db800000001ffffffffffffffff")));
        QVERIFY(senderOf(QByteArray::fromHex("20010db8000000010000000000000001"))
                != senderOf(QByteArray::fromHex("20010db8000000020000000000000001")));
    }
};

TEST_UNIT(tst_ConnectionCount)
#include "tst_ConnectionCount.moc"
