// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/OpenBusiness.h"
#include "tests/support/TestUnit.h"
#include "ui/kit/Banner.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Chip.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/SidePanel.h"
#include "ui/kit/States.h"
#include "ui/kit/Theme.h"
#include "ui/map/FlowDialog.h"
#include "ui/map/MapPage.h"
#include "ui/map/MapView.h"

#include <QAccessible>
#include <QApplication>
#include <QBoxLayout>
#include <QDir>
#include <QLineEdit>
#include <QSignalSpy>

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

class tst_MapPage : public QObject
{
    Q_OBJECT

private:
    template<typename T>
    T *shown(const QString &text = {})
    {
        for (T *found : m_window->findChildren<T *>()) {
            if (found->isVisible() && (text.isEmpty() || found->property("text").toString() == text))
                return found;
        }
        return nullptr;
    }

    MapView *view() { return m_window->findChild<MapView *>(); }

    void addFlow(int from, int to, const QStringList &data, Carrier carrier, const QString &by)
    {
        Flow flow;
        flow.from = m_ids.at(from);
        flow.to = m_ids.at(to);
        flow.dataClasses = data;
        flow.purpose = s("So that the books are right");
        flow.trigger = s("every new order");
        flow.carrier = carrier;
        flow.carrierName = by;
        VERIFY_OK(m_business->run(AddFlow{flow}));
    }

    void listApps(const QStringList &apps)
    {
        const auto listed = m_business->run(ListApps{apps, s("Anna")});
        VERIFY_OK(listed);
        m_ids = listed.value();
    }

    void listShop()
    {
        listApps(
            {s("shopify"), s("stripe"), s("quickbooks"), s("mailchimp"), s("zapier"), s("slack")});
        addFlow(0, 2, {s("order-totals"), s("invoices")}, Carrier::Hub, s("zapier"));
        addFlow(0, 3, {s("contact-details")}, Carrier::Direct, {});
        addFlow(1, 2, {s("order-totals")}, Carrier::Webhook, {});
        addFlow(0, 5, {s("order-totals")}, Carrier::Person, s("Ben"));
    }

    bool mapIsShown(int arrows)
    {
        return QTest::qWaitFor(
            [this, arrows] {
                return view()->isVisible() && view()->scene().arrows().size() == arrows;
            },
            20000);
    }

    void save(const QString &name)
    {
        QCoreApplication::processEvents();
        const QString folder = QCoreApplication::applicationDirPath() + s("/../gallery");
        QDir().mkpath(folder);
        QVERIFY(m_window->grab().save(folder + s("/map-") + name + s(".png")));
    }

