// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/kit/Theme.h"
#include "ui/map/MapFrame.h"
#include "ui/map/MapView.h"

#include <QAccessible>
#include <QApplication>
#include <QDir>
#include <QSignalSpy>
#include <QWheelEvent>

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

MapTile tile(const char *name, int area)
{
    MapTile made;
    made.connection = ConnectionId(s(name) + s("-id"));
    made.app = s(name).toLower();
    made.appName = s(name);
    made.name = s(name);
    made.area = area;
    made.running = Answer::Yes;
    return made;
}

MapArrow arrow(int from, int to, const char *data, Sensitivity sensitivity, HowKnown how)
{
    MapArrow made;
    made.flow = FlowId(s("flow-%1-%2").arg(from).arg(to));
    made.from = from;
    made.to = to;
    made.dataClasses = {s(data)};
    made.dataLabels = {s(data)};
    made.sensitivity = sensitivity;
    made.howKnown = how;
    made.carrier = Carrier::Hub;
    made.carrierName = s("Zapier");
    return made;
}

ArrowPath curve(QPointF a, QPointF b)
{
    const QPointF half((b.x() - a.x()) / 2, 0);
    return {{a, a + half, b - half, b}};
}

/// Four tiles in two areas and three arrows, each at a place the tests can count on.
LaidOutMap smallMap()
{
    LaidOutMap map;
    map.map.areas = {{{}, s("Shop"), {0, 1}}, {{}, s("Money"), {2, 3}}};
    map.map.tiles = {tile("Shopify", 0),
                     tile("Mailchimp", 0),
                     tile("QuickBooks", 1),
                     tile("Stripe", 1)};
    map.map.tiles[1].custody = Custody::HeldElsewhere;
    map.map.tiles[1].heldBy = s("Anna");
    map.map.tiles[1].running = Answer::Unknown;
    map.map.tiles[3].paused = true;
    map.map.arrows = {arrow(0, 2, "order totals", Sensitivity::Medium, HowKnown::SeenHere),
                      arrow(1, 2, "contact details", Sensitivity::High, HowKnown::NotVisible),
                      arrow(0, 3, "card data", Sensitivity::Critical, HowKnown::Imported)};
    map.size = {760, 320};
    map.areas = {QRectF(20, 20, 240, 260), QRectF(480, 20, 240, 260)};
    map.tiles = {QRectF(50, 70, 176, 56),
                 QRectF(50, 180, 176, 56),
                 QRectF(510, 70, 176, 56),
                 QRectF(510, 180, 176, 56)};
    map.arrows = {curve({226, 90}, {510, 90}),
                  curve({226, 208}, {510, 106}),
                  curve({226, 104}, {510, 208})};
    return map;
}

QString folderOfPictures()
{
    const QString folder = QCoreApplication::applicationDirPath() + s("/../gallery");
    QDir().mkpath(folder);
    return folder;
}

} // namespace

