// SPDX-License-Identifier: GPL-3.0-or-later
// Who can see a connection and where its key is used, on its page.
#include "tests/support/OpenBusiness.h"
#include "tests/support/Screen.h"
#include "tests/support/TestUnit.h"
#include "ui/connection/ConnectionPage.h"
#include "ui/kit/Theme.h"

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

class tst_PeopleCards : public QObject
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
        m_screen =
            std::make_unique<Screen>(std::make_unique<ConnectionPage>(m_business->workspace()),
                                     QSize(1100, 1300));
        m_id = list("Books", "quickbooks");
    }
    void cleanup()
    {
        m_screen.reset();
        m_business.reset();
    }

    void somebodyNewIsNotedChangedAndRemoved()
    {
        QVERIFY(m_screen->show(m_id.text()));
        QVERIFY(m_screen->waitFor(s("Nobody is noted yet")));
        QVERIFY(m_screen->click(s("Add who can see it")));
        QVERIFY(m_screen->click(s("Note it")));
        QVERIFY(m_screen->waitFor(s("Say the person's name")));
        QVERIFY(m_screen->type(s("Name"), s("Anna")));
        QVERIFY(m_screen->choose(s("How"), s("Manages the app, and can read its keys there")));
        QVERIFY(m_screen->click(s("Note it")));
        QVERIFY(m_screen->waitFor(s("Manages the app")));
        QCOMPARE(now()->people.size(), 1);
        QCOMPARE(now()->sightings.first().kind, SightKind::Admin);
        QCOMPARE(m_screen->nameless(), QString());

        QVERIFY(m_screen->click(s("Remove the note about Anna")));
        QVERIFY(QTest::qWaitFor([&] { return now()->sightings.isEmpty(); }, Screen::patience));
        QVERIFY(QTest::qWaitFor([&] { return !m_screen->notices.isEmpty(); }, Screen::patience));
        QCOMPARE(m_screen->notices.last().actionText, s("Undo"));
        m_screen->notices.last().action();
        QVERIFY(m_screen->waitFor(s("Manages the app")));
    }

    void whatIsOldIsNotCheckedUntilSomebodyLooks()
    {
        const auto anna = m_business->run(AddPerson{s("Anna"), {}, {}});
        VERIFY_OK(anna);
        const QDate today = now()->takenAt.toLocalTime().date();
        VERIFY_OK(m_business->run(NoteSighting{
            anna->id, m_id, {}, SightKind::Key, today.addDays(-200), today.addDays(-91), {}}));
        const auto ben = m_business->run(AddPerson{s("Ben"), {}, {}});
        VERIFY_OK(ben);
        VERIFY_OK(m_business->run(
            NoteSighting{ben->id, m_id, {}, SightKind::App, {}, {}, today.addDays(-3)}));
        const auto plugIn =
            m_business->run(AddPlace{s("Newsletter plug-in"), PlaceKind::WebsitePlugIn, {}});
        VERIFY_OK(plugIn);
        VERIFY_OK(m_business->run(NotePlacement{plugIn->id, m_id, {}, {}, {}, {}}));
        QVERIFY(m_screen->show(m_id.text()));
        QVERIFY(m_screen->waitFor(s("Signed in to the app until")));
        QVERIFY(m_screen->button(s("Anna can still see it")) != nullptr);
        QVERIFY(m_screen->waitFor(s("Noted who can see"))); // what happened was read, and all has its place
        QVERIFY(m_screen->picture(s("people-cards")));
        m_theme->setAppearance(Appearance::Dark);
        QVERIFY(m_screen->picture(s("people-cards-dark")));
        m_theme->setAppearance(Appearance::Light);
        QVERIFY(m_screen->click(s("Anna can still see it")));
        QVERIFY(m_screen->waitFor(s("Last checked today")));
        for (const Sighting &sighting : now()->sightings) {
            if (sighting.person == anna->id)
                QCOMPARE(sighting.since.value_or(QDate()), today.addDays(-200));
        }
        QVERIFY(m_screen->click(s("The key was taken out of Newsletter plug-in")));
        QVERIFY(m_screen->waitFor(s("Taken out today")));
    }

    void aHubBecomesAPlaceAndTellsWhatItHolds()
    {
        const ConnectionId hub = list("Our Zapier", "zapier");
        QVERIFY(m_screen->show(m_id.text()));
        QVERIFY(m_screen->click(s("Add where it is used")));
        QVERIFY(m_screen->choose(s("Place"), s("Zapier")));
        QVERIFY(m_screen->picture(s("people-placement")));
        QVERIFY(m_screen->click(s("Note it")));
        QVERIFY(QTest::qWaitFor([&] { return now()->placements.size() == 1; }, Screen::patience));
        QCOMPARE(now()->places.first().app, s("zapier"));
        QVERIFY(m_screen->show(hub.text()));
        QVERIFY(m_screen->waitFor(s("Zapier holds at least: Books")));
    }

private:
    std::shared_ptr<const Snapshot> now() { return m_business->workspace().snapshot(); }
    ConnectionId list(const char *name, const char *app)
    {
        ListConnection command;
        command.app = s(app);
        command.name = s(name);
        command.owner = s("Beatrix");
        command.purpose = s("money");
        command.heldBy = s("Cy");
        const auto made = m_business->run(command);
        return made.isOk() ? made->connection.id : ConnectionId();
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<Screen> m_screen;
    ConnectionId m_id;
};

TEST_UNIT(tst_PeopleCards)
#include "tst_PeopleCards.moc"
