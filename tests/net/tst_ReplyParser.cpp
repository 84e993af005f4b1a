// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Random.h"
#include "core/net/ReplyParser.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using Outcome = drawbridge::ReplyParser::Outcome;
using RequestKind = drawbridge::ReplyParser::RequestKind;

Q_DECLARE_METATYPE(drawbridge::ReplyParser::Outcome)

namespace {

constexpr qint64 maxHead = 512;
constexpr qint64 maxBody = 64;

/// As a connection would: the bytes in pieces of `step`, then the end.
Outcome parse(ReplyParser &parser, const QByteArray &bytes, qsizetype step)
{
    for (qsizetype i = 0; i < bytes.size(); i += step) {
        const Outcome outcome =
            parser.feed(QByteArrayView(bytes).sliced(i, qMin(step, bytes.size() - i)));
        if (outcome != Outcome::NeedsMore)
            return outcome;
    }
    return parser.closed();
}

} // namespace

class tst_ReplyParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void repliesAreReadWhateverThePieces_data();
    void repliesAreReadWhateverThePieces();
    void headersKeepTheirOrderAndCompareWithoutCase();
    void aReplyToHeadHasNoBody();
    void limitsHoldBeforeTheBytesCome();
    void anythingFromOutsideEnds();
};

void tst_ReplyParser::repliesAreReadWhateverThePieces_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<QByteArray>("body");
    const auto good = [](const char *name, const QByteArray &bytes, const QByteArray &body) {
        QTest::newRow(name) << bytes << Outcome::Complete << body;
    };
    const auto bad =
        [](const char *name, const QByteArray &bytes, Outcome outcome = Outcome::Malformed) {
            QTest::newRow(name) << bytes << outcome << QByteArray();
        };
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    good("with a length", ok + "Content-Length: 2\r\n\r\n{}", "{}");
    good("with a length, and more behind", ok + "Content-Length: 2\r\n\r\n{}HTTP/1.1 200 OK", "{}");
    good("empty", ok + "Content-Length: 0\r\n\r\n", "");
    good("until the end", ok + "\r\n{\"a\":1}", "{\"a\":1}");
    good("HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nx", "x");
    good("no reason", "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", "x");
    good("bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 1\n\nx", "x");
    good("chunked",
         ok + "Transfer-Encoding: chunked\r\n\r\n2\r\n{\"\r\n3;x=y\r\na\":\r\n2\r\n1}\r\n0\r\n\r\n",
         "{\"a\":1}");
    good("chunked with trailers",
         ok + "transfer-encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n",
         "0123456789");
    good("after an interim reply",
         "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok + "Content-Length: 1\r\n\r\nx",
         "x");
    good("no content", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "");
    good("not modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "");
    good("as large as allowed", ok + "\r\n" + QByteArray(maxBody, 'x'), QByteArray(maxBody, 'x'));

    bad("nothing", "");
    bad("another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n");
    bad("another version", "HTTP/2.0 200 OK\r\n\r\n");
    bad("a short status", "HTTP/1.1 20\r\n\r\n");
    bad("a status out of range", "HTTP/1.1 999 Odd\r\n\r\n");
    bad("an unasked change of protocol", "HTTP/1.1 101 Switching\r\n\r\n");
    bad("broken off in the head", ok + "Content-Le");
    bad("broken off in the body", ok + "Content-Length: 5\r\n\r\nab");
    bad("broken off in a chunk", ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nab");
    bad("broken off before the last chunk", ok + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
    bad("two lengths", ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab");
    bad("a list of lengths", ok + "Content-Length: 1, 1\r\n\r\na");
    bad("length and chunks",
        ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    bad("another encoding", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
    bad("encodings twice",
        ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    bad("a negative length", ok + "Content-Length: -1\r\n\r\n");
    bad("a length with a sign", ok + "Content-Length: +1\r\n\r\na");
    bad("a length beyond all numbers", ok + "Content-Length: 99999999999999999999\r\n\r\n");
    bad("a chunk beyond all numbers",
        ok + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n");
    bad("a negative chunk", ok + "Transfer-Encoding: chunked\r\n\r\n-1\r\n");
    bad("a chunk without a size", ok + "Transfer-Encoding: chunked\r\n\r\n\r\n");
    bad("a chunk longer than said", ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n");
    bad("a folded header", ok + "X: a\r\n b\r\n\r\n");
    bad("a blank before the colon", ok + "Content-Length : 1\r\n\r\na");
    bad("no colon", ok + "nonsense\r\n\r\n");
    bad("a control character", ok + "X: a\x01\r\n\r\n");
    bad("a zero byte", ok + QByteArray("X: a\0b\r\n\r\n", 10));
    bad("a lone carriage return", ok + "X: a\rContent-Length: 1\r\n\r\na");

    bad("a head too large",
        ok + "X: " + QByteArray(maxHead, 'x') + "\r\n\r\n",
        Outcome::HeadTooLarge);
    bad("many headers", ok + QByteArray("X: y\r\n").repeated(100) + "\r\n", Outcome::HeadTooLarge);
    bad("interim replies without end",
        QByteArray("HTTP/1.1 100 Go\r\n\r\n").repeated(50),
        Outcome::HeadTooLarge);
    bad("trailers without end",
        ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + QByteArray("X: y\r\n").repeated(100),
        Outcome::HeadTooLarge);
    bad("a body too large by a byte",
        ok + "\r\n" + QByteArray(maxBody + 1, 'x'),
        Outcome::BodyTooLarge);
    bad("chunks too large together",
        ok + "Transfer-Encoding: chunked\r\n\r\n"
            + QByteArray("10\r\n0123456789abcdef\r\n").repeated(5),
        Outcome::BodyTooLarge);
}

void tst_ReplyParser::repliesAreReadWhateverThePieces()
{
    QFETCH(QByteArray, bytes);
    QFETCH(Outcome, outcome);
    QFETCH(QByteArray, body);
    for (const qsizetype step : {1, 2, 3, 7, 100'000}) {
        ReplyParser parser(RequestKind::Ordinary, maxHead, maxBody);
        const Outcome got = parse(parser, bytes, step);
        QVERIFY2(got == outcome,
                 qPrintable(QStringLiteral("pieces of %1: outcome %2, %3")
                                .arg(step)
                                .arg(static_cast<int>(got))
                                .arg(parser.problem())));
        if (outcome == Outcome::Complete)
            QCOMPARE(parser.takeBody(), body);
        if (outcome == Outcome::Malformed)
            QVERIFY(!parser.problem().isEmpty());
    }
}

void tst_ReplyParser::headersKeepTheirOrderAndCompareWithoutCase()
{
    ReplyParser parser(RequestKind::Ordinary, maxHead, maxBody);
    QVERIFY(parse(parser, "HTTP/1.1 429 Slow\r\nLink: a\r\nRETRY-after:  30 \r\nlink: b\r\n\r\n", 5)
            == Outcome::Complete);
    QCOMPARE(parser.status(), 429);
    QCOMPARE(parser.headers().value("Retry-After"), "30");
    QCOMPARE(parser.headers().values("LINK"), (QList<QByteArray>{"a", "b"}));
    QVERIFY(!parser.headers().contains("Date"));
    QCOMPARE(parser.headers().all().size(), 3);
}

void tst_ReplyParser::aReplyToHeadHasNoBody()
{
    ReplyParser parser(RequestKind::Head, maxHead, maxBody);
    QVERIFY(parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n") == Outcome::Complete);
    QCOMPARE(parser.takeBody(), "");
}

void tst_ReplyParser::limitsHoldBeforeTheBytesCome()
{
    ReplyParser length(RequestKind::Ordinary, maxHead, maxBody);
    QVERIFY(length.feed("HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
            == Outcome::BodyTooLarge);
    ReplyParser chunk(RequestKind::Ordinary, maxHead, maxBody);
    QVERIFY(chunk.feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7FFFFFFFFFFFFFF\r\n")
            == Outcome::BodyTooLarge);
    ReplyParser line(RequestKind::Ordinary, 1024 * 1024, maxBody);
    QVERIFY(line.feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            == Outcome::NeedsMore);
    QVERIFY(line.feed(QByteArray("1;" + QByteArray(20'000, 'x'))) == Outcome::HeadTooLarge);
}

void tst_ReplyParser::anythingFromOutsideEnds()
{
    SystemRandom random;
    const QByteArray start =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    for (int round = 0; round < 5000; ++round) {
        QByteArray bytes = start;
        const QByteArray dice = random.bytes(6);
        for (int i = 0; i < 3; ++i)
            bytes[static_cast<unsigned char>(dice.at(i)) % bytes.size()] = dice.at(i + 3);
        ReplyParser parser(RequestKind::Ordinary, maxHead, maxBody);
        const Outcome outcome = parse(parser, bytes, 1 + round % 9);
        QVERIFY(outcome != Outcome::NeedsMore);
        if (outcome == Outcome::Complete)
            QVERIFY(parser.takeBody().size() <= maxBody);
    }
}

TEST_UNIT(tst_ReplyParser)
#include "tst_ReplyParser.moc"
