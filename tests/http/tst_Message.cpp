// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/Message.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

class tst_Message : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void headersAreFoundInAnyCase()
    {
        ServerRequest request;
        request.headers = {{"X-Sig", "one"}, {"x-sig", "two"}};
        QCOMPARE(request.header("X-SIG"), QByteArray("one"));
        QCOMPARE(request.headerCount("x-Sig"), 2);
        QVERIFY(!request.header("X-Si"));
    }

    void percentEscapesAreDecodedOrRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isGood");
        QTest::addColumn<QByteArray>("decoded");
        QTest::newRow("plain") << QByteArray("abc+d") << true << QByteArray("abc+d");
        QTest::newRow("both cases") << QByteArray("%c3%A9") << true << QByteArray("\xc3\xa9");
        QTest::newRow("a zero byte stays a byte")
            << QByteArray("%00") << true << QByteArray("\0", 1);
        QTest::newRow("cut short") << QByteArray("a%4") << false << QByteArray();
        QTest::newRow("a lone sign") << QByteArray("%") << false << QByteArray();
        QTest::newRow("no digits") << QByteArray("%zz") << false << QByteArray();
        QTest::newRow("at the very end") << QByteArray("x%41") << true << QByteArray("xA");
    }
    void percentEscapesAreDecodedOrRefused()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, isGood);
        QFETCH(QByteArray, decoded);
        const auto result = percentDecoded(text);
        QCOMPARE(result.has_value(), isGood);
        if (isGood)
            QCOMPARE(*result, decoded);
    }

    void aFormIsReadInOrder()
    {
        const auto fields = formFields("a=1&&b=x+y%26z&flag&a=2");
        QVERIFY(fields);
        QCOMPARE(fields->size(), size_t{4});
        QCOMPARE((*fields)[1].value, QByteArray("x y&z"));
        QCOMPARE((*fields)[2].name, QByteArray("flag"));
        QCOMPARE((*fields)[2].value, QByteArray());
        QCOMPARE((*fields)[3].value, QByteArray("2"));
    }
    void aBrokenFormIsNone() { QVERIFY(!formFields("a=%4")); }
    void anEncodedPlusStaysAPlus()
    {
        QCOMPARE(formFields("a=%2B")->front().value, QByteArray("+"));
    }

    void aHeaderIsAddedToACopy()
    {
        const ServerResponse plain = ServerResponse::text(200, "x");
        const ServerResponse more = plain.withHeader("Retry-After", "3");
        QCOMPARE(more.headers.size(), plain.headers.size() + 1);
    }
};

TEST_UNIT(tst_Message)
#include "tst_Message.moc"