    void checkNames()
    {
        for (QWidget *widget : m_window->findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
                continue;
            QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
            QVERIFY(interface != nullptr);
            QVERIFY2(!interface->text(QAccessible::Name).isEmpty(),
                     qPrintable(s(widget->metaObject()->className())));
        }
    }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Appearance::Light); }
    void cleanupTestCase() { m_theme.reset(); }
    void init()
    {
        m_business = std::make_unique<OpenBusiness>();
        CreateWorkspace request;
        request.businessName = s("Ada's Shop");
        VERIFY_OK(m_business->start(request));
        m_page = std::make_unique<MapPage>(m_business->workspace());
        m_window = std::make_unique<QWidget>();
        m_window->resize(1100, 720);
        auto *column = new QVBoxLayout(m_window.get());
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(m_page->makeWidget(m_window.get()));
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_page->enter({});
    }
    void cleanup()
    {
        m_window.reset();
        m_page.reset();
        m_business.reset();
        m_ids.clear();
    }

    void anEmptyBusinessIsToldToConnect()
    {
        auto *empty = shown<EmptyState>();
        QVERIFY(empty != nullptr);
        QString page;
        connect(m_page.get(), &Page::goTo, this, [&page](const QString &id) { page = id; });
        Q_EMIT empty->activated();
        QCOMPARE(page, s("connect"));
        checkNames();
        save(s("empty-light"));
    }

    void connectionsWithoutArrowsAskWhatGoesWhere()
    {
        listApps({s("shopify"), s("stripe")});
        QVERIFY(mapIsShown(0));
        auto *banner = shown<Banner>();
        QVERIFY(banner != nullptr);
        Q_EMIT banner->activated();
        QVERIFY(shown<FlowDialog>() != nullptr);
        checkNames();
        save(s("dialog-light"));
    }

    void whatIsToldInTheDialogIsDrawn()
    {
        listApps({s("shopify"), s("stripe")});
        QVERIFY(mapIsShown(0));
        shown<PrimaryButton>()->click();
        auto *dialog = shown<FlowDialog>();
        QVERIFY(dialog != nullptr);
        auto *keep = shown<PrimaryButton>(s("Put it on the map"));
        keep->click();
        QVERIFY(shown<PlainLabel>(s("Choose at least one.")) != nullptr);
        dialog->findChildren<Chip *>().first()->click();
        QTest::keyClicks(dialog->findChild<QLineEdit *>(), s("So that Anna can send it"));
        keep->click();
        QVERIFY(mapIsShown(1));
        QCOMPARE(m_business->workspace().snapshot()->flows.size(), 1);
        QCOMPARE(m_business->workspace().snapshot()->flows.first().howKnown, HowKnown::NotVisible);
    }

    void anArrowTellsWhatTravelsWhoSeesItAndHowToShutItOff()
    {
        listShop();
        QVERIFY(mapIsShown(4));
        const int zapier = [this] {
            const auto &arrows = view()->scene().model().arrows;
            for (int i = 0; i < arrows.size(); ++i) {
                if (arrows.at(i).carrier == Carrier::Hub)
                    return i;
            }
            return -1;
        }();
        Q_EMIT view()->opened({MapTarget::Kind::Arrow, zapier});
        QVERIFY(shown<SidePanel>() != nullptr);
        QStringList words;
        for (const QLabel *label : shown<SidePanel>()->findChildren<QLabel *>())
            words << label->text();
        const QString all = words.join(QChar(u'\n'));
        QVERIFY(all.contains(s("through Zapier")));
        QVERIFY(all.contains(s("Zapier carries it and can read all of it")));
        QVERIFY(all.contains(s("Anna looks after Shopify")));
        QVERIFY(all.contains(s("At QuickBooks")));
        QVERIFY(shown<SecondaryButton>(s("Open page")) != nullptr);
        checkNames();
        QTest::qWait(200); // the picture: the map is drawn with care once it rests
        save(s("arrow-light"));
        m_theme->setAppearance(Appearance::Dark);
        save(s("arrow-dark"));
        m_theme->setAppearance(Appearance::Light);
        QVERIFY(m_page->escape());
        QVERIFY(shown<SidePanel>() == nullptr);
        QVERIFY(!m_page->escape());
    }

    void thePanelLiesOverTheMapWhereBothAreTooNarrow_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<bool>("over");
        QTest::newRow("the smallest window") << 792 << true;
        QTest::newRow("the usual window") << 1048 << false;
    }
    void thePanelLiesOverTheMapWhereBothAreTooNarrow()
    {
        QFETCH(int, width);
        QFETCH(bool, over);
        m_window->resize(width, 700);
        listShop();
        QVERIFY(mapIsShown(4));
        QCoreApplication::processEvents();
        const auto placeOf = [this](QWidget *widget) {
            return QRect(widget->mapTo(m_window.get(), QPoint()), widget->size());
        };
        const QSize before = view()->size();
        for (int arrow = 0; arrow < 4; ++arrow) {
            Q_EMIT view()->opened({MapTarget::Kind::Arrow, arrow});
            QCoreApplication::processEvents();
            auto *panel = shown<SidePanel>();
            QVERIFY(panel != nullptr);
            QCOMPARE(view()->size() == before, over);
            QCOMPARE(placeOf(panel).intersects(placeOf(view())), over);
            QVERIFY(m_window->rect().contains(placeOf(panel)));
            QVERIFY(!placeOf(panel).intersects(placeOf(shown<PrimaryButton>())));
            const QRect lit =
                view()->rectOf(view()->chosen()).toRect().translated(placeOf(view()).topLeft());
            QVERIFY2(lit.center().x() < placeOf(panel).left(), "the arrow is under the panel");
        }
        if (over) {
            QTest::qWait(200); // the picture: the map is drawn with care once it rests
            save(s("arrow-small-light"));
            m_theme->setAppearance(Appearance::Dark);
            save(s("arrow-small-dark"));
            m_theme->setAppearance(Appearance::Light);
        }
        QTest::keyClick(shown<SidePanel>(), Qt::Key_Escape);
        QVERIFY(shown<SidePanel>() == nullptr);
        QCoreApplication::processEvents();
        QCOMPARE(view()->size(), before);
        QVERIFY(!view()->chosen().isSet());
    }

    void thePanelFollowsTheWindow()
    {
        listShop();
        QVERIFY(mapIsShown(4));
        Q_EMIT view()->opened({MapTarget::Kind::Arrow, 0});
        const auto isOver = [this] {
            QCoreApplication::processEvents();
            auto *panel = shown<SidePanel>();
            return QRect(panel->mapTo(m_window.get(), QPoint()), panel->size())
                .intersects(QRect(view()->mapTo(m_window.get(), QPoint()), view()->size()));
        };
        QVERIFY(!isOver());
        m_window->resize(792, 700);
        QVERIFY(isOver());
        m_window->resize(1100, 720);
        QVERIFY(!isOver());
    }

    void anArrowTakenOffTheMapComesBackByUndo()
    {
        listShop();
        QVERIFY(mapIsShown(4));
        QList<Notice> notices;
        connect(m_page.get(), &Page::notice, this, [&notices](const Notice &told) {
            notices << told;
        });
        Q_EMIT view()->opened({MapTarget::Kind::Arrow, 0});
        shown<SecondaryButton>(s("Take it off the map"))->click();
        QVERIFY(mapIsShown(3));
        QTRY_COMPARE_WITH_TIMEOUT(notices.size(), 1, 30000);
        QVERIFY(shown<SidePanel>() == nullptr);
        notices.first().action();
        QVERIFY(mapIsShown(4));
    }

    void aTileLeadsToItsConnection()
    {
        listShop();
        QVERIFY(mapIsShown(4));
        m_page->enter(m_ids.at(0).text());
        QCOMPARE(view()->scene().model().tiles.at(view()->chosen().index).name, s("Shopify"));
        QString subject;
        connect(m_page.get(), &Page::goTo, this, [&subject](const QString &, const QString &id) {
            subject = id;
        });
        save(s("tile-light"));
        shown<PrimaryButton>(s("Open connection"))->click();
        QCOMPARE(subject, m_ids.at(0).text());
    }

    void chipsShowOnlyKindsThatTravel()
    {
        listShop();
        QVERIFY(mapIsShown(4));
        const QList<Chip *> chips = m_window->findChildren<Chip *>();
        QCOMPARE(chips.size(), 3);
        for (Chip *chip : chips) {
            if (chip->text() == s("contact details"))
                chip->click();
        }
        QVERIFY(mapIsShown(1));
        save(s("filtered-light"));
    }

    void aLockedBusinessLeavesNothingInTheWindow()
    {
        listShop();
        QVERIFY(mapIsShown(4));
        m_page->enter(m_ids.at(0).text());
        m_business->workspace().lock();
        QTRY_VERIFY_WITH_TIMEOUT(view()->scene().isEmpty(), 30000);
        for (const QLabel *label : m_window->findChildren<QLabel *>())
            QVERIFY(!label->text().contains(s("Anna")) || !label->isVisible());
    }

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<MapPage> m_page;
    std::unique_ptr<QWidget> m_window;
    QList<ConnectionId> m_ids;
};

TEST_UNIT(tst_MapPage)
#include "tst_MapPage.moc"
