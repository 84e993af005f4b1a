// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/RecoveryCode.h"
#include "tests/crypto/ScriptedRandom.h"
#include "tests/support/TestUnit.h"

#include <QSet>

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

QString textOf(const RecoveryCode &code)
{
    return QString::fromLatin1(code.text().reveal());
}

RecoveryCode codeOf(const QByteArray &bits)
{
    ScriptedRandom random(bits);
    return RecoveryCode::generate(random);
}

/// A code of our own making for the tables below; the bits count up.
RecoveryCode sample()
{
    return codeOf(QByteArray::fromHex("000102030405060708090a0b0c0d0e0f10111213"));
}

QString letters()
{
    return QStringLiteral("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
}

} // namespace

class tst_RecoveryCode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theWrittenFormNeverChanges_data();
    void theWrittenFormNeverChanges();
    void whatIsPrintedOpensTheSameKey();
    void typingIsForgiven_data();
    void typingIsForgiven();
    void everyWrongCharacterIsFoundInItsGroup();
    void everyExchangeOfTwoCharactersIsFound();
    void everyExchangeOfTwoGroupsIsFound();
    void slipsAreNamed_data();
    void slipsAreNamed();
    void everyPurposeHasItsOwnKey();
    void codesAreNotRepeated();

private:
    SystemRandom m_random;
};

void tst_RecoveryCode::theWrittenFormNeverChanges_data()
{
    QTest::addColumn<QByteArray>("bits");
    QTest::addColumn<QString>("text");
    QTest::newRow("zeros") << QByteArray(20, '\0')
                           << QStringLiteral("00005-0000A-0000M-0000D-0000T-0000H-00007-0000E");
    QTest::newRow("ones") << QByteArray(20, '\xff')
                          << QStringLiteral("ZZZZ8-ZZZZ7-ZZZZS-ZZZZ0-ZZZZQ-ZZZZW-ZZZZA-ZZZZ3");
    QTest::newRow("counting") << QByteArray::fromHex("000102030405060708090a0b0c0d0e0f10111213")
                              << QStringLiteral("000G8-40R4P-0M30P-E209X-185GX-R38ES-1W810-24GKP");
}

void tst_RecoveryCode::theWrittenFormNeverChanges()
{
    QFETCH(QByteArray, bits);
    QTEST(textOf(codeOf(bits)), "text");
}

void tst_RecoveryCode::whatIsPrintedOpensTheSameKey()
{
    for (int i = 0; i < 200; ++i) {
        const RecoveryCode code = RecoveryCode::generate(m_random);
        const auto back = RecoveryCode::fromText(textOf(code));
        VERIFY_OK(back);
        QVERIFY(back->key("sheet").bytes().equals(code.key("sheet").bytes()));
    }
}

void tst_RecoveryCode::typingIsForgiven_data()
{
    QTest::addColumn<QString>("typed");
    const QString text = textOf(sample());
    QTest::newRow("as printed") << text;
    QTest::newRow("small letters") << text.toLower();
    QTest::newRow("without hyphens") << QString(text).remove(u'-');
    QTest::newRow("spaces for hyphens") << QString(text).replace(u'-', u' ');
    QTest::newRow("long dashes") << QString(text).replace(u'-', QChar(0x2013));
    QTest::newRow("a line break in the middle") << QString(text).insert(24, u'\n');
    QTest::newRow("spaces around") << QStringLiteral("  %1\t").arg(text);
    QTest::newRow("the letter O for zero") << QString(text).replace(u'0', u'O');
    QTest::newRow("small o for zero") << QString(text).replace(u'0', u'o');
    QTest::newRow("l for one") << QString(text).replace(u'1', u'l');
    QTest::newRow("I for one") << QString(text).replace(u'1', u'I');
}

void tst_RecoveryCode::typingIsForgiven()
{
    QFETCH(QString, typed);
    const auto code = RecoveryCode::fromText(typed);
    VERIFY_OK(code);
    QCOMPARE(textOf(*code), textOf(sample()));
}

