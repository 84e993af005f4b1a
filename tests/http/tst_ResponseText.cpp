// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/ResponseText.h"
#include "tests/support/TestUnit.h"

#include <QLocale>

using namespace drawbridge;

class tst_ResponseText : public QObject
{
    Q_OBJECT

private:
    const QDateTime m_now{QDate(1994, 11, 6), QTime(8, 49, 37), Qt::UTC};

private Q_SLOTS:
    void theHeadIsWhatTheStandardShows()
    {
        QLocale::setDefault(QLocale(QLocale::German));
        ServerResponse response = ServerResponse::text(200, "hello");
        QCOMPARE(responseHead(response, AfterAnswer::Close, m_now),
                 QByteArray("HTTP/1.1 200 OK\r\n"
                            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                            "Content-Type: text/plain; charset=utf-8\r\n"
                            "Content-Length: 5\r\n"
                            "Connection: close\r\n\r\n"));
    }

    void noContentHasNoLength()
    {
        ServerResponse response{.status = 204, .headers = {}, .body = "dropped"};
        QVERIFY(!responseHead(response, AfterAnswer::KeepOpen, m_now).contains("Content-Length"));
        QVERIFY(!hasBody(response, "GET"));
    }
    void headIsAnsweredWithTheLengthAlone()
    {
        ServerResponse response = ServerResponse::text(200, "hello");
        QVERIFY(
            responseHead(response, AfterAnswer::KeepOpen, m_now).contains("Content-Length: 5\r\n"));
        QVERIFY(!hasBody(response, "HEAD"));
        QVERIFY(hasBody(response, "GET"));
    }

    void fieldsOfFramingAreTheListenersAlone()
    {
        ServerResponse response{.status = 200,
                                .headers = {{"content-length", "999"},
                                            {"Transfer-Encoding", "chunked"},
                                            {"connection", "keep-alive"},
                                            {"Date", "never"},
                                            {"X-Kept", "yes"}},
                                .body = "x"};
        QCOMPARE(responseHead(response, AfterAnswer::KeepOpen, m_now),
                 QByteArray("HTTP/1.1 200 OK\r\n"
                            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                            "X-Kept: yes\r\n"
                            "Content-Length: 1\r\n\r\n"));
    }

    void whatWouldBreakTheFramingIsReplaced_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("a line break in a value")
            << 200 << QByteArray("X-A") << QByteArray("b\r\nSet-Cookie: c");
        QTest::newRow("a line feed alone") << 200 << QByteArray("X-A") << QByteArray("b\nc");
        QTest::newRow("a zero byte") << 200 << QByteArray("X-A") << QByteArray("b\0c", 3);
        QTest::newRow("a colon in a name") << 200 << QByteArray("X:A") << QByteArray("b");
        QTest::newRow("an empty name") << 200 << QByteArray() << QByteArray("b");
        QTest::newRow("an interim status") << 100 << QByteArray("X-A") << QByteArray("b");
        QTest::newRow("no status at all") << 0 << QByteArray("X-A") << QByteArray("b");
    }
    void whatWouldBreakTheFramingIsReplaced()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        ServerResponse response{.status = status, .headers = {{name, value}}, .body = "x"};
        const QByteArray head = responseHead(response, AfterAnswer::KeepOpen, m_now);
        QVERIFY(head.startsWith("HTTP/1.1 500 "));
        QCOMPARE(head.count("\r\n"), 4);
        QVERIFY(!hasBody(response, "GET"));
    }
};

TEST_UNIT(tst_ResponseText)
#include "tst_ResponseText.moc"
