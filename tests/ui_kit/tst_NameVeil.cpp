// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/kit/NameVeil.h"

using namespace drawbridge;
using namespace drawbridge::ui;
using namespace Qt::StringLiterals;

class tst_NameVeil : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreHiddenInsideSentences_data()
    {
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("shown");
        const QString dots(6, QChar(0x2022));
        QTest::newRow("a connection")
            << u"\"Shop\" passed its test"_s << QString(u"\""_s % dots % u"\" passed its test"_s);
        QTest::newRow("a longer name with another in it")
            << u"Shop in Rome was changed"_s << QString(dots % u" was changed"_s);
        QTest::newRow("a person") << u"Anna looks after Shop"_s
                                  << QString(dots % u" looks after "_s % dots);
        QTest::newRow("the business") << u"Backup of Ada's"_s << QString(u"Backup of "_s % dots);
        QTest::newRow("at the end of a sentence")
            << u"This is Shop."_s << QString(u"This is "_s % dots % u'.');
        QTest::newRow("owning") << u"Shop's key"_s << QString(dots % u"'s key"_s);
        QTest::newRow("twice") << u"Shop, Shop"_s << QString(dots % u", "_s % dots);
        QTest::newRow("beside a sign that is no letter")
            << u"shop_Shop-2"_s << QString(u"shop_"_s % dots % u"-2"_s);
        QTest::newRow("the beginning of a word")
            << u"Shopify sent Shop an order"_s
            << QString(u"Shopify sent "_s % dots % u" an order"_s);
        QTest::newRow("the end of a word") << u"CoffeeShop"_s << u"CoffeeShop"_s;
        QTest::newRow("before a digit") << u"Shop2"_s << u"Shop2"_s;
        QTest::newRow("before a letter with an accent") << u"Annaé"_s << u"Annaé"_s;
        QTest::newRow("before an accent of its own") << u"Shop\u0301"_s << u"Shop\u0301"_s;
        QTest::newRow("before a letter of two units") << u"Shop\U0001D4D0"_s << u"Shop\U0001D4D0"_s;
        QTest::newRow("after a letter of two units") << u"\U0001D4D0Shop"_s << u"\U0001D4D0Shop"_s;
        QTest::newRow("a Greek name") << u"Ωμέγα: Ωμ"_s << QString(u"Ωμέγα: "_s % dots);
        QTest::newRow("a script without spaces")
            << u"私の花屋は"_s << QString(u"私の"_s % dots % u"は"_s);
        QTest::newRow("a name that ends with a sign") << u"Yes!they"_s << QString(dots % u"they"_s);
        QTest::newRow("no name in it") << u"The key was replaced"_s << u"The key was replaced"_s;
    }
    void namesAreHiddenInsideSentences()
    {
        QFETCH(QString, sentence);
        QFETCH(QString, shown);
        Connection shop;
        shop.name = u"Shop"_s;
        shop.owner = u"Anna"_s;
        Connection rome;
        rome.name = u"Shop in Rome"_s;
        rome.owner = u"Anna"_s;
        const QList<Connection> connections{shop, rome};
        const NameVeil veil(Names::Hidden,
                            connections,
                            {u"Ada's"_s, u"Ωμ"_s, u"花屋"_s, u"Yes!"_s, QString()});
        QCOMPARE(veil.sentence(sentence), shown);
        const NameVeil open(Names::Shown, connections, {u"Ada's"_s});
        QCOMPARE(open.sentence(sentence), sentence);
        QCOMPARE(NameVeil().sentence(sentence), sentence);
    }

    void aNameAloneTellsNotEvenItsLength()
    {
        const NameVeil veil(Names::Hidden, {}, {});
        QVERIFY(veil.isDown());
        QCOMPARE(veil.name(u"Shop"_s), veil.name(u"A much longer name"_s));
    }
};

TEST_UNIT(tst_NameVeil)
#include "tst_NameVeil.moc"