void tst_RecoveryCode::everyWrongCharacterIsFoundInItsGroup()
{
    const QString text = textOf(sample());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'-')
            continue;
        for (const QChar letter : letters()) {
            if (letter == text[i])
                continue;
            QString wrong = text;
            wrong[i] = letter;
            const auto code = RecoveryCode::fromText(wrong);
            VERIFY_ERROR(ErrorCode::InvalidInput, code);
            QVERIFY2(code.error().what.contains(QStringLiteral("Group %1 ").arg(i / 6 + 1)),
                     qPrintable(code.error().what));
        }
    }
}

void tst_RecoveryCode::everyExchangeOfTwoCharactersIsFound()
{
    for (int round = 0; round < 50; ++round) {
        const QString text = textOf(RecoveryCode::generate(m_random));
        for (qsizetype group = 0; group < text.size(); group += 6) {
            for (qsizetype i = group; i < group + 5; ++i) {
                for (qsizetype j = i + 1; j < group + 5; ++j) {
                    QString wrong = text;
                    std::swap(wrong[i], wrong[j]);
                    if (wrong != text)
                        VERIFY_ERROR(ErrorCode::InvalidInput, RecoveryCode::fromText(wrong));
                }
            }
        }
    }
}

void tst_RecoveryCode::everyExchangeOfTwoGroupsIsFound()
{
    for (int round = 0; round < 50; ++round) {
        const QStringList printed = textOf(RecoveryCode::generate(m_random)).split(u'-');
        for (qsizetype i = 0; i < printed.size(); ++i) {
            for (qsizetype j = i + 1; j < printed.size(); ++j) {
                QStringList wrong = printed;
                wrong.swapItemsAt(i, j);
                VERIFY_ERROR(ErrorCode::InvalidInput, RecoveryCode::fromText(wrong.join(u'-')));
            }
        }
    }
}

void tst_RecoveryCode::slipsAreNamed_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("hint");
    const QString text = textOf(sample());
    QTest::newRow("nothing") << QString() << QStringLiteral("Enter the eight groups");
    QTest::newRow("one character missing in group 3")
        << QString(text).remove(14, 1) << QStringLiteral("group 3");
    QTest::newRow("one character too many in group 5")
        << QString(text).insert(26, u'Z') << QStringLiteral("group 5");
    QTest::newRow("the last group missing") << text.left(41) << QStringLiteral("group 8");
    QTest::newRow("everything twice") << QString(text + text) << QStringLiteral("eight groups");
    QTest::newRow("a novel") << QString(10000, u'A') << QStringLiteral("group 1");
    QTest::newRow("a letter that is in no code")
        << QString(text).replace(7, 1, u"U"_s) << QStringLiteral("Group 2 ");
    QTest::newRow("two groups wrong")
        << QString(text).replace(1, 1, u"Z"_s).replace(44, 1, u"Z"_s) << QStringLiteral("1, 8");
}

void tst_RecoveryCode::slipsAreNamed()
{
    QFETCH(QString, typed);
    QFETCH(QString, hint);
    const auto code = RecoveryCode::fromText(typed);
    VERIFY_ERROR(ErrorCode::InvalidInput, code);
    QVERIFY2(code.error().what.contains(hint), qPrintable(code.error().what));
    // The code itself is a secret and stays out of what is shown and logged.
    QVERIFY(!code.error().what.contains(textOf(sample()).left(5)));
    QVERIFY(code.error().detail.isEmpty());
}

void tst_RecoveryCode::everyPurposeHasItsOwnKey()
{
    const RecoveryCode code = sample();
    QVERIFY(!code.key("one").bytes().equals(code.key("two").bytes()));
}

void tst_RecoveryCode::codesAreNotRepeated()
{
    QSet<QString> codes;
    for (int i = 0; i < 1000; ++i)
        codes.insert(textOf(RecoveryCode::generate(m_random)));
    QCOMPARE(codes.size(), 1000);
}

TEST_UNIT(tst_RecoveryCode)
#include "tst_RecoveryCode.moc"
