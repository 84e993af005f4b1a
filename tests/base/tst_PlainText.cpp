// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/PlainText.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

class tst_PlainText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hostileTextIsMadeHarmless_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::newRow("ordinary") << QStringLiteral("Ada's Shop") << QStringLiteral("Ada's Shop");
        QTest::newRow("accents and emoji stay")
            << QString::fromUtf8("Café 🧁") << QString::fromUtf8("Café 🧁");
        QTest::newRow("escape sequence")
            << QStringLiteral("a\x1b[31mb") << QStringLiteral("a[31mb");
        QTest::newRow("right-to-left override")
            << QStringLiteral("a\u202Eb") << QStringLiteral("ab");
        QTest::newRow("zero width") << QStringLiteral("a\u200Bb") << QStringLiteral("ab");
        QTest::newRow("line break") << QStringLiteral("a\nb\tc") << QStringLiteral("a b c");
        QTest::newRow("carriage return") << QStringLiteral("a\r\nb") << QStringLiteral("a b");
        QTest::newRow("lone surrogate")
            << QString(QChar(0xd800)) + QStringLiteral("a") << QStringLiteral("a");
    }
    void hostileTextIsMadeHarmless()
    {
        QFETCH(QString, from);
        QTEST(plainText(from), "to");
    }
    void longTextIsCut()
    {
        QCOMPARE(plainText(QString(600, u'x'), 10), QString(10, u'x') + QChar(0x2026));
    }
    void notesKeepTheirLines()
    {
        QCOMPARE(plainLines(QStringLiteral("a\nb\x07")), QStringLiteral("a\nb"));
    }
};

TEST_UNIT(tst_PlainText)
#include "tst_PlainText.moc"