class tst_MapView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Appearance::Light); }
    void init()
    {
        m_view = std::make_unique<MapView>();
        m_view->resize(800, 400);
        m_view->setMap(smallMap(), Names::Shown);
        m_view->show();
        m_view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
    }
    void cleanup() { m_view.reset(); }
    void cleanupTestCase() { m_theme.reset(); }
    void wordsOnAShortArrowAreCutRatherThanLeftOut()
    {
        LaidOutMap map = smallMap();
        map.map.arrows = {map.map.arrows.first()};
        map.map.arrows[0].dataLabels = {s("products, prices and stock levels"), s("invoices")};
        map.arrows = {curve({226, 98}, {340, 98})};
        map.tiles[2].moveLeft(340);
        const MapScene scene(map, Names::Shown);
        QVERIFY(!scene.arrows().first().label.isEmpty());
        QVERIFY(scene.arrows().first().labelText.endsWith(s(" +1")));
        QVERIFY(scene.arrows().first().labelText.startsWith(s("pro")));
    }
    void wordsOnArrowsKeepOffTheNamesOfAreas()
    {
        // The middle of this arrow crosses the name of the area at the right.
        LaidOutMap map = smallMap();
        map.map.areas[1].name = s("Money and everything that has to do with it");
        map.map.arrows = {map.map.arrows.first()};
        map.arrows = {curve({226, 90}, {760, -30})};
        const MapScene scene(map, Names::Shown);
        const QPointF middle = scene.arrows().first().path.pointAtPercent(0.5);
        QVERIFY(QRectF(middle - QPointF(20, 10), QSizeF(40, 20)).intersects(scene.areaTitle(1)));
        QVERIFY(!scene.arrows().first().label.isEmpty());
        QVERIFY(!scene.arrows().first().label.intersects(scene.areaTitle(1)));
    }

    void wordsStandOnTheirArrowsInTheMiddleWhereThatIsFree()
    {
        const MapScene scene(smallMap(), Names::Shown);
        QCOMPARE(scene.arrows().size(), 3);
        const auto offFrom = [](const MapScene::Arrow &arrow, qreal part) {
            return QLineF(arrow.label.center(), arrow.path.pointAtPercent(part)).length();
        };
        QVERIFY(offFrom(scene.arrows().first(), 0.5) < 1);
        for (const MapScene::Arrow &arrow : scene.arrows()) {
            qreal least = 1e9;
            for (int percent = 18; percent <= 82; ++percent)
                least = std::min(least, offFrom(arrow, percent / 100.0));
            QVERIFY2(least < 1, qPrintable(QString::number(least)));
        }
    }

    void theMapIsFittedAndNeverLargerThanLife()
    {
        QCOMPARE(m_view->scale(), 1.0);
        m_view->resize(380, 160);
        QVERIFY(m_view->scale() <= 0.5);
        for (int i = 0; i < 4; ++i)
            QVERIFY(QRectF(m_view->rect()).contains(m_view->rectOf({MapTarget::Kind::Tile, i})));
    }

    void aPointIsOnATileOrNearAnArrowOrOnNothing_data()
    {
        QTest::addColumn<QPointF>("point");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("index");
        const int tileKind = static_cast<int>(MapTarget::Kind::Tile);
        const int arrowKind = static_cast<int>(MapTarget::Kind::Arrow);
        QTest::newRow("middle of a tile") << QPointF(140, 100) << tileKind << 0;
        QTest::newRow("inside the lower right corner") << QPointF(684, 234) << tileKind << 3;
        QTest::newRow("on an arrow") << QPointF(300, 90) << arrowKind << 0;
        QTest::newRow("near an arrow") << QPointF(290, 95) << arrowKind << 0;
        QTest::newRow("in an area") << QPointF(40, 150) << 0 << -1;
        QTest::newRow("beside everything") << QPointF(755, 310) << 0 << -1;
    }
    void aPointIsOnATileOrNearAnArrowOrOnNothing()
    {
        QFETCH(QPointF, point);
        const MapTarget target = m_view->scene().at(point, 7);
        QTEST(static_cast<int>(target.kind), "kind");
        QTEST(target.index, "index");
    }

    void aClickOpensWhatIsThere()
    {
        QList<MapTarget> opened;
        connect(m_view.get(), &MapView::opened, this, [&opened](const MapTarget &target) {
            opened << target;
        });
        const QPoint stripe = m_view->rectOf({MapTarget::Kind::Tile, 3}).center().toPoint();
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, stripe);
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, QPoint(2, 2));
        QCOMPARE(opened.size(), 2);
        QVERIFY(opened.at(0) == (MapTarget{MapTarget::Kind::Tile, 3}));
        QVERIFY(!opened.at(1).isSet());
        QVERIFY(!m_view->chosen().isSet());
    }

    void aDragMovesTheMapAndOpensNothing()
    {
        int opened = 0;
        connect(m_view.get(), &MapView::opened, this, [&opened] { ++opened; });
        const QRectF before = m_view->rectOf({MapTarget::Kind::Tile, 0});
        QTest::mousePress(m_view.get(), Qt::LeftButton, {}, QPoint(400, 300));
        QTest::mouseMove(m_view.get(), QPoint(430, 310));
        QTest::mouseMove(m_view.get(), QPoint(450, 320));
        QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, QPoint(450, 320));
        QCOMPARE(opened, 0);
        const QPointF moved =
            m_view->rectOf({MapTarget::Kind::Tile, 0}).topLeft() - before.topLeft();
        QCOMPARE(moved, QPointF(50, 20));
    }

    void theMapCannotBeLost()
    {
        for (int i = 0; i < 100; ++i)
            QTest::keyClick(m_view.get(), Qt::Key_Right);
        QRectF all;
        for (int i = 0; i < 4; ++i)
            all |= m_view->rectOf({MapTarget::Kind::Tile, i});
        QVERIFY(all.intersects(QRectF(m_view->rect())));
    }

    void theWheelZoomsAtThePointer()
    {
        const QPointF anchor = m_view->rectOf({MapTarget::Kind::Tile, 0}).topLeft();
        QWheelEvent event(anchor,
                          m_view->mapToGlobal(anchor),
                          {},
                          QPoint(0, 120),
                          Qt::NoButton,
                          {},
                          Qt::NoScrollPhase,
                          false);
        QCoreApplication::sendEvent(m_view.get(), &event);
        QVERIFY(m_view->scale() > 1);
        const QPointF after = m_view->rectOf({MapTarget::Kind::Tile, 0}).topLeft();
        QVERIFY(QLineF(anchor, after).length() < 0.01);
    }

    void controlWithPlusMinusAndZeroZooms()
    {
        QTest::keyClick(m_view.get(), Qt::Key_Plus, Qt::ControlModifier);
        QCOMPARE(m_view->scale(), 1.25);
        QTest::keyClick(m_view.get(), Qt::Key_Minus, Qt::ControlModifier);
        QCOMPARE(m_view->scale(), 1.0);
        QTest::keyClick(m_view.get(), Qt::Key_Minus, Qt::ControlModifier);
        QTest::keyClick(m_view.get(), Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(m_view->scale(), 1.0);
    }

    void tabWalksThroughEverythingOnceAndEnterOpens()
    {
        m_view->clearFocus();
        m_view->setFocus(Qt::TabFocusReason);
        QList<MapTarget> walked{m_view->chosen()};
        for (qsizetype i = 1; i < m_view->scene().order().size(); ++i) {
            QTest::keyClick(m_view.get(), Qt::Key_Tab);
            walked << m_view->chosen();
        }
        QCOMPARE(walked.size(), 7);
        for (const MapTarget &target : m_view->scene().order())
            QCOMPARE(walked.count(target), 1);
        QList<MapTarget> opened;
        connect(m_view.get(), &MapView::opened, this, [&opened](const MapTarget &target) {
            opened << target;
        });
        QTest::keyClick(m_view.get(), Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QVERIFY(opened.first() == walked.last());
        QTest::keyClick(m_view.get(), Qt::Key_Backtab);
        QVERIFY(m_view->chosen() == walked.at(5));
    }

    void whatIsChosenIsBroughtIntoSight()
    {
        m_view->zoom(3);
        m_view->choose({MapTarget::Kind::Tile, 3});
        QVERIFY(m_view->rectOf({MapTarget::Kind::Tile, 3}).intersects(QRectF(m_view->rect())));
        m_view->choose({MapTarget::Kind::Tile, 0});
        QVERIFY(m_view->rectOf({MapTarget::Kind::Tile, 0}).intersects(QRectF(m_view->rect())));
    }

    void whatIsChosenStaysChosenInANewMap()
    {
        m_view->choose({MapTarget::Kind::Tile, 3});
        LaidOutMap map = smallMap();
        std::swap(map.map.tiles[2], map.map.tiles[3]);
        m_view->setMap(map, Names::Shown);
        QVERIFY(m_view->chosen() == (MapTarget{MapTarget::Kind::Tile, 2}));
        m_view->setMap({}, Names::Shown);
        QVERIFY(!m_view->chosen().isSet());
    }

    void screenReadersFindEveryTileAndArrow()
    {
        QAccessibleInterface *view = QAccessible::queryAccessibleInterface(m_view.get());
        QVERIFY(view != nullptr);
        QCOMPARE(view->childCount(), 7);
        QStringList names;
        for (int i = 0; i < view->childCount(); ++i) {
            QAccessibleInterface *child = view->child(i);
            QVERIFY(child != nullptr && child->isValid());
            QCOMPARE(view->indexOfChild(child), i);
            QCOMPARE(child->parent(), view);
            QVERIFY(!child->rect().isEmpty());
            names << child->text(QAccessible::Name);
        }
        QVERIFY(names.contains(s("Shopify, in Shop, running")));
        QVERIFY(names.contains(s("Mailchimp, in Shop, key kept elsewhere, by: Anna")));
        QVERIFY(names.contains(
            s("Mailchimp sends contact details to QuickBooks through Zapier; as you told us")));
        const QPoint middle = view->child(0)->rect().center();
        QCOMPARE(view->childAt(middle.x(), middle.y()), view->child(0));
        int opened = 0;
        connect(m_view.get(), &MapView::opened, this, [&opened] { ++opened; });
        view->child(1)->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(opened, 1);
        QVERIFY(view->child(1)->state().selected);
        QAccessibleInterface *last = view->child(6);
        m_view->setMap({}, Names::Shown);
        QVERIFY(!last->isValid());
        QCOMPARE(view->childCount(), 0);
    }

    void hiddenNamesAreNeitherDrawnNorRead()
    {
        LaidOutMap map = smallMap();
        map.map.tiles[1].name = s("Ada's secret list");
        m_view->setMap(map, Names::Hidden);
        QAccessibleInterface *view = QAccessible::queryAccessibleInterface(m_view.get());
        for (int i = 0; i < view->childCount(); ++i) {
            const QString name = view->child(i)->text(QAccessible::Name);
            QVERIFY(!name.contains(s("Ada")) && !name.contains(s("Anna")));
        }
    }

    void aMapThatLacksPlacesDoesNoHarm()
    {
        LaidOutMap map = smallMap();
        map.tiles.clear();
        map.arrows.clear();
        map.areas.clear();
        m_view->setMap(map, Names::Shown);
        QVERIFY(!m_view->grab().isNull());
        QVERIFY(!m_view->scene().at({100, 100}, 7).isSet());
    }

    void pictures_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void pictures()
    {
        QFETCH(bool, dark);
        m_theme->setAppearance(dark ? Appearance::Dark : Appearance::Light);
        MapFrame frame;
        frame.resize(860, 440);
        frame.setNote(s("Graphviz is not installed, so the map is laid out more simply."));
        frame.show();
        frame.view()->setMap(smallMap(), Names::Shown);
        frame.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&frame));
        frame.view()->clearFocus();
        frame.view()->setFocus(Qt::TabFocusReason);
        const QString end = dark ? s("-dark.png") : s("-light.png");
        QVERIFY(frame.grab().save(folderOfPictures() + s("/map-view") + end));
        frame.view()->choose({MapTarget::Kind::Arrow, 1});
        QVERIFY(frame.grab().save(folderOfPictures() + s("/map-view-arrow") + end));
        m_theme->setAppearance(Appearance::Light);
    }

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<MapView> m_view;
};

TEST_UNIT(tst_MapView)
#include "tst_MapView.moc"
