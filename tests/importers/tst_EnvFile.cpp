// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importers/EnvFile.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

using Pairs = QList<QPair<QString, QByteArray>>;

Pairs pairsOf(const EnvFile &file)
{
    Pairs pairs;
    for (const EnvEntry &entry : file.entries)
        pairs.append({entry.name, entry.value->reveal().toByteArray()});
    return pairs;
}

} // namespace

class tst_EnvFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAndValuesAreRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Pairs>("pairs");
        QTest::newRow("nothing") << QByteArray() << Pairs();
        QTest::newRow("plain") << QByteArray("A=1\nB=2") << Pairs{{u"A"_s, "1"}, {u"B"_s, "2"}};
        QTest::newRow("blanks") << QByteArray("  A = 1  \n") << Pairs{{u"A"_s, "1"}};
        QTest::newRow("export") << QByteArray("export A=1\nexportB=2")
                                << Pairs{{u"A"_s, "1"}, {u"exportB"_s, "2"}};
        QTest::newRow("CRLF") << QByteArray("A=1\r\n\r\nB=\"2\"\r\n")
                              << Pairs{{u"A"_s, "1"}, {u"B"_s, "2"}};
        QTest::newRow("byte-order mark") << QByteArray("\xef\xbb\xbf"
                                                       "A=1")
                                         << Pairs{{u"A"_s, "1"}};
        QTest::newRow("comments") << QByteArray("# A=1\nB=2 # not this\nC=3#this\nD=#nothing")
                                  << Pairs{{u"B"_s, "2"}, {u"C"_s, "3#this"}, {u"D"_s, ""}};
        QTest::newRow("empty") << QByteArray("A=\nB=''\nC=\"\"")
                               << Pairs{{u"A"_s, ""}, {u"B"_s, ""}, {u"C"_s, ""}};
        QTest::newRow("equals signs") << QByteArray("A=b=c==") << Pairs{{u"A"_s, "b=c=="}};
        QTest::newRow("single quotes")
            << QByteArray("A='x # y \\n $z'") << Pairs{{u"A"_s, "x # y \\n $z"}};
        QTest::newRow("double quotes") << QByteArray("A=\"x # y\\n\\\"z\\\"\\\\ \\q\"")
                                       << Pairs{{u"A"_s, "x # y\n\"z\"\\ \\q"}};
        QTest::newRow("back quotes")
            << QByteArray("A=`it's \"both\"`") << Pairs{{u"A"_s, "it's \"both\""}};
        QTest::newRow("after the quote")
            << QByteArray("A=\"x\" # why\nB=2") << Pairs{{u"A"_s, "x"}, {u"B"_s, "2"}};
        QTest::newRow("several lines") << QByteArray("A=\"one\ntwo\nthree\"\nB=2")
                                       << Pairs{{u"A"_s, "one\ntwo\nthree"}, {u"B"_s, "2"}};
        QTest::newRow("twice") << QByteArray("A=1\nA=2") << Pairs{{u"A"_s, "1"}, {u"A"_s, "2"}};
        QTest::newRow("quote never closed")
            << QByteArray("A=\"x\nB=2") << Pairs{{u"A"_s, "\"x"}, {u"B"_s, "2"}};
        QTest::newRow("no setting")
            << QByteArray("hello world\nA=1\n=2\n1 2=3") << Pairs{{u"A"_s, "1"}};
    }
    void namesAndValuesAreRead()
    {
        QFETCH(QByteArray, text);
        QFETCH(Pairs, pairs);
        const auto file = readEnvFile(text);
        QVERIFY(file.isOk());
        QCOMPARE(pairsOf(*file), pairs);
    }
    void itIsToldWhereAnEntryStands()
    {
        const QByteArray text = "# top\r\nA=1\r\n\r\nB=\"x\ny\"  # z\r\nC=3\n";
        const auto file = readEnvFile(text);
        QVERIFY(file.isOk());
        QCOMPARE(file->entries.size(), 3);
        QCOMPARE(file->entries[0].line, 2);
        QCOMPARE(text.mid(file->entries[0].at, file->entries[0].length), QByteArray("A=1"));
        QCOMPARE(file->entries[1].line, 4);
        QCOMPARE(text.mid(file->entries[1].at, file->entries[1].length),
                 QByteArray("B=\"x\ny\"  # z"));
        QCOMPARE(file->entries[2].line, 6);
    }
    void aValueThatStandsElsewhereIsMarked()
    {
        const auto file = readEnvFile("A=${B}\nC=\"x${B}\"\nD='${B}'\nE=$B\nF=a$b\n"
                                      "G=a${B}\nH=\"$(pass show x)\"\nI='a'\\''b'\nJ=\"a\"b\n"
                                      "K='a' # why");
        QVERIFY(file.isOk());
        QList<bool> refers;
        for (const EnvEntry &entry : file->entries)
            refers.append(entry.refers);
        QCOMPARE(refers,
                 (QList<bool>{true, true, false, true, false, true, true, true, true, false}));
    }
    void whatCannotBeReadIsToldWithoutItsText()
    {
        const auto file = readEnvFile("secret stuff\nA=\"never closed");
        QVERIFY(file.isOk());
        QCOMPARE(file->warnings.size(), 2);
        QVERIFY(file->warnings[0].contains(u"Line 1"_s));
        for (const QString &warning : file->warnings)
            QVERIFY(!warning.contains(u"stuff"_s) && !warning.contains(u"never closed"_s));
    }
    void whatIsNoSuchFileIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("too long") << QByteArray(1024 * 1024 + 1, 'a');
        QTest::newRow("UTF-16") << QByteArray("\xff\xfe"
                                              "A\0=\0",
                                              6);
    }
    void whatIsNoSuchFileIsRefused()
    {
        QFETCH(QByteArray, bytes);
        VERIFY_ERROR(ErrorCode::InvalidInput, readEnvFile(bytes));
    }
    void aValueWithAZeroIsLeftOut()
    {
        const auto file = readEnvFile(QByteArray("A=x\0y\nB=1", 9));
        QVERIFY(file.isOk());
        QCOMPARE(pairsOf(*file), (Pairs{{u"B"_s, "1"}}));
        QCOMPARE(file->warnings.size(), 1);
    }
    void manyOpenQuotesAreReadInTime()
    {
        // Each could be searched to the end of the file.
        const auto file = readEnvFile(QByteArray("A=\"\\\n").repeated(100'000));
        QVERIFY(file.isOk());
    }
};

TEST_UNIT(tst_EnvFile)
#include "tst_EnvFile.moc"
