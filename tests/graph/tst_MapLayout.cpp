// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/DotLayout.h"
#include "core/graph/Graphviz.h"
#include "core/graph/MapLayout.h"
#include "tests/graph/MapFixture.h"
#include "tests/support/TestUnit.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QThreadPool>

#include <cmath>

using namespace drawbridge;
using namespace std::chrono_literals;

namespace {

/// A program that answers as `script` does, in the place of dot.
QString fakeDot(const QTemporaryDir &dir, const QByteArray &script)
{
    QFile file(dir.filePath(QStringLiteral("dot")));
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write("#!/bin/sh\n" + script + "\n");
    file.close();
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    return file.fileName();
}

/// What is wrong with a layout, or nothing.
QString faultOf(const LaidOutMap &map)
{
    if (map.tiles.size() != map.map.tiles.size() || map.areas.size() != map.map.areas.size()
        || map.arrows.size() != map.map.arrows.size())
        return QStringLiteral("lists of other lengths than the map");
    const QRectF whole(QPointF(), map.size);
    for (int i = 0; i < map.tiles.size(); ++i) {
        if (map.tiles[i].isEmpty() || !whole.contains(map.tiles[i]))
            return QStringLiteral("tile %1 is outside").arg(i);
        const QRectF &area = map.areas[map.map.tiles[i].area];
        if (!area.isNull() && !area.contains(map.tiles[i]))
            return QStringLiteral("tile %1 is outside its area").arg(i);
        for (int j = 0; j < i; ++j) {
            if (map.tiles[i].intersects(map.tiles[j]))
                return QStringLiteral("tiles %1 and %2 overlap").arg(i).arg(j);
        }
    }
    for (int i = 0; i < map.areas.size(); ++i) {
        for (int j = 0; j < i; ++j) {
            const qreal room = 8;
            if (map.areas[i].adjusted(-room, -room, room, room).intersects(map.areas[j]))
                return QStringLiteral("areas %1 and %2 overlap or touch").arg(i).arg(j);
        }
    }
    for (int i = 0; i < map.arrows.size(); ++i) {
        const QList<QPointF> &points = map.arrows[i].points;
        if (points.size() < 4 || points.size() % 3 != 1)
            return QStringLiteral("arrow %1 is no curve").arg(i);
        const MapArrow &arrow = map.map.arrows[i];
        const qreal near = 3;
        if (!map.tiles[arrow.from].adjusted(-near, -near, near, near).contains(points.first())
            || !map.tiles[arrow.to].adjusted(-near, -near, near, near).contains(points.last()))
            return QStringLiteral("arrow %1 does not reach its tiles").arg(i);
    }
    return {};
}

} // namespace

