// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/MapModel.h"
#include "tests/graph/MapFixture.h"
#include "tests/support/TestUnit.h"

#include <algorithm>

using namespace drawbridge;

class tst_MapModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areasStandInTheirOrderAndEmptyOnesStay()
    {
        const MapModel map = buildMap(smallShop());
        QStringList names;
        for (const MapArea &each : map.areas)
            names.append(each.name);
        QCOMPARE(names.first(3),
                 (QStringList{QStringLiteral("Shop"),
                              QStringLiteral("Money"),
                              QStringLiteral("Nothing yet")}));
        QVERIFY(map.areas[2].tiles.isEmpty());
    }
    void whatIsInNoAreaComesLastTogether()
    {
        const MapModel map = buildMap(smallShop());
        QCOMPARE(map.areas.size(), 4);
        QVERIFY(!map.areas[3].boundary.isValid());
        QCOMPARE(map.areas[3].tiles, QList<int>{4});
        QCOMPARE(map.tiles[4].name, QStringLiteral("Notion"));
    }
    void anAreaThatIsGoneIsNoArea()
    {
        MapInput input = smallShop();
        input.connections[0].boundary = BoundaryId(QStringLiteral("deleted"));
        QCOMPARE(buildMap(input).areas[3].tiles.size(), 2);
    }
    void flowsBetweenAreasAreCrossings()
    {
        const MapModel map = buildMap(smallShop());
        QStringList crossing;
        for (const MapCrossing &each : map.crossings) {
            crossing.append(each.flow.text());
            QVERIFY(map.arrows[each.arrow].crosses);
            QVERIFY(each.fromArea != each.toArea);
        }
        crossing.sort();
        QCOMPARE(crossing,
                 (QStringList{QStringLiteral("f1"), QStringLiteral("f3"), QStringLiteral("f4")}));
        QVERIFY(!map.arrows[map.arrowOf(FlowId(QStringLiteral("f2")))].crosses);
    }
    void theMostSensitiveKindOfDataCounts_data()
    {
        QTest::addColumn<QString>("flow");
        QTest::addColumn<QString>("sensitivity");
        QTest::newRow("highest of two") << QStringLiteral("f1") << QStringLiteral("critical");
        QTest::newRow("the only one") << QStringLiteral("f2") << QStringLiteral("low");
        QTest::newRow("a kind nobody knows") << QStringLiteral("f4") << QStringLiteral("critical");
    }
    void theMostSensitiveKindOfDataCounts()
    {
        QFETCH(QString, flow);
        const MapModel map = buildMap(smallShop());
        QTEST(toText(map.arrows[map.arrowOf(FlowId(flow))].sensitivity), "sensitivity");
    }
    void theOrderOfWhatComesInDoesNotMatter()
    {
        MapInput input = smallShop();
        const MapModel map = buildMap(input);
        std::reverse(input.connections.begin(), input.connections.end());
        std::reverse(input.flows.begin(), input.flows.end());
        std::reverse(input.boundaries.begin(), input.boundaries.end());
        const MapModel other = buildMap(input);
        QCOMPARE(other.tiles.size(), map.tiles.size());
        for (int i = 0; i < map.tiles.size(); ++i)
            QCOMPARE(other.tiles[i].connection.text(), map.tiles[i].connection.text());
        for (int i = 0; i < map.arrows.size(); ++i)
            QCOMPARE(other.arrows[i].flow.text(), map.arrows[i].flow.text());
    }
    void aFilterByKindOfDataHidesFlowsAndKeepsConnections()
    {
        MapFilter filter;
        filter.dataClasses = {QStringLiteral("order-totals")};
        const MapModel map = buildMap(smallShop(), filter);
        QCOMPARE(map.tiles.size(), 5);
        QCOMPARE(map.arrows.size(), 1);
        QCOMPARE(map.arrows[0].flow.text(), QStringLiteral("f2"));
    }
    void aFilterByEnvironmentHidesTheOthersAndTheirFlows()
    {
        MapInput input = smallShop();
        input.connections[1].environment = Environment::Staging;
        MapFilter filter;
        filter.environment = Environment::Production;
        const MapModel map = buildMap(input, filter);
        QCOMPARE(map.tiles.size(), 4);
        QCOMPARE(map.arrows.size(), 2);
    }
    void retiredFlowsShowOnlyWhenAskedFor()
    {
        MapInput input = smallShop();
        input.flows[0].retiredAt = QDateTime::fromSecsSinceEpoch(0, Qt::UTC);
        QCOMPARE(buildMap(input).arrows.size(), 3);
        MapFilter filter;
        filter.retiredToo = true;
        const MapModel map = buildMap(input, filter);
        QCOMPARE(map.arrows.size(), 4);
        QVERIFY(map.arrows[map.arrowOf(FlowId(QStringLiteral("f1")))].retired);
    }
    void aFlowToNowhereIsLeftOut()
    {
        MapInput input = smallShop();
        input.flows[0].to = ConnectionId(QStringLiteral("removed"));
        const MapModel map = buildMap(input);
        QCOMPARE(map.arrows.size(), 3);
        QCOMPARE(map.arrowOf(FlowId(QStringLiteral("f1"))), -1);
    }
    void anUnknownAppStillHasATile()
    {
        const MapModel map = buildMap(smallShop());
        QCOMPARE(map.tiles[4].look.monogram, QStringLiteral("N"));
        QVERIFY(map.tiles[4].look.colour.startsWith(u'#'));
        QCOMPARE(map.tiles[4].appName, QStringLiteral("stripe"));
    }
};

TEST_UNIT(tst_MapModel)
#include "tst_MapModel.moc"
