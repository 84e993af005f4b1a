// SPDX-License-Identifier: GPL-3.0-or-later
// The page of one connection on a real business; the key is one of a real HTTPS peer.
#include "core/practice/PracticeShop.h"
#include "tests/support/OpenBusiness.h"
#include "tests/support/Screen.h"
#include "tests/support/TestUnit.h"
#include "ui/connection/ConnectionPage.h"
#include "ui/connection/ScopeModel.h"
#include "ui/connection/ShutOffCard.h"
#include "ui/kit/Dialog.h"
#include "ui/kit/Rows.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/Theme.h"

#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QUrl>

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

class tst_ConnectionPage : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Snapshot> now() { return m_business->workspace().snapshot(); }
    Connection current() { return *now()->connection(m_id); }

    void openShop()
    {
        PracticeConfig config;
        config.port = 0;
        auto shop = PracticeShop::start(config, m_clock, m_random);
        VERIFY_OK(shop);
        m_shop = shop.takeValue();
    }
    SharedSecret secret(const char *label) const
    {
        for (const PracticeKey &one : m_shop->keys()) {
            if (one.label == s(label))
                return share(SecretBytes::copyOf(one.value.toUtf8()));
        }
        return {};
    }

    /// "Corner shop", with the key that reads everything, for one job that needs products only.
    void connectShop(const char *label = "Read everything")
    {
        AddConnection command;
        command.details.app = s("practice-shop");
        command.details.name = s("Corner shop");
        command.details.environment = Environment::Development;
        command.details.owner = s("Beatrix");
        command.details.purpose = s("the window display");
        command.details.jobs = {s("show-products")};
        command.details.auth = AuthKind::ApiKey;
        command.details.publicFields = {{s("port"), QString::number(QUrl(m_shop->url()).port())}};
        command.details.reach = NetworkReach::OnMyNetwork;
        command.details.trustedAuthorityPem = QString::fromUtf8(m_shop->caPem());
        command.details.secrets = {{s("key"), secret(label)}};
        const auto made = m_business->run(command);
        VERIFY_OK(made);
        m_id = made->connection.id;
    }
    /// "Back office", whose key may end others.
    void addOwner()
    {
        const ConnectionId before = m_id;
        connectShop("Owner");
        EditConnection edit;
        edit.id = m_id;
        edit.revision = current().revision;
        edit.name = s("Back office");
        VERIFY_OK(m_business->run(edit));
        m_id = before;
    }
    void listOne(const char *app, const char *heldBy)
    {
        ListConnection command;
        command.app = s(app);
        command.name = s("Listed one");
        command.owner = s("Beatrix");
        command.purpose = s("customers");
        command.heldBy = s(heldBy);
        const auto made = m_business->run(command);
        VERIFY_OK(made);
        m_id = made->connection.id;
    }
    void open(const char *how = "")
    {
        QVERIFY(m_screen->show(QString(m_id.text() + s(how))));
        QCoreApplication::processEvents();
    }
    void addFlow(const ConnectionId &to, Carrier carrier, const char *by)
    {
        Flow flow;
        flow.from = m_id;
        flow.to = to;
        flow.dataClasses = {s("order-totals")};
        flow.purpose = s("the books");
        flow.carrier = carrier;
        flow.carrierName = s(by);
        VERIFY_OK(m_business->run(AddFlow{flow}));
    }
    void setNotes(const char *notes)
    {
        EditConnection edit;
        edit.id = m_id;
        edit.revision = current().revision;
        edit.notes = s(notes);
        VERIFY_OK(m_business->run(edit));
    }
    QPlainTextEdit *notes() { return m_screen->shown<QPlainTextEdit>(); }
    TableView *scopesTable() const
    {
        for (TableView *one : m_screen->window().findChildren<TableView *>()) {
            if (one->isVisible() && one->accessibleName() == s("What the key needs, has and uses"))
                return one;
        }
        return nullptr;
    }
    /// A cell of the scopes by the scope's label.
    QString scopeCell(const char *label, int column) const
    {
        const QAbstractItemModel *model = scopesTable() ? scopesTable()->model() : nullptr;
        for (int row = 0; model != nullptr && row < model->rowCount(); ++row) {
            if (model->index(row, ScopeModel::What).data().toString() == s(label))
                return model->index(row, column).data().toString();
        }
        return {};
    }
    QString lastNotice() const
    {
        return m_screen->notices.isEmpty() ? QString() : m_screen->notices.last().sentence;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp, Appearance::Light);
        openShop();
    }
    void cleanupTestCase()
    {
        m_shop.reset();
        m_theme.reset();
    }
    void init()
    {
        m_business = std::make_unique<OpenBusiness>();
        CreateWorkspace request;
        request.businessName = s("Ada's Shop");
        VERIFY_OK(m_business->start(request));
        m_screen =
            std::make_unique<Screen>(std::make_unique<ConnectionPage>(m_business->workspace()),
                                     QSize(1100, 1500));
    }
    void cleanup()
    {
        m_screen.reset();
        m_business.reset();
        if (std::exchange(m_keyIsEnded, false))
            openShop();
        m_theme->setAppearance(Appearance::Light);
        QGuiApplication::clipboard()->clear();
    }

    void itTellsWhatTheKeyMayDoAndNeeds()
    {
        connectShop();
        open();
        QVERIFY(m_screen->says(s("Corner shop")));
        QVERIFY(m_screen->says(s("You granted 4, your jobs need 1.")));
        QVERIFY(m_screen->says(s("More than it needs: ")));
        QVERIFY(m_screen->says(s("customers:read")));
        QCOMPARE(scopeCell("Read products", ScopeModel::Needed), s("Show products elsewhere"));
        QCOMPARE(scopeCell("Read products", ScopeModel::Granted), s("Yes"));
        QCOMPARE(scopeCell("Read products", ScopeModel::Used), s("Not seen here"));
        QCOMPARE(scopeCell("Read customers with contact details", ScopeModel::Granted),
                 s("More than needed"));
        QVERIFY(scopesTable()->isColumnHidden(ScopeModel::Reading));
        QCOMPARE(m_screen->shown<TableView>()->model()->rowCount(), 1);
        QCOMPARE(m_screen->nameless(), QString());
    }

    void whatItCanReadIsLookedAtOnRequest()
    {
        connectShop();
        open();
        QVERIFY(!current().lastLooks);
        QVERIFY(m_screen->click(s("See what it can read")));
        QTRY_VERIFY_WITH_TIMEOUT(current().lastLooks.has_value(), Screen::patience);
        QVERIFY(m_screen->waitFor(s("Writing cannot be tested safely.")));
        QVERIFY(!scopesTable()->isColumnHidden(ScopeModel::Reading));
        QCOMPARE(scopeCell("Read products", ScopeModel::Reading), s("Can read"));
        QCOMPARE(scopeCell("List, make and delete keys", ScopeModel::Reading), s("May not"));
        QVERIFY(m_screen->waitFor(s("can read was looked at"))); // it stands among what happened
        QCOMPARE(m_screen->nameless(), QString());
    }

    void aNarrowerKeyIsWalkedThroughAndCompared()
    {
        connectShop();
        open();
        QVERIFY(m_screen->click(s("Make a narrower key")));
        QVERIFY(m_screen->waitFor(s("2. Tick exactly these")));
        QVERIFY(m_screen->says(s("☑ products:read: Read products")));
        QVERIFY(
            m_screen->says(s("Leave these out: orders:read, order-totals:read, customers:read.")));
        QVERIFY(m_screen->button(s("Open 127.0.0.1")) != nullptr);
        QVERIFY(m_screen->picture(s("connection-narrow-light")));
        QVERIFY(m_screen->click(s("I have the new key")));
        auto *field = m_screen->shown<SecretField>();
        QVERIFY(field != nullptr);
        QGuiApplication::clipboard()->setText(
            QString::fromUtf8(secret("Orders only")->reveal().toByteArray()));
        QTest::keySequence(field, QKeySequence::Paste);
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(m_screen->waitFor(s("You granted 4, your jobs need 1.")));
        QVERIFY(m_screen->waitFor(s("Still more than it needs: orders:read.")));
        QVERIFY(m_screen->says(s("No longer: order-totals:read, customers:read, products:read.")));
        QVERIFY(m_screen->says(s("1 of those are missing")));
        QVERIFY(m_screen->click(s("Done")));
    }

    void whatWasSeenOfTheOldKeyIsNotSaidOfAnUntestedNewOne()
    {
        connectShop();
        VERIFY_OK(m_business->run(LookAtScopes{m_id}));
        QVERIFY(current().lastLooks.has_value());
        ReplaceKey command;
        command.id = m_id;
        command.secrets = {{s("key"), secret("Orders only")}};
        command.test = TestFirst::No;
        VERIFY_OK(m_business->run(command));
        QVERIFY(!current().lastLooks);
        QVERIFY(!current().lastTest);
        open();
        QVERIFY(m_screen->says(s("Practice Shop has not said what this key may do.")));
    }

    void oneThatIsPausedOrHeldElsewhereIsNotLookedAt()
    {
        connectShop();
        VERIFY_OK(m_business->run(PauseConnection{m_id}));
        open();
        QVERIFY(m_screen->button(s("See what it can read")) == nullptr);
        listOne("hubspot", "zapier");
        open();
        QVERIFY(m_screen->button(s("See what it can read")) == nullptr);
        QVERIFY(m_screen->button(s("Make a narrower key")) == nullptr);
    }

    void testingTellsWhatWasSeen()
    {
        connectShop();
        open();
        QVERIFY(m_screen->click(s("Test")));
        QTRY_VERIFY_WITH_TIMEOUT(lastNotice().contains(s("accepts this key")), Screen::patience);
        QVERIFY(m_screen->waitFor(s("passed its test")));
    }

    void aKeyIsShutOffAndSaidToBeRefusedOnlyWhenItIs()
    {
        connectShop();
        open();
        QVERIFY(m_screen->click(s("Shut off this key")));
        QVERIFY(m_screen->waitFor(s("Shut off the key of Corner shop?")));
        QVERIFY(m_screen->click(s("Shut off")));
        // This key may not end keys, so it is the owner's turn.
        QVERIFY(m_screen->waitFor(s("This key works until you end it at")));
        QVERIFY(current().paused);
        QVERIFY(m_screen->button(s("Shut off this key")) == nullptr);
        QCOMPARE(m_screen->nameless(), QString());
        QVERIFY(m_screen->picture(s("connection-shut-off-light")));
        // He says that he did it, and did not.
        QVERIFY(m_screen->click(s("I have done it")));
        QVERIFY(m_screen->waitFor(s("Practice Shop still accepts")));
        QVERIFY(lastNotice().contains(s("Not seen refused yet.")));
        m_theme->setAppearance(Appearance::Dark);
        QVERIFY(m_screen->picture(s("connection-shut-off-dark")));
    }

    void theKeyThatEndsItIsChosenOrPastedForThisOnce()
    {
        connectShop();
        addOwner();
        open();
        m_keyIsEnded = true;
        QVERIFY(m_screen->click(s("Shut off this key")));
        QVERIFY(m_screen->waitFor(s("wants: A key that may manage keys")));
        QVERIFY(m_screen->button(s("This key itself"))->isChecked());
        QVERIFY(m_screen->field(s("Practice key")) == nullptr);
        QVERIFY(m_screen->click(s("Another one, for this once")));
        QVERIFY(m_screen->waitFor(s("It is used for this only, and kept nowhere.")));
        QCOMPARE(m_screen->nameless(), QString());
        QVERIFY(m_screen->picture(s("connection-authority-light")));
        m_theme->setAppearance(Appearance::Dark);
        QVERIFY(m_screen->picture(s("connection-authority-dark")));
        // Nothing was pasted, so nothing is done.
        QVERIFY(m_screen->click(s("Shut off")));
        QVERIFY(m_screen->waitFor(s("Paste it here")));
        QVERIFY(!current().paused);
        QVERIFY(m_screen->click(s("The key of Back office")));
        QVERIFY(m_screen->field(s("Practice key")) == nullptr);
        QVERIFY(m_screen->click(s("Shut off")));
        QVERIFY(m_screen->waitFor(s("Practice Shop has refused this key since")));
        QVERIFY(m_screen->says(s("Shut off: Practice Shop refuses this key, so a copy of it opens "
                                 "nothing there either.")));
        QVERIFY(!m_screen->says(s("Anyone with a copy can still use it")));
        QVERIFY(m_screen->button(s("Resume")) == nullptr);
        QVERIFY(!m_screen->says(s("Practice Shop accepts this key.")));
        QVERIFY(m_screen->picture(s("connection-refused-dark")));
    }

    void whoElseHasTheVeryKeyIsToldBeforeItIsShutOff()
    {
        connectShop();
        const ConnectionId other = m_id;
        connectShop();
        EditConnection edit;
        edit.id = other;
        edit.revision = now()->connection(other)->revision;
        edit.name = s("Till");
        VERIFY_OK(m_business->run(edit));
        open();
        QVERIFY(m_screen->click(s("Shut off this key")));
        QVERIFY(m_screen->waitFor(s("Till, which has the very same key")));
    }

    void whatWaitsForItsOwnerIsEndedWithAPastedKey()
    {
        connectShop("Orders only");
        m_keyIsEnded = true;
        open();
        QVERIFY(m_screen->click(s("Shut off this key")));
        QVERIFY(m_screen->click(s("Shut off")));
        QVERIFY(m_screen->waitFor(s("This key works until you end it at")));
        QVERIFY(m_screen->says(s("Being shut off: Drawbridge does not use this key any more.")));
        QVERIFY(m_screen->click(s("End it with another key")));
        QVERIFY(m_screen->click(s("Another one, for this once")));
        auto *field = m_screen->shown<SecretField>();
        QVERIFY(field != nullptr);
        QGuiApplication::clipboard()->setText(
            QString::fromUtf8(secret("Owner")->reveal().toByteArray()));
        QTest::keySequence(field, QKeySequence::Paste);
        QVERIFY(m_screen->click(s("Shut off")));
        QVERIFY(m_screen->waitFor(s("Practice Shop has refused this key since")));
        // It is kept nowhere.
        QCOMPARE(now()->credentials.size(), 1);
        QCOMPARE(now()->credentials.first().versions.size(), 1);
    }

    void aSignInIsNarrowedBySigningInForLess()
    {
        AddConnection command;
        command.details.app = s("practice-shop");
        command.details.name = s("Corner shop");
        command.details.environment = Environment::Development;
        command.details.owner = s("Beatrix");
        command.details.purpose = s("the window display");
        command.details.jobs = {s("show-products")};
        command.details.auth = AuthKind::OAuth;
        command.details.publicFields = {{s("port"), QString::number(QUrl(m_shop->url()).port())},
                                        {s("clientId"), s("a-client-of-the-shop")}};
        command.details.reach = NetworkReach::OnMyNetwork;
        command.details.trustedAuthorityPem = QString::fromUtf8(m_shop->caPem());
        command.details.secrets = {{s("accessToken"), share(SecretBytes::copyOf("made up"))},
                                   {s("refreshToken"), share(SecretBytes::copyOf("made up, too"))}};
        command.test = TestFirst::No;
        GrantState grant;
        grant.signedInAt = QDateTime::currentDateTimeUtc();
        grant.refreshedAt = grant.signedInAt;
        grant.refreshable = true;
        command.grant = grant;
        const auto made = m_business->run(command);
        VERIFY_OK(made);
        m_id = made->connection.id;
        open();
        QVERIFY(m_screen->button(s("Make a narrower key")) == nullptr);
        QVERIFY(m_screen->click(s("Sign in for less")));
        QVERIFY(m_screen->waitFor(s("It asks for exactly these")));
        QVERIFY(m_screen->says(s("☑ products:read: Read products")));
        QVERIFY(m_screen->says(s("where ending the old one ends both, you are told")));
        QCOMPARE(m_screen->nameless(), QString());
        QVERIFY(m_screen->picture(s("connection-less-light")));
        m_theme->setAppearance(Appearance::Dark);
        QVERIFY(m_screen->picture(s("connection-less-dark")));
    }

    void whereNoLookTellsTheOwnerIsAskedToLook()
    {
        connectShop();
        Snapshot snapshot = *now();
        KeyShutOff shutOff;
        shutOff.connection = m_id;
        shutOff.phase = ShutOffPhase::Checking;
        shutOff.checks = {{snapshot.takenAt, CheckVerdict::TellsNothing, 400, s("Not heard.")}};
        shutOff.tries = 1;
        shutOff.unheard = UnheardRenewal{snapshot.takenAt, std::nullopt};
        snapshot.shutOffs = {shutOff};
        const Catalog &catalog = m_business->workspace().catalog();
        const NameVeil names(Names::Shown, snapshot.connections, {});
        const ConnectionShown shown{snapshot,
                                    *snapshot.connection(m_id),
                                    *catalog.app(s("practice-shop")),
                                    catalog,
                                    names};
        ShutOffCard card;
        card.setConnection(shown);
        QSignalSpy gone(&card, &ShutOffCard::seenGone);
        const auto button = [&card](const char *text) -> QAbstractButton * {
            for (QAbstractButton *one : card.findChildren<QAbstractButton *>()) {
                if (one->text() == s(text))
                    return one;
            }
            return nullptr;
        };
        QVERIFY(button("I saw it gone"));
        button("I saw it gone")->click();
        QCOMPARE(gone.size(), 1);
        snapshot.shutOffs.first().seenGoneAt = snapshot.takenAt;
        card.setConnection(shown);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(!button("I saw it gone"));
        QVERIFY(button("Look now"));
    }

    void pausingSaysWhatItDoesNotStop()
    {
        connectShop();
        open();
        QVERIFY(m_screen->click(s("Pause")));
        QVERIFY(m_screen->waitFor(s("Anyone with a copy can still use it")));
        QVERIFY(m_screen->button(s("Test")) == nullptr);
        QVERIFY(m_screen->button(s("Copy the key")) == nullptr);
        QVERIFY(m_screen->click(s("Resume")));
        QTRY_VERIFY_WITH_TIMEOUT(!current().paused, Screen::patience);
    }

    void replacingLeadsToItsOwnPage()
    {
        connectShop();
        open();
        QVERIFY(m_screen->click(s("Replace the key")));
        QCOMPARE(m_screen->wentTo, s("rotation"));
        QCOMPARE(m_screen->wentToSubject, m_id.text());
    }

    void oneThatIsBeingReplacedSaysHowItStands()
    {
        connectShop();
        StartRotation command;
        command.credential = now()->credentialsOf(m_id).first().id;
        command.byHand = true;
        VERIFY_OK(m_business->run(command));
        open();
        QVERIFY(m_screen->says(s("This key is being replaced. Make the new key on the page of")));
        QVERIFY(m_screen->button(s("Replace the key")) == nullptr);
        QVERIFY(m_screen->picture(s("connection-being-replaced-light")));
        QVERIFY(m_screen->click(s("Continue")));
        QCOMPARE(m_screen->wentTo, s("rotation"));
    }

    void aKeyThatIsLeftOverCanBeEnded()
    {
        connectShop();
        ReplaceKey command;
        command.id = m_id;
        command.secrets = {{s("key"), secret("Orders only")}};
        VERIFY_OK(m_business->run(command));
        open();
        QVERIFY(m_screen->says(s("Keys that may still work")));
        QVERIFY(m_screen->says(s("Nobody has seen it refused. Put here today.")));
        QCOMPARE(m_screen->nameless(), QString());
        QVERIFY(m_screen->picture(s("connection-live-keys-light")));
        m_theme->setAppearance(Appearance::Dark);
        QVERIFY(m_screen->picture(s("connection-live-keys-dark")));
        QVERIFY(m_screen->click(s("End Key 1")));
        QVERIFY(m_screen->says(s("End key 1 of Corner shop?")));
        QVERIFY(m_screen->says(s("The key in use, here and wherever it is")));
        QVERIFY(m_screen->click(s("End this key")));
        QVERIFY(m_screen->waitFor(s("It waits to be ended by you.")));
        // The one in use goes on.
        QVERIFY(!current().paused);
        QVERIFY(now()->credentialsOf(m_id).first().current() != nullptr);
        QVERIFY(m_screen->button(s("End Key 1")) == nullptr);
    }

    void theQuestionAboutALeftOverKeyCanBeAskedFromElsewhere()
    {
        connectShop();
        ReplaceKey command;
        command.id = m_id;
        command.secrets = {{s("key"), secret("Orders only")}};
        VERIFY_OK(m_business->run(command));
        const auto versions = now()->credentialsOf(m_id).first().versions;
        open(qPrintable(s("#end=") + versions.last().id.text()));
        QVERIFY(m_screen->says(s("End key 1 of Corner shop?")));
        QVERIFY(m_screen->click(s("Cancel")));
        // Nothing is asked of the one in use.
        open(qPrintable(s("#end=") + s("nonsense")));
        QVERIFY(!m_screen->says(s("End key")));
    }

    void copyingAsksAndLockingTakesItOffTheClipboard()
    {
        connectShop();
        open();
        QVERIFY(m_screen->click(s("Copy the key")));
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
        QVERIFY(m_screen->click(s("Copy for 10 seconds")));
        QTRY_VERIFY_WITH_TIMEOUT(QGuiApplication::clipboard()->text().startsWith(s("psk_")),
                                 Screen::patience);
        m_business->workspace().lock();
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
    }

    void removingAsksAndSaysWhatGoesOn()
    {
        connectShop();
        open();
        QVERIFY(m_screen->click(s("Remove this connection")));
        QVERIFY(m_screen->waitFor(s("it works at Practice Shop until it is shut off there")));
        QVERIFY(m_screen->click(s("Cancel")));
        QVERIFY(now()->connection(m_id) != nullptr);
        QVERIFY(m_screen->click(s("Remove this connection")));
        QVERIFY(m_screen->click(s("Remove")));
        QTRY_COMPARE_WITH_TIMEOUT(m_screen->wentTo, s("dashboard"), Screen::patience);
        QVERIFY(now()->connection(m_id) == nullptr);
    }

    void oneThatWasRemovedElsewhereIsSaidToBeGone()
    {
        connectShop();
        open();
        VERIFY_OK(m_business->run(RemoveConnection{m_id}));
        QVERIFY(m_screen->waitFor(s("This connection is not there any more")));
        QVERIFY(!m_screen->allWords().contains(s("Corner")));
        QVERIFY(m_screen->click(s("Back")));
        QVERIFY(m_screen->wentBack);
    }

    void oneHeldElsewhereNamesItsHolder()
    {
        listOne("hubspot", "zapier");
        open();
        QVERIFY(m_screen->says(s("Held by Zapier.")));
        QVERIFY(m_screen->says(s("Zapier holds its key.")));
        QVERIFY(m_screen->button(s("Test")) == nullptr);
        QVERIFY(m_screen->button(s("Replace the key")) == nullptr);
        QVERIFY(m_screen->click(s("Still as listed")));
        QTRY_VERIFY_WITH_TIMEOUT(lastNotice().contains(s("90 days")), Screen::patience);
    }

    void whatIsKnownCanBeChanged()
    {
        listOne("hubspot", "zapier");
        open();
        QVERIFY(m_screen->click(s("Change what is known about this connection")));
        QCOMPARE(m_screen->field(s("Held by"))->property("text").toString(), s("Zapier"));
        QVERIFY(m_screen->type(s("Name"), s("Customers")));
        QVERIFY(m_screen->type(s("Held by"), s("make")));
        QVERIFY(m_screen->click(s("Save")));
        QTRY_COMPARE_WITH_TIMEOUT(current().name, s("Customers"), Screen::patience);
        QCOMPARE(current().heldBy, s("make"));
        QVERIFY(m_screen->waitFor(s("Make holds its key.")));
    }

    void aNameThatIsRefusedStaysInTheDialog()
    {
        listOne("hubspot", "zapier");
        open();
        QVERIFY(m_screen->click(s("Change what is known about this connection")));
        QVERIFY(m_screen->type(s("Name"), QString()));
        QVERIFY(m_screen->click(s("Save")));
        QVERIFY(m_screen->waitFor(s("Give the connection a name")));
        QCOMPARE(current().name, s("Listed one"));
    }

    void whatGoesWhereAndWhoSeesItIsTold()
    {
        const auto listed = m_business->run(ListApps{{s("mailchimp"), s("slack")}, s("Anna")});
        VERIFY_OK(listed);
        connectShop();
        addFlow(listed->at(0), Carrier::Hub, "zapier");
        addFlow(listed->at(1), Carrier::Person, "Ben");
        open();
        QVERIFY(m_screen->says(s("Sends order totals to Mailchimp, through Zapier")));
        QVERIFY(m_screen->says(s("Sends order totals to Slack, by hand, by Ben")));
        QVERIFY(m_screen->says(s("Zapier carries its data")));
        QVERIFY(m_screen->says(s("Ben carries its data by hand and sees it.")));
        QVERIFY(m_screen->says(s("A copy that somebody made elsewhere cannot be seen from here.")));
        QVERIFY(m_screen->click(s("Show this connection on the map")));
        QCOMPARE(m_screen->wentTo, s("map"));
        QCOMPARE(m_screen->wentToSubject, m_id.text());
    }

    void whatHappenedStandsThereAndLeadsToTheTimeline()
    {
        connectShop();
        open();
        QVERIFY(
            m_screen->waitFor(s("was connected as \"Corner shop\" after its key passed a test")));
        QVERIFY(m_screen->click(s("Show all that happened to this connection")));
        QCOMPARE(m_screen->wentTo, s("timeline"));
        QCOMPARE(m_screen->wentToSubject, m_id.text());
    }

    void notesOfManyLinesAreKept()
    {
        connectShop();
        open();
        QVERIFY(m_screen->button(s("Save notes")) == nullptr);
        notes()->setFocus();
        QTest::keyClicks(notes(), s("Ask Ben"));
        QTest::keyClick(notes(), Qt::Key_Return);
        QTest::keyClicks(notes(), s("<b>not bold</b>"));
        QVERIFY(m_screen->click(s("Save notes")));
        QTRY_COMPARE_WITH_TIMEOUT(current().notes, s("Ask Ben\n<b>not bold</b>"), Screen::patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_screen->button(s("Save notes")) == nullptr, Screen::patience);
        QTest::keyClicks(notes(), s(" and more"));
        QVERIFY(m_screen->click(s("Undo what was typed into the notes")));
        QCOMPARE(notes()->toPlainText(), s("Ask Ben\n<b>not bold</b>"));
    }

    void typedNotesSurviveAChangeElsewhere()
    {
        connectShop();
        open();
        QTest::keyClicks(notes(), s("mine"));
        VERIFY_OK(m_business->run(PauseConnection{m_id}));
        QCOMPARE(notes()->toPlainText(), s("mine"));
        setNotes("theirs");
        QCOMPARE(notes()->toPlainText(), s("mine"));
        QVERIFY(m_screen->waitFor(s("changed elsewhere meanwhile")));
        QVERIFY(m_screen->click(s("Save notes")));
        QTRY_COMPARE_WITH_TIMEOUT(current().notes, s("mine"), Screen::patience);
    }

    void lockingEmptiesThePage()
    {
        connectShop();
        setNotes("the code is at Corner street");
        open();
        QVERIFY(m_screen->waitFor(s("was connected as")));
        m_business->workspace().lock();
        QCoreApplication::processEvents();
        for (const QWidget *one : m_screen->window().findChildren<QWidget *>()) {
            for (const char *property : {"text", "accessibleName", "plainText", "toolTip"}) {
                const QString text = one->property(property).toString();
                QVERIFY2(!text.contains(s("Corner")) && !text.contains(s("Beatrix")),
                         qPrintable(text));
            }
        }
        QCOMPARE(m_screen->shown<TableView>() == nullptr
                     ? 0
                     : m_screen->shown<TableView>()->model()->rowCount(),
                 0);
        VERIFY_OK(OpenBusiness::wait(m_business->workspace().unlock({})));
        m_screen->page().enter(m_id.text());
        QVERIFY(m_screen->waitFor(s("Corner shop")));
    }

    void hiddenNamesAreNowhereOnThePage()
    {
        connectShop();
        setNotes("the code is at Corner street");
        open();
        WorkspaceSettings settings = now()->settings;
        settings.hideNames = true;
        VERIFY_OK(m_business->run(ChangeSettings{settings}));
        QVERIFY(m_screen->waitFor(s("Notes are hidden")));
        QTRY_VERIFY_WITH_TIMEOUT(!m_screen->allWords().contains(s("Corner")), Screen::patience);
        QVERIFY(!m_screen->allWords().contains(s("Beatrix")));
        QVERIFY(!m_screen->allWords().contains(s("Ada's"))); // whom the key belongs to
        QVERIFY(!m_screen->page().title().contains(s("Corner")));
        for (const Command &command : m_screen->page().commands())
            QVERIFY(!command.title.contains(s("Corner")));
        QVERIFY(m_screen->picture(s("connection-hidden-light")));
    }

    void aLongNameLeavesTheButtonsInSight()
    {
        connectShop();
        EditConnection edit;
        edit.id = m_id;
        edit.revision = current().revision;
        edit.name = s("<b>Corner</b> shop ") + QString(90, QChar(u'w'));
        VERIFY_OK(m_business->run(edit));
        m_screen->window().resize(800, 1500);
        open();
        QCOMPARE(m_screen->window().width(), 800);
        const QAbstractButton *test = m_screen->button(s("Test"));
        QVERIFY(test != nullptr);
        const QRect place(test->mapTo(&m_screen->window(), QPoint()), test->size());
        QVERIFY2(m_screen->window().rect().contains(place), "the button is outside the window");
        QVERIFY(m_screen->picture(s("connection-long-light")));
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
        const auto listed = m_business->run(ListApps{{s("mailchimp"), s("slack")}, s("Anna")});
        VERIFY_OK(listed);
        connectShop();
        VERIFY_OK(m_business->run(LookAtScopes{m_id}));
        addFlow(listed->at(0), Carrier::Hub, "zapier");
        setNotes("Ask Ben before anything is changed here.\nHe is in on Tuesdays.");
        open();
        QVERIFY(m_screen->waitFor(s("was connected as")));
        QTest::keyClicks(notes(), s("!"));
        QCOMPARE(m_screen->nameless(), QString());
        QVERIFY(m_screen->picture(dark ? s("connection-dark") : s("connection-light")));
    }

private:
    SystemClock m_clock;
    SystemRandom m_random;
    ConnectionId m_id;
    bool m_keyIsEnded = false; ///< of the shop, so that the next test needs another
    std::unique_ptr<PracticeShop> m_shop;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<Screen> m_screen;
};

TEST_UNIT(tst_ConnectionPage)
#include "tst_ConnectionPage.moc"
