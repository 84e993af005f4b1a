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
        const NameVeil veil(Names::Hidden, connections, {u"Ada's"_s, QString()});
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