class tst_MapLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void graphvizPlacesASmallShop()
    {
        const auto map = layoutMap(buildMap(smallShop()));
        VERIFY_OK(map);
        QCOMPARE(toText(map->by), QStringLiteral("graphviz"));
        QCOMPARE(map->note, QString());
        QCOMPARE(faultOf(*map), QString());
        QVERIFY(!map->areas[2].isNull()); // the empty area has its place as well
        QVERIFY(map->areas[3].isNull());  // what is in no area has no frame
    }
    void theSameMapGivesTheSameLayout()
    {
        const MapModel model = buildMap(bigBusiness(40, 5, 60));
        const auto one = layoutMap(model);
        const auto two = layoutMap(model);
        VERIFY_OK(one);
        VERIFY_OK(two);
        QCOMPARE(toText(one->by), QStringLiteral("graphviz"));
        QCOMPARE(faultOf(*one), QString());
        QCOMPARE(one->tiles, two->tiles);
        QCOMPARE(one->areas, two->areas);
        for (int i = 0; i < one->arrows.size(); ++i)
            QCOMPARE(one->arrows[i].points, two->arrows[i].points);
    }
    void aBusinessWithoutFlowsNeedsNoGraphviz()
    {
        MapInput input = smallShop();
        input.flows.clear();
        MapLayoutOptions options;
        options.program = QStringLiteral("/nonexistent/dot");
        const auto map = layoutMap(buildMap(input), options);
        VERIFY_OK(map);
        QCOMPARE(map->note, QString());
        QCOMPARE(faultOf(*map), QString());
    }
    void nothingAtAllIsAnEmptyMap()
    {
        const auto map = layoutMap({});
        VERIFY_OK(map);
        QVERIFY(map->tiles.isEmpty());
    }
    void fiveHundredTilesAreLaidOutByGraphvizToo()
    {
        MapLayoutOptions patient;
        patient.limit = 60s; // how long it takes is the benchmark's business
        const auto map = layoutMap(buildMap(bigBusiness(500, 8, 900)), patient);
        VERIFY_OK(map);
        QCOMPARE(faultOf(*map), QString());
        QCOMPARE(toText(map->by), QStringLiteral("graphviz"));
        QCOMPARE(map->note, QString());
    }
    void withoutAUsableGraphvizThereIsAGridThatSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::newRow("fails") << QByteArray("exit 1");
        QTest::newRow("crashes") << QByteArray("kill -SEGV $$");
        QTest::newRow("says nothing") << QByteArray("exit 0");
        QTest::newRow("says something else") << QByteArray("echo 'digraph {}'");
        QTest::newRow("says JSON without a map") << QByteArray("echo '{\"bb\": \"0,0,10,10\"}'");
        QTest::newRow("says nonsense numbers")
            << QByteArray("echo '{\"bb\": \"0,0,nan,1e999\", \"objects\": []}'");
        QTest::newRow("places a tile that is not there") << QByteArray(
            "echo '{\"bb\": \"0,0,9,9\", \"objects\": [{\"name\": \"n99999\", \"pos\": \"1,1\"}, "
            "{\"name\": \"cluster_a-1\", \"bb\": \"1,1,1,1\"}]}'");
        QTest::newRow("never ends") << QByteArray("exec sleep 600");
        QTest::newRow("ignores being asked to stop")
            << QByteArray("trap '' TERM INT HUP; while :; do :; done");
        QTest::newRow("never stops talking") << QByteArray("exec yes");
    }
    void withoutAUsableGraphvizThereIsAGridThatSaysWhy()
    {
        QFETCH(QByteArray, script);
        QTemporaryDir dir;
        MapLayoutOptions options;
        options.program = fakeDot(dir, script);
        options.limit = 300ms;
        options.largestAnswer = 100'000;
        QElapsedTimer timer;
        timer.start();
        const auto map = layoutMap(buildMap(smallShop()), options);
        VERIFY_OK(map);
        QVERIFY2(timer.elapsed() < 60000, "it waited for what never ends");
        QCOMPARE(toText(map->by), QStringLiteral("grid"));
        QVERIFY(!map->note.isEmpty());
        QCOMPARE(faultOf(*map), QString());
    }
    void aMissingGraphvizIsSaid()
    {
        MapLayoutOptions options;
        options.program = QStringLiteral("no-such-program-here");
        const auto map = layoutMap(buildMap(smallShop()), options);
        VERIFY_OK(map);
        QVERIFY(map->note.contains(QStringLiteral("not installed")));
        QCOMPARE(faultOf(*map), QString());
    }
    void askingToStopStopsIt()
    {
        QTemporaryDir dir;
        MapLayoutOptions options;
        options.program = fakeDot(dir, "exec sleep 600");
        options.limit = 60s;
        const CancelToken cancel;
        QThreadPool pool;
        std::optional<Result<LaidOutMap>> result;
        pool.start([&] { result.emplace(layoutMap(buildMap(smallShop()), options, cancel)); });
        cancel.cancel();
        QVERIFY(pool.waitForDone(5000));
        VERIFY_ERROR(ErrorCode::Cancelled, *result);
    }
    void whatGraphvizReadsHasNoNames()
    {
        MapInput input = smallShop();
        const QString hostile = QStringLiteral("\"]; evil [label=\"x\n}</svg>");
        for (Connection &each : input.connections)
            each.name = hostile;
        for (Boundary &each : input.boundaries)
            each.name = hostile;
        const MapModel model = buildMap(input);
        const QByteArray graph = DotLayout(model, {0, 1, 2, 3}, {176, 56}).graph();
        QVERIFY(!graph.contains("evil"));
        QVERIFY(!graph.contains("svg"));
        QVERIFY(!graph.contains("store"));
        const auto map = layoutMap(model);
        VERIFY_OK(map);
        QCOMPARE(toText(map->by), QStringLiteral("graphviz"));
        QCOMPARE(faultOf(*map), QString());
    }
    void manyTilesWithoutFlowsDoNotMakeOneLongColumn()
    {
        MapInput input = bigBusiness(40, 4, 0);
        input.flows = {flow(QStringLiteral("f"),
                            QStringLiteral("c0"),
                            QStringLiteral("c1"),
                            {QStringLiteral("orders")})};
        const auto map = layoutMap(buildMap(input));
        VERIFY_OK(map);
        QCOMPARE(toText(map->by), QStringLiteral("graphviz"));
        QCOMPARE(faultOf(*map), QString());
        QVERIFY2(map->size.height() < 2 * map->size.width(),
                 qPrintable(QString::number(map->size.height())));
    }
};

TEST_UNIT(tst_MapLayout)
#include "tst_MapLayout.moc"
