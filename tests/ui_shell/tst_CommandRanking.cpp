// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/shell/CommandRanking.h"

using namespace drawbridge::ui;

namespace {

Command named(const char *title, const char *note = "", const char *keywords = "")
{
    return {QString::fromUtf8(title),
            QString::fromUtf8(note),
            Icon::None,
            {},
            QString::fromUtf8(keywords),
            {}};
}

} // namespace

class tst_CommandRanking : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBestFitIsFirst_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("titles");
        QTest::newRow("nothing typed keeps the order")
            << QString()
            << QStringList{QStringLiteral("Stripe"),
                           QStringLiteral("Café Stripes"),
                           QStringLiteral("Test Stripe"),
                           QStringLiteral("Map"),
                           QStringLiteral("Connect an app")};
        QTest::newRow("beginning of the title before a later word")
            << QStringLiteral("str")
            << QStringList{QStringLiteral("Stripe"),
                           QStringLiteral("Café Stripes"),
                           QStringLiteral("Test Stripe")};
        QTest::newRow("capitals do not matter")
            << QStringLiteral("MAP") << QStringList{QStringLiteral("Map")};
        QTest::newRow("accents do not matter")
            << QStringLiteral("cafe") << QStringList{QStringLiteral("Café Stripes")};
        QTest::newRow("every word counts")
            << QStringLiteral("str test") << QStringList{QStringLiteral("Test Stripe")};
        QTest::newRow("keywords are searched")
            << QStringLiteral("picture") << QStringList{QStringLiteral("Map")};
        QTest::newRow("notes are searched")
            << QStringLiteral("action") << QStringList{QStringLiteral("Connect an app")};
        QTest::newRow("inside of a word")
            << QStringLiteral("nnect") << QStringList{QStringLiteral("Connect an app")};
        QTest::newRow("spaces around")
            << QStringLiteral("  map ") << QStringList{QStringLiteral("Map")};
        QTest::newRow("no fit") << QStringLiteral("xyz") << QStringList();
        QTest::newRow("one word that fits nothing") << QStringLiteral("map xyz") << QStringList();
    }
    void theBestFitIsFirst()
    {
        const std::vector<Command> commands{named("Stripe"),
                                            named("Café Stripes"),
                                            named("Test Stripe"),
                                            named("Map", "Screen", "picture flows"),
                                            named("Connect an app", "Action")};
        QFETCH(QString, query);
        QStringList titles;
        for (const size_t position : rankCommands(commands, query))
            titles << commands[position].title;
        QTEST(titles, "titles");
    }
};

TEST_UNIT(tst_CommandRanking)
#include "tst_CommandRanking.moc"
