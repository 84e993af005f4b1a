// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/NetworkStore.h"
#include "tests/support/TestUnit.h"

#include <QJsonDocument>

using namespace drawbridge;
using namespace Qt::StringLiterals;

class tst_StoreNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPurposeIsOnePartOfAPathAndComesBack_data()
    {
        QTest::addColumn<QString>("purpose");
        QTest::addColumn<QString>("segment");
        QTest::newRow("a word") << u"data-key"_s << u"data-key"_s;
        QTest::newRow("with a slash") << u"credential/1/key"_s << u"credential_2f1_2fkey"_s;
        QTest::newRow("what escapes") << u"a_b"_s << u"a_5fb"_s;
        QTest::newRow("a climb") << u".."_s << u"_2e_2e"_s;
        QTest::newRow("a star and a per cent") << u"a*%"_s << u"a_2a_25"_s;
    }
    void aPurposeIsOnePartOfAPathAndComesBack()
    {
        QFETCH(QString, purpose);
        QFETCH(QString, segment);
        QCOMPARE(storeSegment(purpose), segment);
        QCOMPARE(purposeFromSegment(segment), std::optional(purpose));
    }
    void whatIsNotOfOursIsNoPurpose_data()
    {
        QTest::addColumn<QString>("segment");
        QTest::newRow("nothing") << QString();
        QTest::newRow("a folder") << u"data-key/"_s;
        QTest::newRow("half an escape") << u"a_2"_s;
        QTest::newRow("no escape") << u"a_zz"_s;
        QTest::newRow("an escape of a letter") << u"_61"_s;
        QTest::newRow("capitals in an escape") << u"a_2F"_s;
        QTest::newRow("a sign in an escape") << u"a_+1"_s;
        QTest::newRow("a space") << u"a b"_s;
    }
    void whatIsNotOfOursIsNoPurpose()
    {
        QFETCH(QString, segment);
        QVERIFY(!purposeFromSegment(segment));
    }
    void everyValueComesBackThroughJson_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("text");
        QTest::newRow("a key") << QByteArray("abc") << true;
        QTest::newRow("quotes and breaks") << QByteArray("a\"\\\r\n\tb") << true;
        QTest::newRow("beyond ASCII") << QByteArray("cl\xc3\xa9 \xf0\x9f\x94\x91") << true;
        QTest::newRow("a line separator") << QByteArray("a\xe2\x80\xa8z") << true;
        QTest::newRow("zero") << QByteArray("a\0b", 3) << false;
        QTest::newRow("escape") << QByteArray("a\x1b[0m") << false;
        QTest::newRow("no UTF-8") << QByteArray("\xff\xfe") << false;
        QTest::newRow("overlong") << QByteArray("\xc0\x80") << false;
        QTest::newRow("a lone surrogate") << QByteArray("\xed\xa0\x80") << false;
        QTest::newRow("a byte order mark") << QByteArray("\xef\xbb\xbfx") << false;
    }
    void everyValueComesBackThroughJson()
    {
        QFETCH(QByteArray, value);
        QFETCH(bool, text);
        QCOMPARE(isReadableText(value), text);
        const SecretText json =
            jsonWithSecret({{u"label"_s, u"a"_s}}, u"t"_s, u"b"_s, SecretBytes::copyOf(value));
        const QJsonObject object =
            QJsonDocument::fromJson(json.build().reveal().toByteArray()).object();
        QCOMPARE(object.contains(u"t"_s), text);
        QCOMPARE(object.value(u"label"_s).toString(), u"a"_s);
        const auto back = secretFromJson(object, u"t"_s, u"b"_s);
        QVERIFY(back);
        QCOMPARE(back->reveal().toByteArray().toHex(), value.toHex());
    }
};

TEST_UNIT(tst_StoreNames)
#include "tst_StoreNames.moc"
