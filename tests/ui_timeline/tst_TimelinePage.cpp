// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/OpenBusiness.h"
#include "tests/support/Screen.h"
#include "tests/support/TestUnit.h"
#include "ui/kit/Rows.h"
#include "ui/kit/States.h"
#include "ui/kit/Theme.h"
#include "ui/timeline/TimelinePage.h"

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

class tst_TimelinePage : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Snapshot> now() { return m_business->workspace().snapshot(); }
    RowList *list() { return m_screen->shown<RowList>(); }
    int rows() { return list() == nullptr ? 0 : list()->model()->rowCount(); }

    QList<ConnectionId> listApps(const QStringList &apps)
    {
        const auto listed = m_business->run(ListApps{apps, s("Anna")});
        return listed.isOk() ? *listed : QList<ConnectionId>();
    }
    void rename(const ConnectionId &id, const QString &name)
    {
        EditConnection edit;
        edit.id = id;
        edit.revision = now()->connection(id)->revision;
        edit.name = name;
        VERIFY_OK(m_business->run(edit));
    }
    bool allRowsSay(const QString &words)
    {
        for (int row = 0; row < rows(); ++row) {
            if (!list()->model()->index(row, 0).data().toString().contains(words))
                return false;
        }
        return rows() > 0;
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
        m_screen =
            std::make_unique<Screen>(std::make_unique<TimelinePage>(m_business->workspace()));
        QVERIFY(m_screen->show());
    }
    void cleanup()
    {
        m_screen.reset();
        m_business.reset();
        m_theme->setAppearance(Appearance::Light);
    }

    void whatHappensIsListedWithoutAsking()
    {
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 0, Screen::patience);
        const int before = rows();
        listApps({s("stripe"), s("slack")});
        QTRY_COMPARE_WITH_TIMEOUT(rows(), before + 2, Screen::patience);
        QCOMPARE(m_screen->nameless(), QString());
    }

    void aLineTellsAllAboutItAndLeadsToItsConnection()
    {
        listApps({s("stripe")});
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 1, Screen::patience);
        list()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(list(), Qt::Key_Home);
        QVERIFY(m_screen->waitFor(s("ada (window)")));
        QVERIFY(m_screen->says(s("Stripe was listed")));
        QVERIFY(m_screen->click(s("Open the connection")));
        QCOMPARE(m_screen->wentTo, s("connection"));
        QCOMPARE(m_screen->wentToSubject, now()->connections.first().id.text());
    }

    void whatIsChosenStaysChosenWhenMoreHappens()
    {
        listApps({s("stripe")});
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 1, Screen::patience);
        list()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(list(), Qt::Key_Home);
        const QString words = list()->currentIndex().data().toString();
        const int before = rows();
        listApps({s("slack"), s("notion")});
        QTRY_COMPARE_WITH_TIMEOUT(rows(), before + 2, Screen::patience);
        QCOMPARE(list()->currentIndex().data().toString(), words);
        QCOMPARE(list()->currentIndex().row(), 2);
    }

    void searchingAndFiltersNarrowIt()
    {
        listApps({s("stripe"), s("slack"), s("notion")});
        QVERIFY(m_screen->type(s("Search what happened"), s("slack")));
        QTRY_VERIFY_WITH_TIMEOUT(allRowsSay(s("Slack")), Screen::patience);
        QVERIFY(m_screen->type(s("Search what happened"), s("no such words")));
        QVERIFY(m_screen->waitFor(s("Nothing matches")));
        QVERIFY(m_screen->click(s("Show everything")));
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 3, Screen::patience);
        QVERIFY(m_screen->choose(s("Connection"), s("Notion")));
        QTRY_VERIFY_WITH_TIMEOUT(allRowsSay(s("Notion")), Screen::patience);
        QVERIFY(m_screen->page().escape());
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 3, Screen::patience);
        QVERIFY(!m_screen->page().escape());
        QVERIFY(m_screen->click(s("Business")));
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 0 && !allRowsSay(s("listed")), Screen::patience);
        QVERIFY(m_screen->click(s("Only what failed")));
        QVERIFY(m_screen->waitFor(s("Nothing matches")));
    }

    void comingFromAConnectionShowsOnlyIts()
    {
        const QList<ConnectionId> ids = listApps({s("stripe"), s("slack")});
        m_screen->page().enter(ids.at(1).text());
        QTRY_VERIFY_WITH_TIMEOUT(allRowsSay(s("Slack")), Screen::patience);
    }

    void lockingEmptiesTheScreen()
    {
        const QList<ConnectionId> ids = listApps({s("stripe")});
        rename(ids.first(), s("Corner shop"));
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 2, Screen::patience);
        list()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(list(), Qt::Key_Home);
        QVERIFY(m_screen->waitFor(s("Corner shop")));
        const QAbstractItemModel *model = list()->model();
        m_business->workspace().lock();
        QCOMPARE(model->rowCount(), 0);
        for (const QWidget *one : m_screen->window().findChildren<QWidget *>()) {
            for (const char *property : {"text", "accessibleName", "currentText"})
                QVERIFY(!one->property(property).toString().contains(s("Corner")));
        }
        VERIFY_OK(OpenBusiness::wait(m_business->workspace().unlock({})));
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 2, Screen::patience);
    }

    void whatCannotBeReadSaysWhyAndComesBack()
    {
        listApps({s("stripe")});
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 1, Screen::patience);
        m_business->workspace().lock();
        QVERIFY(m_screen->click(s("Connections"))); // asks while nothing can be read
        QVERIFY(m_screen->waitFor(s("Drawbridge is locked. Unlock it first.")));
        QVERIFY(m_screen->shown<ErrorState>() != nullptr);
        VERIFY_OK(OpenBusiness::wait(m_business->workspace().unlock({})));
        QTRY_VERIFY_WITH_TIMEOUT(allRowsSay(s("listed")), Screen::patience);
    }

    void hiddenNamesAreNowhereOnTheScreen()
    {
        const QList<ConnectionId> ids = listApps({s("stripe")});
        rename(ids.first(), s("Corner shop"));
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 2, Screen::patience);
        list()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(list(), Qt::Key_Home);
        WorkspaceSettings settings = now()->settings;
        settings.hideNames = true;
        VERIFY_OK(m_business->run(ChangeSettings{settings}));
        QTRY_VERIFY_WITH_TIMEOUT(!m_screen->allWords().contains(s("Corner")), Screen::patience);
        for (int row = 0; row < rows(); ++row)
            QVERIFY(!list()->model()->index(row, 0).data().toString().contains(s("Corner")));
        for (const QComboBox *box : m_screen->window().findChildren<QComboBox *>()) {
            for (int i = 0; i < box->count(); ++i)
                QVERIFY(!box->itemText(i).contains(s("Corner")));
        }
        QVERIFY(m_screen->picture(s("timeline-hidden-light")));
    }

    void hostileNamesAreShownAsPlainText()
    {
        const QList<ConnectionId> ids = listApps({s("stripe")});
        rename(ids.first(), s("<b>Bold</b> \u202Egnirts ") + QString(80, QChar(u'w')));
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 2, Screen::patience);
        list()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(list(), Qt::Key_Home);
        QVERIFY(m_screen->waitFor(s("<b>Bold</b>")));
        QVERIFY(!m_screen->allWords().contains(QChar(0x202E)));
        for (const QLabel *label : m_screen->window().findChildren<QLabel *>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY(m_screen->window().width() <= 1100);
        QVERIFY(m_screen->picture(s("timeline-markup-light")));
    }

    void thousandsOfLinesScrollOn()
    {
        QStringList apps;
        for (int i = 0; i < 1000; ++i)
            apps << (i % 2 == 0 ? s("stripe") : s("slack"));
        listApps(apps);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 200, Screen::patience);
        list()->setFocus(Qt::TabFocusReason);
        for (int page = 2; page <= 4; ++page) {
            QTest::keyClick(list(), Qt::Key_End);
            QTRY_VERIFY_WITH_TIMEOUT(rows() >= 200 * page, Screen::patience);
        }
        QVERIFY(m_screen->picture(s("timeline-crowded-light")));
    }

    void aSmallWindowShowsEveryTime()
    {
        m_screen->window().resize(792, 700);
        const QList<ConnectionId> ids = listApps({s("stripe"), s("slack")});
        rename(ids.first(), QString(90, QChar(u'w')));
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 3, Screen::patience);
        QCoreApplication::processEvents();
        QCOMPARE(m_screen->window().width(), 792);
        for (int row = 0; row < rows(); ++row) {
            const QRect drawn = list()->visualRect(list()->model()->index(row, 0));
            QVERIFY(drawn.right() <= list()->viewport()->width());
        }
        for (QWidget *field : m_screen->window().findChildren<QComboBox *>())
            QVERIFY(m_screen->window().rect().contains(
                QRect(field->mapTo(&m_screen->window(), QPoint()), field->size())));
        QVERIFY(m_screen->picture(s("timeline-small-light")));
        m_theme->setAppearance(Appearance::Dark);
        QVERIFY(m_screen->picture(s("timeline-small-dark")));
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
        listApps({s("stripe"), s("slack"), s("notion")});
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 3, Screen::patience);
        list()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(list(), Qt::Key_Home);
        QVERIFY(m_screen->picture(dark ? s("timeline-dark") : s("timeline-light")));
    }

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<Screen> m_screen;
};

TEST_UNIT(tst_TimelinePage)
#include "tst_TimelinePage.moc"
