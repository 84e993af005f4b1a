// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/TextTree.h"
#include "tests/support/TestUnit.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace drawbridge;
using namespace Qt::StringLiterals;

class tst_TextTree : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void yamlTextStaysText_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("a version") << QByteArray("a: 1.0") << QJsonValue(u"1.0"_s);
        QTest::newRow("quoted") << QByteArray("a: '2.0'") << QJsonValue(u"2.0"_s);
        QTest::newRow("no") << QByteArray("a: no") << QJsonValue(u"no"_s);
        QTest::newRow("on") << QByteArray("a: on") << QJsonValue(u"on"_s);
        QTest::newRow("octal") << QByteArray("a: 0755") << QJsonValue(u"0755"_s);
        QTest::newRow("a day") << QByteArray("a: 2026-07-15") << QJsonValue(u"2026-07-15"_s);
        QTest::newRow("sixty") << QByteArray("a: 12:30:45") << QJsonValue(u"12:30:45"_s);
        QTest::newRow("huge") << QByteArray("a: 1" + QByteArray(400, '0'))
                              << QJsonValue(QString(u'1' + QString(400, u'0')));
        QTest::newRow("a tag makes nothing")
            << QByteArray("a: !!python/object:os.system x") << QJsonValue(u"x"_s);
        QTest::newRow("bare null") << QByteArray("a: ~") << QJsonValue();
        QTest::newRow("nothing") << QByteArray("a:") << QJsonValue();
        QTest::newRow("quoted null") << QByteArray("a: 'null'") << QJsonValue(u"null"_s);
        QTest::newRow("folded") << QByteArray("a: >-\n  one\n  two\n") << QJsonValue(u"one two"_s);
        QTest::newRow("an alias") << QByteArray("x: &n {b: c}\na: *n")
                                  << QJsonValue(QJsonObject{{u"b"_s, u"c"_s}});
        QTest::newRow("a scalar's alias") << QByteArray("x: &n y\na: *n") << QJsonValue(u"y"_s);
        QTest::newRow("merged, the own key wins")
            << QByteArray("x: &n {b: c, d: e}\na: {<<: *n, d: f}")
            << QJsonValue(QJsonObject{{u"b"_s, u"c"_s}, {u"d"_s, u"f"_s}});
        QTest::newRow("merged from several, the first wins")
            << QByteArray("x: &n {b: c}\ny: &m {b: d, e: f}\na: {<<: [*n, *m]}")
            << QJsonValue(QJsonObject{{u"b"_s, u"c"_s}, {u"e"_s, u"f"_s}});
        QTest::newRow("a key with a number")
            << QByteArray("a: {200: ok}") << QJsonValue(QJsonObject{{u"200"_s, u"ok"_s}});
        QTest::newRow("a byte order mark") << QByteArray("\xEF\xBB\xBF"
                                                         "a: b")
                                           << QJsonValue(u"b"_s);
        QTest::newRow("braces that are no JSON") << QByteArray("{a: b}") << QJsonValue(u"b"_s);
        QTest::newRow("JSON with tabs")
            << QByteArray("{\n\t\"a\":\t\"b\"\n}") << QJsonValue(u"b"_s);
    }
    void yamlTextStaysText()
    {
        QFETCH(const QByteArray, yaml);
        QFETCH(const QJsonValue, value);
        const auto tree = readTextTree(yaml);
        VERIFY_OK(tree);
        QCOMPARE(tree->value("a"_L1), value);
    }
    void whatIsWrongIsRefusedWithASentence_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        QTest::newRow("nothing") << QByteArray() << u"is empty"_s;
        QTest::newRow("spaces") << QByteArray(" \n ") << u"is empty"_s;
        QTest::newRow("a zero byte") << QByteArray("a: b\0c", 6) << u"no text"_s;
        QTest::newRow("no UTF-8") << QByteArray("a: \xff\xfe") << u"UTF-8"_s;
        QTest::newRow("a list") << QByteArray("[1]") << u"does not describe"_s;
        QTest::newRow("a YAML list") << QByteArray("- 1") << u"does not describe"_s;
        QTest::newRow("a word") << QByteArray("hello") << u"does not describe"_s;
        QTest::newRow("broken JSON") << QByteArray("{\"a\": 1,\n \"b\" }\n}") << u"line"_s;
        QTest::newRow("broken YAML") << QByteArray("a: b\n\tc: 'd") << u"line"_s;
        QTest::newRow("a directive that is none") << QByteArray("%(\xed\xbb") << u""_s;
        QTest::newRow("a directive") << QByteArray("%(x;") << u"% sign"_s;
        QTest::newRow("a directive further down") << QByteArray("a: b\r%(x;") << u"% sign"_s;
        QTest::newRow("a directive after byte order marks")
            << QByteArray("\xEF\xBB\xBF\xEF\xBB\xBF%(x;") << u"% sign"_s;
        QTest::newRow("several documents") << QByteArray("a: b\n---\nc: d\n") << u"several"_s;
        QTest::newRow("deep JSON") << QByteArray(QByteArray("{\"a\":") + QByteArray(5000, '[')
                                                 + QByteArray(5000, ']') + "}")
                                   << u"nested"_s;
        QTest::newRow("a key twice, JSON")
            << QByteArray("{\"info\":{\"title\":1,\"title\":2}}") << u"\"title\" twice"_s;
        QTest::newRow("a key twice, spelled otherwise")
            << QByteArray("{\"info\":{\"title\":1,\"t\\u0069tle\":2}}") << u"\"title\" twice"_s;
        QTest::newRow("a key twice, YAML")
            << QByteArray("info:\n  title: 1\n  title: 2\n") << u"\"title\" twice (line 3)"_s;
        QTest::newRow("an address twice") << QByteArray(
            "components:\n  securitySchemes:\n    a:\n      type: oauth2\n      type: http\n")
                                          << u"twice"_s;
        QTest::newRow("an alias without an anchor") << QByteArray("a: *b") << u""_s;
        QTest::newRow("an alias of itself") << QByteArray("a: &b {c: *b}") << u""_s;
        QTest::newRow("a key that is a list") << QByteArray("? [a, b]\n: c\n") << u"key"_s;
        QTest::newRow("a merge of a text") << QByteArray("a: {<<: b}") << u"<<"_s;
    }
    void whatIsWrongIsRefusedWithASentence()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, says);
        const auto tree = readTextTree(bytes);
        QVERIFY(!tree);
        QCOMPARE(tree.error().code, ErrorCode::InvalidInput);
        QVERIFY2(tree.error().what.contains(says), qPrintable(tree.error().what));
    }
    void keysTwiceElsewhereDoNotHurt()
    {
        VERIFY_OK(readTextTree("{\"paths\":{\"/a\":{\"x\":1,\"x\":2}}}"));
        VERIFY_OK(readTextTree("paths:\n  /a:\n    x: 1\n    x: 2\n"));
    }
    void whatUnfoldsWithoutEndIsRefused()
    {
        QByteArray laughs("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; ++i) {
            const QByteArray before = "*a" + QByteArray::number(i - 1);
            const QByteArray here = "a" + QByteArray::number(i);
            laughs += here + ": &" + here + " [" + before;
            for (int j = 0; j < 9; ++j)
                laughs += "," + before;
            laughs += "]\n";
        }
        const auto tree = readTextTree(laughs);
        QVERIFY(!tree);
        QVERIFY2(tree.error().what.contains(u"too many parts"_s), qPrintable(tree.error().what));
    }
    void limitsAreThoseGiven_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("JSON") << QByteArray("{\"a\":{\"b\":{\"c\":[1,2,3,4,5,6]}}}");
        QTest::newRow("YAML") << QByteArray("a: {b: {c: [1,2,3,4,5,6]}}");
    }
    void limitsAreThoseGiven()
    {
        QFETCH(const QByteArray, bytes);
        VERIFY_OK(readTextTree(bytes));
        TextTreeLimits few;
        few.nodes = 5;
        QVERIFY(!readTextTree(bytes, few));
        TextTreeLimits flat;
        flat.depth = 3;
        QVERIFY(!readTextTree(bytes, flat));
        TextTreeLimits small;
        small.bytes = bytes.size() - 1;
        QVERIFY(!readTextTree(bytes, small));
    }
};

TEST_UNIT(tst_TextTree)
#include "tst_TextTree.moc"
