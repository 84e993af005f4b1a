// SPDX-License-Identifier: GPL-3.0-or-later
// The wizard on a real business and, where a key is tried, on a real HTTPS peer.
#include "core/practice/PracticeShop.h"
#include "tests/support/OpenBusiness.h"
#include "tests/support/Screen.h"
#include "tests/support/TestUnit.h"
#include "ui/connect/ConnectPage.h"
#include "ui/kit/ChoiceTile.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/Theme.h"
#include "ui/kit/Toggles.h"

#include <QJsonDocument>
#include <QTcpServer>
#include <QUrl>

#include <atomic>

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

class tst_ConnectPage : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Snapshot> now() { return m_business->workspace().snapshot(); }

    QString key(const char *label) const
    {
        for (const PracticeKey &one : m_shop->keys()) {
            if (one.label == s(label))
                return one.value;
        }
        return {};
    }

    void listApps(const QStringList &apps)
    {
        VERIFY_OK(m_business->run(ListApps{apps, s("Anna")}));
    }

    void openScreen(const QString &subject = {})
    {
        m_screen = std::make_unique<Screen>(std::make_unique<ConnectPage>(m_business->workspace()));
        QVERIFY(m_screen->show(subject));
    }

    void openPractice()
    {
        QVERIFY(m_screen->click(s("Practice Shop")));
        QVERIFY(m_screen->click(s("Connect with a key")));
        fillPeer();
    }
    void fillPeer()
    {
        QVERIFY(m_screen->type(s("Port"), QString::number(QUrl(m_shop->url()).port())));
        QVERIFY(m_screen->type(s("File of its certificate authority"), m_shop->caFile()));
        QTest::keyClick(m_screen->field(s("File of its certificate authority")), Qt::Key_Tab);
    }
    /// To the third screen with an accepted key.
    void openConfirm(const QStringList &jobs = {})
    {
        openPractice();
        for (const QString &job : jobs)
            QVERIFY(m_screen->click(job));
        QVERIFY(m_screen->paste(s("Practice key"), key("Read everything")));
        QVERIFY(m_screen->waitFor(s("accepts this key")));
        QVERIFY(m_screen->click(s("Yes, it is mine")));
        QVERIFY(m_screen->waitFor(s("Does this look right?")));
    }

    SecretField *keyField()
    {
        return qobject_cast<SecretField *>(m_screen->field(s("Practice key")));
    }

    /// What was kept of the draft, once it holds `words`.
    bool draftHolds(const QString &words)
    {
        return QTest::qWaitFor(
            [&] {
                const QJsonObject draft = now()->drafts.value(s("connect"));
                return QString::fromUtf8(QJsonDocument(draft).toJson()).contains(words);
            },
            Screen::patience);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp, Appearance::Light);
        PracticeConfig config;
        config.port = 0;
        config.onRequest = [this](const PracticeRequest &) { ++m_requests; };
        auto shop = PracticeShop::start(config, m_clock, m_random);
        VERIFY_OK(shop);
        m_shop = shop.takeValue();
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
        openScreen();
    }
    void cleanup()
    {
        m_screen.reset();
        m_business.reset();
        m_theme->setAppearance(Appearance::Light);
        QGuiApplication::clipboard()->clear();
    }

    void thePracticeShopIsStartedAndFilledInFromHere()
    {
        auto page = std::make_unique<ConnectPage>(m_business->workspace());
        int started = 0;
        page->setPracticeStart([this, &started]() -> Result<PracticeOffer> {
            if (++started == 1)
                return Error{ErrorCode::Unavailable, s("There is no room for a shop."), {}};
            const QByteArray value = key("Read everything").toLatin1();
            return PracticeOffer{QString::number(QUrl(m_shop->url()).port()),
                                 QString::fromLatin1(m_shop->caPem()),
                                 share(SecretBytes::copyOf(value))};
        });
        m_screen = std::make_unique<Screen>(std::move(page));
        QVERIFY(m_screen->show({}));
        QVERIFY(m_screen->click(s("Practice Shop")));
        QVERIFY(m_screen->click(s("Connect with a key")));
        QVERIFY(m_screen->click(s("Start it and fill in below")));
        QVERIFY(m_screen->waitFor(s("There is no room for a shop.")));
        QVERIFY(m_screen->click(s("Start it and fill in below")));
        QVERIFY(m_screen->waitFor(s("accepts this key")));
        QCOMPARE(started, 2);
        QCOMPARE(QApplication::focusWidget(), m_screen->button(s("Next")));
    }
    void withoutAShopToStartThereIsNoButtonForIt()
    {
        QVERIFY(m_screen->click(s("Practice Shop")));
        QVERIFY(m_screen->click(s("Connect with a key")));
        QVERIFY(m_screen->waitFor(s("Your key goes to")));
        QVERIFY(m_screen->button(s("Start it and fill in below")) == nullptr);
    }
    void theKeyboardGoesOnWhereTheNextQuestionIs()
    {
        const auto holder = [] {
            QWidget *focus = QApplication::focusWidget();
            QAccessibleInterface *told = QAccessible::queryAccessibleInterface(focus);
            return told == nullptr ? QString() : told->text(QAccessible::Name);
        };
        const auto press = [](Qt::Key key) {
            QTest::keyClick(QApplication::focusWidget(), key);
            QCoreApplication::processEvents();
        };
        QCOMPARE(holder(), s("Search apps"));
        QTest::keyClicks(QApplication::focusWidget(), s("practice"));
        press(Qt::Key_Return);
        QVERIFY(m_screen->says(s("Practice Shop: what it will take")));
        QCOMPARE(holder(), s("Connect with a key"));
        press(Qt::Key_Return);
        QVERIFY(m_screen->shown<CheckBox>() != nullptr);
        QCOMPARE(QApplication::focusWidget(), m_screen->shown<CheckBox>());
        QVERIFY(m_screen->picture(s("connect-focus")));
        QVERIFY(m_screen->page().escape());
        QCOMPARE(holder(), s("Connect with a key"));
        QVERIFY(m_screen->button(s("Another app")) != nullptr);
        m_screen->button(s("Another app"))->setFocus(Qt::TabFocusReason);
        press(Qt::Key_Return);
        QCOMPARE(holder(), s("Search apps"));
        m_screen->button(s("List several apps at once, without any key"))
            ->setFocus(Qt::TabFocusReason);
        press(Qt::Key_Return);
        QVERIFY(qobject_cast<ChoiceTile *>(QApplication::focusWidget()) != nullptr);
        const QList<ChoiceTile *> tiles = m_screen->window().findChildren<ChoiceTile *>();
        const auto first = std::find_if(tiles.cbegin(), tiles.cend(), [](const ChoiceTile *tile) {
            return tile->isVisible();
        });
        QCOMPARE(QApplication::focusWidget(), *first);
    }

    void returnChoosesOnlyWhatIsAlone_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<bool>("chosen");
        QTest::newRow("one") << s("practice shop") << true;
        QTest::newRow("several") << s("s") << false;
        QTest::newRow("none") << s("qqqq") << false;
        QTest::newRow("nothing typed") << QString() << false;
    }
    void returnChoosesOnlyWhatIsAlone()
    {
        QFETCH(QString, words);
        QFETCH(bool, chosen);
        QVERIFY(m_screen->type(s("Search apps"), words));
        QTest::keyClick(m_screen->field(s("Search apps")), Qt::Key_Return);
        QCOMPARE(m_screen->says(s("what it will take")), chosen);
        // The search that the letters asked for does not take it back.
        QVERIFY(!QTest::qWaitFor([&] { return m_screen->says(s("what it will take")) != chosen; },
                                 300));
    }

    void aLongNameLeavesThePageItsWidth()
    {
        listApps({s("mailchimp")});
        const Connection &one = now()->connections.first();
        EditConnection edit;
        edit.id = one.id;
        edit.revision = one.revision;
        edit.name = QString(90, QChar(u'w'));
        VERIFY_OK(m_business->run(edit));
        m_screen->window().resize(792, 700);
        openConfirm();
        QCoreApplication::processEvents();
        const auto *area = m_screen->shown<QScrollArea>();
        QVERIFY(area->widget()->width() <= area->viewport()->width());
        QCOMPARE(m_screen->window().width(), 792);
        QVERIFY(m_screen->picture(s("connect-long-name")));
    }

    void whatItSendsIsOnTheMapAfterwards()
    {
        listApps({s("mailchimp"), s("stripe"), s("zapier")});
        openConfirm({s("Show products elsewhere")});
        QVERIFY(m_screen->type(s("Name"), s("Practice")));
        QVERIFY(m_screen->choose(s("Its data goes to"), s("Mailchimp")));
        QVERIFY(m_screen->choose(s("Through"), s("Zapier")));
        QVERIFY(m_screen->click(s("Connect it")));
        QTRY_COMPARE_WITH_TIMEOUT(m_screen->wentTo, s("connection"), Screen::patience);
        QCOMPARE(now()->flows.size(), 1);
        const Flow &flow = now()->flows.first();
        QCOMPARE(now()->connection(flow.from)->name, s("Practice"));
        QCOMPARE(now()->connection(flow.to)->name, s("Mailchimp"));
        QCOMPARE(flow.dataClasses, (QStringList{s("products"), s("stock")}));
        QCOMPARE(flow.carrierName, s("zapier"));
    }

    void withoutAJobTheOwnerSaysWhatTravels()
    {
        listApps({s("mailchimp")});
        openConfirm();
        QVERIFY(m_screen->choose(s("Its data goes to"), s("Mailchimp")));
        QVERIFY(m_screen->click(s("Connect it")));
        QVERIFY(m_screen->says(s("Choose at least one kind of data.")));
        QVERIFY(m_screen->click(s("order totals")));
        QVERIFY(m_screen->click(s("Connect it")));
        QTRY_COMPARE_WITH_TIMEOUT(now()->flows.size(), 1, Screen::patience);
        QCOMPARE(now()->flows.first().dataClasses, QStringList{s("order-totals")});
    }

    void anAppBehindAHubIsListedWithOnePress()
    {
        listApps({s("slack")});
        QVERIFY(m_screen->click(s("Stripe")));
        QVERIFY(m_screen->says(s("Is it connected through Zapier or similar?")));
        QVERIFY(m_screen->click(s("Zapier")));
        QVERIFY(m_screen->click(s("Just list it")));
        QTRY_COMPARE_WITH_TIMEOUT(m_screen->wentTo, s("connection"), Screen::patience);
        const Connection *listed = now()->connection(ConnectionId(m_screen->wentToSubject));
        QVERIFY(listed != nullptr);
        QCOMPARE(listed->app, s("stripe"));
        QCOMPARE(listed->custody, Custody::HeldElsewhere);
        QCOMPARE(listed->heldBy, s("zapier"));
        QCOMPARE(listed->owner, s("Anna")); // who looks after the others
        QVERIFY(now()->drafts.isEmpty() || !draftHoldsNow(s("stripe")));
    }

    void listingAsksForTheNamesThatAreMissing()
    {
        QVERIFY(m_screen->click(s("Stripe")));
        QVERIFY(m_screen->click(s("Another app, or a person")));
        QVERIFY(m_screen->click(s("Just list it")));
        QVERIFY(m_screen->says(s("Write which app or who it is.")));
        QVERIFY(m_screen->says(s("Say who looks after it.")));
        QCOMPARE(now()->connections.size(), 0);
        QVERIFY(m_screen->type(s("Who holds its key?"), s("Ben's agency")));
        QVERIFY(m_screen->type(s("Who looks after it?"), s("Ada")));
        QVERIFY(m_screen->click(s("Just list it")));
        QTRY_COMPARE_WITH_TIMEOUT(now()->connections.size(), 1, Screen::patience);
        QCOMPARE(now()->connections.first().heldBy, s("Ben's agency"));
        QCOMPARE(now()->connections.first().owner, s("Ada"));
    }

    void twoPressesListOnce()
    {
        listApps({s("slack")});
        QVERIFY(m_screen->click(s("Stripe")));
        QAbstractButton *list = m_screen->button(s("Just list it"));
        list->click();
        list->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_screen->wentTo, s("connection"), Screen::patience);
        QCOMPARE(now()->connections.size(), 2);
    }

    void moreCanBeSaidBeforeListing()
    {
        listApps({s("slack")});
        QVERIFY(m_screen->click(s("HubSpot")));
        QVERIFY(m_screen->click(s("Zapier")));
        QVERIFY(m_screen->click(s("List it and say more")));
        QVERIFY(m_screen->type(s("Name"), s("Customers")));
        QVERIFY(m_screen->choose(s("Its data goes to"), s("Slack")));
        QVERIFY(m_screen->click(s("contact details")));
        QVERIFY(m_screen->click(s("List it")));
        QTRY_COMPARE_WITH_TIMEOUT(now()->flows.size(), 1, Screen::patience);
        QCOMPARE(now()->connection(now()->flows.first().from)->heldBy, s("zapier"));
    }

    void anAppWithoutAKeyCanOnlyBeListed()
    {
        QVERIFY(m_screen->click(s("Zapier")));
        QVERIFY(m_screen->button(s("Connect with a key")) == nullptr);
        QVERIFY(m_screen->button(s("Just list it")) != nullptr);
    }

    void aKeyPastedOnTheFirstScreenIsCarriedAndTried()
    {
        QVERIFY(m_screen->paste(s("Paste a key"), key("Read everything")));
        QVERIFY(m_screen->waitFor(s("This looks like: Practice Shop key.")));
        QVERIFY(m_screen->waitFor(s("Practice Shop: what it will take")));
        QVERIFY(m_screen->click(s("Connect with a key")));
        QTRY_COMPARE_WITH_TIMEOUT(keyField()->length(), 41, Screen::patience);
        fillPeer();
        QVERIFY(m_screen->click(s("Try the key")));
        QVERIFY(m_screen->waitFor(s("accepts this key")));
    }

    void aKeyThatBelongsToSomebodyElseIsForgotten()
    {
        openPractice();
        QVERIFY(m_screen->paste(s("Practice key"), key("Read everything")));
        QVERIFY(m_screen->waitFor(s("Is that yours?")));
        QVERIFY(m_screen->click(s("No, another key")));
        QVERIFY(keyField()->isEmpty());
        QVERIFY(m_screen->says(s("nothing of it is kept")));
        QVERIFY(m_screen->click(s("Next")));
        QVERIFY(m_screen->says(s("Paste it here")));
    }

    void aKeyOfAnotherAppIsNeverSent()
    {
        openPractice();
        const int asked = m_requests;
        // Of the right shape, and plainly made up.
        QVERIFY(m_screen->paste(s("Practice key"), s("sk_live_") + QString(24, QChar(u'9'))));
        QVERIFY(m_screen->waitFor(s("so it was not sent to Practice Shop")));
        QVERIFY(m_screen->click(s("Next")));
        QVERIFY(m_screen->click(s("Try the key")));
        QVERIFY(m_screen->says(s("so it was not sent to Practice Shop")));
        QCOMPARE(m_requests.load(), asked);
    }

    void noDoorTakesATestKeyIntoTheRealShop()
    {
        AddConnection command;
        command.details.app = s("stripe");
        command.details.name = s("Stripe");
        command.details.owner = s("Ada");
        command.details.purpose = s("the books");
        command.details.auth = AuthKind::ApiKey;
        const auto stripeKey = [](const char *prefix) {
            return share(SecretBytes::copyOf(QByteArray(prefix).append(24, '9')));
        };
        command.details.secrets = {{s("key"), stripeKey("sk_test_")}};
        command.test = TestFirst::No;
        VERIFY_ERROR(ErrorCode::InvalidInput, m_business->run(command));
        QCOMPARE(now()->connections.size(), 0);
        command.details.environment = Environment::Staging;
        const auto made = m_business->run(command);
        VERIFY_OK(made);
        ReplaceKey replace;
        replace.id = made->connection.id;
        replace.secrets = {{s("key"), stripeKey("sk_live_")}};
        replace.test = TestFirst::No;
        VERIFY_ERROR(ErrorCode::InvalidInput, m_business->run(replace));
        QCOMPARE(now()->credentials.first().versions.size(), 1);
    }

    void hiddenNamesAreNotInTheLists()
    {
        listApps({s("slack")});
        EditConnection edit;
        edit.id = now()->connections.first().id;
        edit.revision = now()->connections.first().revision;
        edit.name = s("Corner chat");
        VERIFY_OK(m_business->run(edit));
        WorkspaceSettings settings = now()->settings;
        settings.hideNames = true;
        VERIFY_OK(m_business->run(ChangeSettings{settings}));
        openConfirm();
        QVERIFY(m_screen->choose(s("Its data goes to"), s("Slack")));
        for (const QComboBox *box : m_screen->window().findChildren<QComboBox *>()) {
            for (int i = 0; i < box->count(); ++i)
                QVERIFY(!box->itemText(i).contains(s("Corner")));
        }
        QVERIFY(!m_screen->allWords().contains(s("Corner")));
    }

    void aRefusedKeyIsNotKept()
    {
        openPractice();
        const QString wrong = s("psk_live_") + QString(32, QChar(u'x'));
        QVERIFY(m_screen->paste(s("Practice key"), wrong));
        QTRY_VERIFY_WITH_TIMEOUT(m_requests > 0 && m_screen->button(s("Try the key"))->isEnabled(),
                                 Screen::patience);
        QVERIFY(m_screen->waitFor(s("Practice Shop")));
        QVERIFY(m_screen->button(s("Keep it untried")) == nullptr);
        QVERIFY(m_screen->click(s("Next")));
        QTest::qWait(0);
        QVERIFY(!m_screen->says(s("Does this look right?"))
                || m_screen->button(s("Connect it")) == nullptr);
    }

    void theNextKeyTakesThePlaceOfARefusedOne()
    {
        openPractice();
        const QString right = key("Read everything");
        const QString wrong = s("psk_live_") + QString(32, QChar(u'x'));
        QVERIFY(m_screen->paste(s("Practice key"), wrong));
        QVERIFY(m_screen->waitFor(s("does not know this key")));
        QGuiApplication::clipboard()->setText(right);
        QTest::mouseClick(keyField(), Qt::LeftButton);
        QTest::keySequence(keyField(), QKeySequence::Paste);
        QCOMPARE(keyField()->length(), right.size());
        QVERIFY(m_screen->waitFor(s("accepts this key")));
        // An accepted one is added to, as in any field.
        QTest::keySequence(keyField(), QKeySequence::Paste);
        QCOMPARE(keyField()->length(), 2 * right.size());
    }

    void aPeerThatIsDownLeavesTheKeyUntriedIfTheOwnerWants()
    {
        listApps({s("slack")});
        QVERIFY(m_screen->click(s("Practice Shop")));
        QVERIFY(m_screen->click(s("Connect with a key")));
        QTcpServer nobody;
        QVERIFY(nobody.listen(QHostAddress::LocalHost));
        const QString port = QString::number(nobody.serverPort());
        nobody.close();
        QVERIFY(m_screen->type(s("Port"), port));
        QVERIFY(m_screen->paste(s("Practice key"), key("Read everything")));
        QVERIFY2(m_screen->click(s("Keep it untried")), qPrintable(m_screen->allWords()));
        QVERIFY(m_screen->click(s("Connect it")));
        QTRY_COMPARE_WITH_TIMEOUT(now()->connections.size(), 2, Screen::patience);
        const Connection *made = now()->connection(ConnectionId(m_screen->wentToSubject));
        QVERIFY(made != nullptr && !made->lastTest);
    }

    void clearingTheClipboardTakesTheKeyOnly()
    {
        openPractice();
        QVERIFY(m_screen->paste(s("Practice key"), key("Read everything")));
        QVERIFY(m_screen->click(s("Clear clipboard")));
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
        QVERIFY(m_screen->button(s("Clear clipboard")) == nullptr);

        QVERIFY(m_screen->paste(s("Practice key"), key("Orders only")));
        QTRY_VERIFY_WITH_TIMEOUT(m_screen->button(s("Clear clipboard")) != nullptr,
                                 Screen::patience);
        QGuiApplication::clipboard()->setText(s("an address"));
        QVERIFY(m_screen->click(s("Clear clipboard")));
        QCOMPARE(QGuiApplication::clipboard()->text(), s("an address"));
    }

    void theNoticeClearsTheClipboardToo()
    {
        listApps({s("slack")});
        openConfirm();
        QVERIFY(m_screen->click(s("Connect it")));
        QTRY_COMPARE_WITH_TIMEOUT(m_screen->wentTo, s("connection"), Screen::patience);
        const auto told = std::find_if(m_screen->notices.cbegin(),
                                       m_screen->notices.cend(),
                                       [](const Notice &one) { return bool(one.action); });
        QVERIFY(told != m_screen->notices.cend());
        QGuiApplication::clipboard()->setText(s("an address"));
        told->action();
        QCOMPARE(QGuiApplication::clipboard()->text(), s("an address"));
        QGuiApplication::clipboard()->setText(key("Read everything"));
        told->action();
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
    }

    void goingBackLosesNothing()
    {
        listApps({s("slack")});
        openConfirm({s("Ship orders")});
        QVERIFY(m_screen->type(s("Name"), s("Warehouse")));
        QVERIFY(m_screen->choose(s("Its data goes to"), s("Slack")));
        const int asked = m_requests;
        QVERIFY(m_screen->click(s("Back")));
        QCOMPARE(keyField()->length(), 41);
        QVERIFY(m_screen->button(s("Ship orders"))->isChecked());
        QVERIFY(m_screen->click(s("Next")));
        QVERIFY(m_screen->waitFor(s("Does this look right?")));
        QCOMPARE(m_requests.load(), asked); // it was tried already
        QCOMPARE(m_screen->field(s("Name"))->property("text").toString(), s("Warehouse"));

        QVERIFY(m_screen->click(s("Back")));
        QVERIFY(m_screen->click(s("Back")));
        QVERIFY(m_screen->says(s("Practice Shop: what it will take")));
        QVERIFY(m_screen->click(s("Connect with a key")));
        QCOMPARE(keyField()->length(), 41);
        QVERIFY(m_screen->button(s("Ship orders"))->isChecked());
        QVERIFY(m_screen->click(s("Next")));
        QVERIFY(m_screen->click(s("Yes, it is mine")));
        QCOMPARE(m_screen->field(s("Its data goes to"))->property("currentText").toString(),
                 s("Slack"));
    }

    void leavingKeepsADraftWithoutTheKey()
    {
        openPractice();
        QVERIFY(m_screen->click(s("Ship orders")));
        QVERIFY(m_screen->paste(s("Practice key"), key("Read everything")));
        QVERIFY(draftHolds(s("ship-orders")));
        m_screen.reset();
        QVERIFY(!draftHoldsNow(key("Read everything")));
        QVERIFY(!draftHoldsNow(s("psk_")));
        openScreen();
        QVERIFY(m_screen->button(s("Ship orders")) != nullptr);
        QVERIFY(m_screen->button(s("Ship orders"))->isChecked());
        QVERIFY(keyField()->isEmpty());
        QCOMPARE(m_screen->notices.size(), 1);
        m_screen->notices.first().action();
        QVERIFY(m_screen->button(s("Stripe")) != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(!draftHoldsNow(s("practice")), Screen::patience);
    }

    void closingRightAfterTypingKeepsIt()
    {
        listApps({s("slack")});
        openConfirm();
        QVERIFY(m_screen->type(s("Name"), s("Warehouse")));
        m_screen.reset();
        QVERIFY(draftHolds(s("Warehouse")));
    }

    void lockingEmptiesTheScreenAndTheDraftComesBack()
    {
        listApps({s("slack")});
        openConfirm();
        QVERIFY(m_screen->type(s("Name"), s("Warehouse")));
        QVERIFY(m_screen->type(s("Who looks after it"), s("Beatrix")));
        QVERIFY(draftHolds(s("Beatrix")));
        m_business->workspace().lock();
        for (const QWidget *one : m_screen->window().findChildren<QWidget *>()) {
            const QString text = one->property("text").toString();
            QVERIFY2(!text.contains(s("Warehouse")) && !text.contains(s("Beatrix")),
                     one->metaObject()->className());
        }
        for (SecretField *field : m_screen->window().findChildren<SecretField *>())
            QVERIFY(field->isEmpty());
        VERIFY_OK(OpenBusiness::wait(m_business->workspace().unlock({})));
        m_screen->page().enter({});
        QVERIFY(m_screen->waitFor(s("Bring it here")));
        QVERIFY(keyField()->isEmpty());
    }

    void severalAppsAreListedWithoutAnyKey()
    {
        QVERIFY(m_screen->click(s("List several apps at once, without any key")));
        QVERIFY(m_screen->click(s("List them")));
        QVERIFY(m_screen->says(s("Tick at least one app.")));
        QVERIFY(m_screen->click(s("Stripe")));
        QVERIFY(m_screen->click(s("Slack")));
        QVERIFY(m_screen->click(s("List them")));
        QVERIFY(m_screen->says(s("Say who looks after them.")));
        QVERIFY(m_screen->type(s("Who looks after them?"), s("Ada")));
        QVERIFY(m_screen->click(s("List them")));
        QTRY_COMPARE_WITH_TIMEOUT(m_screen->wentTo, s("map"), Screen::patience);
        QCOMPARE(now()->connections.size(), 2);
    }

    void hostileNamesAreShownAsPlainText()
    {
        const QString markup = s("<b>Bold</b> \u202Eevil & co");
        listApps({s("slack")});
        EditConnection edit;
        edit.id = now()->connections.first().id;
        edit.revision = now()->connections.first().revision;
        edit.name = markup;
        VERIFY_OK(m_business->run(edit));
        openConfirm();
        QVERIFY(m_screen->type(s("Name"), s("<i>Practice</i> & <img src=x>")));
        for (const QLabel *label : m_screen->window().findChildren<QLabel *>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY(m_screen->picture(s("connect-3-markup-light")));
    }

    void manyConnectionsAndLongNamesFit()
    {
        for (int i = 0; i < 12; ++i)
            listApps({s("stripe"), s("shopify"), s("slack"), s("notion"), s("asana"), s("xero")});
        openConfirm({s("Ship orders")});
        QVERIFY(m_screen->type(s("Name"), s("Warehouse ") + QString(90, QChar(u'w'))));
        QVERIFY(m_screen->type(s("Who looks after it"), s("Anna ").repeated(20)));
        QVERIFY(m_screen->choose(s("Its data goes to"), s("Xero")));
        QCoreApplication::processEvents();
        QVERIFY(m_screen->window().width() <= 1100);
        QVERIFY(m_screen->picture(s("connect-3-crowded-light")));
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
        const QString mood = dark ? s("-dark") : s("-light");
        const auto look = [&](const char *name) {
            QCOMPARE(m_screen->nameless(), QString());
            QVERIFY(m_screen->picture(s(name) + mood));
        };
        look("connect-1-tiles");
        QVERIFY(m_screen->click(s("List several apps at once, without any key")));
        look("connect-1-several");
        QVERIFY(m_screen->click(s("Back")));
        QVERIFY(m_screen->click(s("Stripe")));
        look("connect-1-short");
        QVERIFY(m_screen->click(s("Another app, or a person")));
        QVERIFY(m_screen->click(s("Just list it")));
        look("connect-1-missing");
        QVERIFY(m_screen->click(s("Another app")));
        QVERIFY(m_screen->click(s("QuickBooks Online")));
        look("connect-1-long");
        QVERIFY(m_screen->click(s("Another app")));
        QVERIFY(m_screen->click(s("Twilio")));
        QVERIFY(m_screen->click(s("Connect with a key")));
        QVERIFY(m_screen->click(s("Send text messages")));
        QVERIFY(m_screen->click(s("Next")));
        m_screen->window().resize(1100, 1250);
        look("connect-2-twilio");
        m_screen->window().resize(1100, 820);
        QVERIFY(m_screen->click(s("Back")));
        QVERIFY(m_screen->click(s("Another app")));
        listApps({s("mailchimp"), s("zapier")});
        openPractice();
        QVERIFY(m_screen->click(s("Show products elsewhere")));
        QVERIFY(m_screen->paste(s("Practice key"), key("Read everything")));
        QVERIFY(m_screen->waitFor(s("Is that yours?")));
        m_screen->window().resize(1100, 1000);
        look("connect-2-accepted");
        m_screen->window().resize(1100, 820);
        QVERIFY(m_screen->click(s("Yes, it is mine")));
        QVERIFY(m_screen->choose(s("Its data goes to"), s("Mailchimp")));
        QVERIFY(m_screen->choose(s("Through"), s("Zapier")));
        look("connect-3");
    }

private:
    bool draftHoldsNow(const QString &words)
    {
        return QString::fromUtf8(QJsonDocument(now()->drafts.value(s("connect"))).toJson())
            .contains(words);
    }

    SystemClock m_clock;
    SystemRandom m_random;
    std::atomic<int> m_requests = 0;
    std::unique_ptr<PracticeShop> m_shop;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<Screen> m_screen;
};

TEST_UNIT(tst_ConnectPage)
#include "tst_ConnectPage.moc"
