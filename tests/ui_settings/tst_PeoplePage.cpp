// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/OpenBusiness.h"
#include "tests/support/Screen.h"
#include "tests/support/TestUnit.h"
#include "ui/kit/Theme.h"
#include "ui/settings/PeoplePage.h"

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

class tst_PeoplePage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Appearance::Light); }
    void init()
    {
        m_business = std::make_unique<OpenBusiness>();
        CreateWorkspace request;
        request.businessName = s("Ada's Shop");
        VERIFY_OK(m_business->start(request));
        m_screen = std::make_unique<Screen>(std::make_unique<PeoplePage>(m_business->workspace()));
    }
    void cleanup()
    {
        m_screen.reset();
        m_business.reset();
    }

    void nobodyYetOffersTheFirst()
    {
        QVERIFY(m_screen->show());
        QVERIFY(m_screen->waitFor(s("Nobody is noted yet")));
        QCOMPARE(m_screen->nameless(), QString());
        QVERIFY(m_screen->picture(s("people-empty")));
        QVERIFY(m_screen->click(s("Add the first person")));
        QVERIFY(m_screen->type(s("Name"), s(" ")));
        QVERIFY(m_screen->click(s("Add")));
        QVERIFY(m_screen->waitFor(s("Say the person's name")));
        QVERIFY(m_screen->type(s("Name"), s("Anna")));
        QVERIFY(m_screen->click(s("Add")));
        QVERIFY(m_screen->waitFor(s("can see no key")));
        QCOMPARE(now()->people.size(), 1);
    }

    void somebodyLeavesToTheEnd()
    {
        const ConnectionId bank = list("Bank", "Anna");
        const ConnectionId books = list("Books", "Cy");
        const auto anna = m_business->run(AddPerson{s("Anna"), s("bookkeeper"), {}});
        VERIFY_OK(anna);
        VERIFY_OK(m_business->run(NoteSighting{anna->id,
                                               books,
                                               {},
                                               SightKind::App,
                                               {},
                                               now()->takenAt.toLocalTime().date().addDays(-120),
                                               {}}));
        QVERIFY(m_screen->show());
        QVERIFY(m_screen->waitFor(s("not checked for 90 days")));
        QVERIFY(m_screen->click(s("Anna leaves")));
        QVERIFY(m_screen->click(s("Make the list")));
        QVERIFY(m_screen->waitFor(s("At least 2 keys were seen")));
        QVERIFY(m_screen->waitFor(s("Books (assumed)")));
        QVERIFY(m_screen->waitFor(s("not checked for 120 days")));
        QVERIFY(!m_screen->button(s("Finish the list"))->isEnabled());
        QCOMPARE(m_screen->nameless(), QString());
        QVERIFY(m_screen->picture(s("people-leaves")));
        m_theme->setAppearance(Appearance::Dark);
        QVERIFY(m_screen->picture(s("people-leaves-dark")));
        m_theme->setAppearance(Appearance::Light);

        QVERIFY(m_screen->click(s("Show Bank")));
        QCOMPARE(m_screen->wentToSubject, bank.text());
        QVERIFY(m_screen->click(s("The key of Bank is replaced where it is held")));
        QVERIFY(m_screen->waitFor(s("One is still open")));
        QVERIFY(m_screen->click(s("The key of Books can stay")));
        QVERIFY(m_screen->click(s("It can stay")));
        QVERIFY(m_screen->waitFor(s("Say why this key can stay")));
        QVERIFY(m_screen->type(s("Reason"), s("had no key of it")));
        QVERIFY(m_screen->click(s("It can stay")));
        QVERIFY(m_screen->waitFor(s("None is open")));
        QVERIFY(m_screen->click(s("Put the key of Books back on the list")));
        QVERIFY(m_screen->waitFor(s("One is still open")));
        VERIFY_OK(m_business->run(SettleItem{now()->departures.first().id,
                                             books,
                                             {},
                                             ItemState::NotNeeded,
                                             s("had none")}));
        QVERIFY(m_screen->waitFor(s("None is open")));
        QVERIFY(m_screen->click(s("Finish the list")));
        QVERIFY(m_screen->waitFor(s("Anna left")));
        QVERIFY(!now()->departures.first().isOpen());
        QVERIFY(m_screen->picture(s("people-left")));
    }

    void whoStaysAfterAllKeepsNoList()
    {
        const auto anna = m_business->run(AddPerson{s("Anna"), {}, {}});
        VERIFY_OK(anna);
        VERIFY_OK(m_business->run(StartDeparture{anna->id, {}}));
        QVERIFY(m_screen->show(anna->id.text()));
        QVERIFY(m_screen->click(s("Anna stays after all: take this list back")));
        QVERIFY(m_screen->click(s("Take it back")));
        QVERIFY(QTest::qWaitFor([&] { return now()->departures.isEmpty(); }, Screen::patience));
        QVERIFY(m_screen->waitFor(s("can see no key")));
    }

    void hiddenNamesAreHidden()
    {
        list("Bank", "Anna");
        const auto anna = m_business->run(AddPerson{s("Anna"), {}, {}});
        VERIFY_OK(anna);
        VERIFY_OK(m_business->run(StartDeparture{anna->id, {}}));
        WorkspaceSettings settings = now()->settings;
        settings.hideNames = true;
        VERIFY_OK(m_business->run(ChangeSettings{settings}));
        QVERIFY(m_screen->show());
        QVERIFY(m_screen->waitFor(s("leaves")));
        QVERIFY2(!m_screen->allWords().contains(s("Anna")), qPrintable(m_screen->allWords()));
        QVERIFY2(!m_screen->allWords().contains(s("Bank")), qPrintable(m_screen->allWords()));
    }

    void lockedItShowsNothing()
    {
        VERIFY_OK(m_business->run(AddPerson{s("Anna"), {}, {}}));
        QVERIFY(m_screen->show());
        QVERIFY(m_screen->waitFor(s("Anna")));
        m_business->workspace().lock();
        QVERIFY(!m_screen->says(s("Anna")));
    }

private:
    std::shared_ptr<const Snapshot> now() { return m_business->workspace().snapshot(); }
    ConnectionId list(const char *name, const char *heldBy)
    {
        ListConnection command;
        command.app = s("quickbooks");
        command.name = s(name);
        command.owner = s("Ada");
        command.purpose = s("money");
        command.heldBy = s(heldBy);
        const auto made = m_business->run(command);
        return made.isOk() ? made->connection.id : ConnectionId();
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<Screen> m_screen;
};

TEST_UNIT(tst_PeoplePage)
#include "tst_PeoplePage.moc"
