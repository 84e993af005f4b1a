// SPDX-License-Identifier: GPL-3.0-or-later
// Replacing a key in the window, on a real business; the keys are those of a real HTTPS peer.
#include "core/practice/PracticeShop.h"
#include "tests/support/OpenBusiness.h"
#include "tests/support/Screen.h"
#include "tests/support/TestUnit.h"
#include "ui/kit/Dialog.h"
#include "ui/kit/Theme.h"
#include "ui/rotation/RotationPage.h"
#include "ui/rotation/RotationView.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSemaphore>
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

class tst_RotationPage : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Snapshot> now() { return m_business->workspace().snapshot(); }

    PracticeKey shopKey(const char *label) const
    {
        for (const PracticeKey &one : m_shop->keys()) {
            if (one.label == s(label))
                return one;
        }
        return {};
    }
    QString adminKey() const
    {
        for (const PracticeKey &one : m_shop->keys()) {
            if (one.scopes.contains(s("keys:admin")) && one.value.startsWith(s("psk_live_")))
                return one.value;
        }
        return {};
    }
    /// Deletes a key there, as its owner would on its page: by a program that is not ours.
    void endAtShop(const QString &value)
    {
        const auto ask = [this](const QString &key, const QString &path, const char *method) {
            QProcess curl;
            curl.start(s("curl"), {s("-sk"), s("-K"), s("-")});
            curl.write(QString(s("url = ") + m_shop->url() + path + s("\nrequest = ") + s(method)
                               + s("\nheader = \"Authorization: Bearer ") + key + s("\"\n"))
                           .toUtf8());
            curl.closeWriteChannel();
            curl.waitForFinished();
            return curl.readAllStandardOutput();
        };
        const QString id = QJsonDocument::fromJson(ask(value, s("/v1/me"), "GET"))
                               .object()
                               .value(s("key"))
                               .toObject()
                               .value(s("id"))
                               .toString();
        QVERIFY(!id.isEmpty());
        ask(adminKey(), s("/v1/keys/") + id, "DELETE");
    }
    ConnectionId connectShop(const QString &name, const QString &key)
    {
        AddConnection command;
        command.details.app = s("practice-shop");
        command.details.name = name;
        command.details.environment = Environment::Development;
        command.details.owner = s("Beatrix");
        command.details.purpose = s("the window display");
        command.details.jobs = {s("show-products")};
        command.details.auth = AuthKind::ApiKey;
        command.details.publicFields = {{s("port"), QString::number(QUrl(m_shop->url()).port())}};
        command.details.reach = NetworkReach::OnMyNetwork;
        command.details.trustedAuthorityPem = QString::fromUtf8(m_shop->caPem());
        command.details.secrets = {{s("key"), share(SecretBytes::copyOf(key.toUtf8()))}};
        const auto made = m_business->run(command);
        return made ? made->connection.id : ConnectionId();
    }
    void placeAt(const char *name, PlaceKind kind, const char *app = "")
    {
        const auto place = m_business->run(AddPlace{s(name), kind, s(app)});
        VERIFY_OK(place);
        VERIFY_OK(m_business->run(NotePlacement{place->id, m_id, {}, {}, {}, {}}));
    }
    /// Of the key that is noted at the place; 0: not known, or no such place.
    int versionAt(const char *name)
    {
        for (const Placement &placement : now()->placements) {
            const Place *place = now()->place(placement.place);
            if (place && place->name == s(name) && placement.connection == m_id)
                return placement.version;
        }
        return 0;
    }
    Credential credential() { return now()->credentialsOf(m_id).first(); }
    const Rotation *open() { return now()->rotationOf(credential().id); }
    RotationPhase lastPhase() { return now()->rotationsOf(m_id).last().phase; }
    void show(const char *how = "")
    {
        QVERIFY(m_screen->show(QString(m_id.text() + s(how))));
        QCoreApplication::processEvents();
    }
    /// Both appearances.
    void picture(const char *name)
    {
        QVERIFY(m_screen->picture(s(name) + s("-light")));
        m_theme->setAppearance(Appearance::Dark);
        QVERIFY(m_screen->picture(s(name) + s("-dark")));
        m_theme->setAppearance(Appearance::Light);
    }
    QString lastNotice() const
    {
        return m_screen->notices.isEmpty() ? QString() : m_screen->notices.last().sentence;
    }
    void startByHand()
    {
        StartRotation command;
        command.credential = credential().id;
        command.byHand = true;
        VERIFY_OK(m_business->run(command));
    }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Appearance::Light); }
    void cleanupTestCase() { m_theme.reset(); }
    void init()
    {
        // Its keys are made and ended by these tests.
        PracticeConfig config;
        config.port = 0;
        config.onRequest = [this](const PracticeRequest &request) {
            const bool isMaking = request.method == s("POST");
            if (m_isMade.exchange(isMaking) && !isMaking && m_holdsFirstTry.exchange(false))
                m_hold.acquire();
        };
        auto shop = PracticeShop::start(config, m_clock, m_random);
        VERIFY_OK(shop);
        m_shop = shop.takeValue();
        m_business = std::make_unique<OpenBusiness>();
        CreateWorkspace request;
        request.businessName = s("Ada's Shop");
        VERIFY_OK(m_business->start(request));
        m_screen = std::make_unique<Screen>(std::make_unique<RotationPage>(m_business->workspace()),
                                            QSize(792, 700));
        m_id = connectShop(s("Corner shop"), shopKey("Read everything").value);
        QVERIFY(m_id.isValid());
    }
    void cleanup()
    {
        m_screen.reset();
        m_hold.release(); // whoever is still held
        m_business.reset();
        m_shop.reset();
        m_holdsFirstTry = false;
        m_isMade = false;
        m_hold.tryAcquire(m_hold.available());
        m_theme->setAppearance(Appearance::Light);
        QGuiApplication::clipboard()->clear();
    }

    void beforeItBeginsItIsToldWhatWillHappen()
    {
        placeAt("Zapier", PlaceKind::App, "zapier");
        placeAt("Shop website", PlaceKind::WebsitePlugIn);
        show();
        QVERIFY(m_screen->says(s("Replace the key of Corner shop")));
        QVERIFY(
            m_screen->says(s("Practice Shop makes a new key that may do what the old one may.")));
        QVERIFY(m_screen->says(s("Until it works, the old one stays in use.")));
        QVERIFY(m_screen->says(s("You put it in place at 2 places: ")));
        QVERIFY(m_screen->says(s("Zapier")));
        QVERIFY(m_screen->says(s("Shop website")));
        QVERIFY(m_screen->says(s("by Drawbridge, or by you where it cannot.")));
        QVERIFY(m_screen->says(s("is tried with the old key until it refuses it")));
        QVERIFY(m_screen->says(s("It is used for this only, and kept nowhere.")));
        QCOMPARE(m_screen->nameless(), QString());
        picture("rotation-begin");
        QVERIFY(m_screen->click(s("I do, on the page of Practice Shop")));
        QVERIFY(m_screen->says(s("You make the new key on the page of Practice Shop")));
        QVERIFY(!m_screen->says(s("kept nowhere")));
        QVERIFY(m_screen->click(s("Cancel")));
        QVERIFY(m_screen->wentBack);
        QVERIFY(open() == nullptr);
    }

    void withoutAKeyForThisItDoesNotBegin()
    {
        show();
        QVERIFY(m_screen->click(s("Replace it now")));
        QVERIFY(m_screen->says(s("Paste it here.")));
        QVERIFY(open() == nullptr);
    }

    void aKeyForThisOnceReplacesItAndIsKeptNowhere()
    {
        show();
        QVERIFY(m_screen->paste(s("Practice key"), adminKey()));
        QVERIFY(m_screen->click(s("Replace it now")));
        // Nothing that may end keys is kept, so the ending is the owner's.
        QTRY_VERIFY_WITH_TIMEOUT(m_screen->says(s("was seen to refuse the old key"))
                                     || m_screen->says(s("End the old key at Practice Shop")),
                                 Screen::patience);
        if (lastPhase() == RotationPhase::ShuttingOff) {
            QCOMPARE(m_screen->nameless(), QString());
            picture("rotation-end-by-hand");
            // He says so too early, and it is looked at.
            QVERIFY(m_screen->click(s("I have ended it")));
            QVERIFY(m_screen->waitFor(s("Practice Shop still accepts the old key")));
            picture("rotation-still-works");
            endAtShop(shopKey("Read everything").value);
            QVERIFY(m_screen->click(s("I have ended it")));
        }
        QVERIFY(m_screen->waitFor(s("was seen to refuse the old key")));
        QVERIFY(m_screen->says(s("Replaced the key of Corner shop")));
        QCOMPARE(lastPhase(), RotationPhase::Finished);
        QCOMPARE(now()->rotationsOf(m_id).last().oldEnd, KeyEnd::SeenRefused);
        QCOMPARE(now()->credentials.size(), 1);
        QCOMPARE(m_screen->nameless(), QString());
        picture("rotation-finished");
        QVERIFY(m_screen->click(s("Done")));
        QVERIFY(m_screen->wentBack);
        // Next time it is known how long it takes.
        show();
        QVERIFY(m_screen->says(s("last time.")));
    }

    void whatGoesWithAnotherKeyIsAskedForAsWell()
    {
        AddConnection command;
        command.details.app = s("twilio");
        command.details.name = s("Text messages to everybody who orders in the corner shop online");
        command.details.environment = Environment::Production;
        command.details.owner = s("Beatrix");
        command.details.purpose = s("notes to customers");
        command.details.auth = AuthKind::Basic;
        command.details.publicFields = {{s("accountSid"), s("AC") + QString(32, QChar(u'0'))},
                                        {s("keySid"), s("SK") + QString(32, QChar(u'0'))}};
        command.details.secrets = {
            {s("keySecret"), share(SecretBytes::copyOf(QByteArray(32, 'n')))}};
        command.test = TestFirst::No;
        const auto made = m_business->run(command);
        VERIFY_OK(made);
        m_id = made->connection.id;
        show();
        // The account is the same, and is not asked for.
        QVERIFY(m_screen->field(s("Account SID")) == nullptr);
        QCOMPARE(m_screen->nameless(), QString());
        picture("rotation-begin-fields");
        QVERIFY(m_screen->paste(s("Key secret"), QString(32, QChar(u'm'))));
        QVERIFY(m_screen->click(s("Replace it now")));
        QVERIFY(m_screen->says(s("It goes with that key.")));
        QVERIFY(m_screen->type(s("Key SID"), s("the main one")));
        QVERIFY(m_screen->click(s("Replace it now")));
        QVERIFY(m_screen->says(s("It looks like SK0")));
        picture("rotation-begin-fields-wrong");
        QVERIFY(open() == nullptr);
    }

    void theConnectionWhoseKeyMayIsProposed()
    {
        const ConnectionId admin = connectShop(s("Shop keys"), adminKey());
        QVERIFY(admin.isValid());
        show();
        auto *proposed =
            qobject_cast<QAbstractButton *>(m_screen->button(s("The key of Shop keys")));
        QVERIFY(proposed != nullptr);
        QVERIFY(proposed->isChecked());
        QVERIFY(m_screen->says(s("Drawbridge ends the old key at Practice Shop.")));
        placeAt("Zapier", PlaceKind::App, "zapier");
        placeAt("Night script", PlaceKind::Script);
        show();
        QVERIFY(m_screen->click(s("Replace it now")));
        QVERIFY(m_screen->waitFor(s("Give the new key to these places")));
        QVERIFY(m_screen->says(s("0 of 2 places have it")));
        QVERIFY(m_screen->button(s("Open zapier.com")) != nullptr);
        QCOMPARE(m_screen->nameless(), QString());
        picture("rotation-places");

        // The new key goes to the clipboard for ten seconds, once he has said so.
        QVERIFY(m_screen->click(s("Copy the new key")));
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
        QVERIFY(m_screen->click(s("Copy for 10 seconds")));
        QTRY_VERIFY_WITH_TIMEOUT(QGuiApplication::clipboard()->text().startsWith(s("psk_")),
                                 Screen::patience);
        QVERIFY(QGuiApplication::clipboard()->text() != shopKey("Read everything").value);

        // A tick by the keyboard, taken back, and set again.
        auto *zapier = m_screen->button(s("Zapier has the new key"));
        zapier->setFocus(Qt::TabFocusReason);
        QTest::keyClick(zapier, Qt::Key_Space);
        QVERIFY(m_screen->waitFor(s("1 of 2 places have it")));
        QTRY_VERIFY_WITH_TIMEOUT(m_screen->button(s("Zapier has the new key"))->isEnabled(),
                                 Screen::patience);
        QCOMPARE(versionAt("Zapier"), 2);
        // The keyboard is where it was.
        QTRY_COMPARE(QApplication::focusWidget(), m_screen->button(s("Zapier has the new key")));
        QVERIFY(m_screen->click(s("Zapier has the new key")));
        QVERIFY(m_screen->waitFor(s("0 of 2 places have it")));
        QCOMPARE(versionAt("Zapier"), 1);
        QVERIFY(m_screen->click(s("Zapier has the new key")));
        QVERIFY(m_screen->waitFor(s("1 of 2 places have it")));
        picture("rotation-places-half");

        // What would stand still is named before the old key is ended early.
        QVERIFY(m_screen->click(s("End the old key now")));
        QVERIFY(m_screen->says(s("Night script: it still has the old key")));
        QVERIFY(m_screen->click(s("Cancel")));
        QVERIFY(m_screen->click(s("Night script has the new key")));
        QVERIFY(m_screen->waitFor(s("was seen to refuse the old key")));
        QCOMPARE(lastPhase(), RotationPhase::Finished);
        QCOMPARE(versionAt("Zapier"), 2);
        QCOMPARE(versionAt("Night script"), 2);
    }

    void eachStepIsSeenWhileTheNextOneIsAtWork()
    {
        QVERIFY(connectShop(s("Shop keys"), adminKey()).isValid());
        show();
        // The shop has given the new key, and lets the first try of it wait.
        m_holdsFirstTry = true;
        QVERIFY(m_screen->click(s("Replace it now")));
        QVERIFY(m_screen->waitFor(s("Practice Shop made the new key")));
        QVERIFY(m_screen->says(s("It goes on by itself")));
        QCOMPARE(open()->phase, RotationPhase::Testing);
        m_hold.release();
        QVERIFY(m_screen->waitFor(s("was seen to refuse the old key")));
    }

    void goingBackSaysWhatStopsAndIsSeen()
    {
        QVERIFY(connectShop(s("Shop keys"), adminKey()).isValid());
        placeAt("Zapier", PlaceKind::App, "zapier");
        show();
        QVERIFY(m_screen->click(s("Replace it now")));
        QVERIFY(m_screen->waitFor(s("Give the new key to these places")));
        QVERIFY(m_screen->click(s("Go back to the old key")));
        QVERIFY(m_screen->says(s("Go back to the old key?")));
        QVERIFY(m_screen->click(s("Go back")));
        QVERIFY(m_screen->waitFor(s("The old key is in use, as before")));
        QCOMPARE(lastPhase(), RotationPhase::RolledBack);
        QCOMPARE(credential().current()->number, 1);
        picture("rotation-back");
    }

    void aMissingAuthorityIsAskedForAndTheOwnerMayDoItHimself()
    {
        StartRotation command;
        command.credential = credential().id;
        VERIFY_OK(m_business->run(command));
        QCOMPARE(open()->need, RotationNeed::Authority);
        show();
        QVERIFY(m_screen->says(s("It needs a key that may manage keys")));
        QCOMPARE(m_screen->nameless(), QString());
        picture("rotation-authority");
        QVERIFY(m_screen->click(s("I make the key myself")));
        QVERIFY(m_screen->waitFor(s("2. Paste it here")));
        QCOMPARE(open()->phase, RotationPhase::ByHand);
    }

    void byHandAKeyIsTriedAsSoonAsItIsPasted()
    {
        startByHand();
        show();
        QVERIFY(m_screen->says(s("1. Make it at Practice Shop")));
        QVERIFY(m_screen->button(s("Open 127.0.0.1")) != nullptr);
        QCOMPARE(m_screen->nameless(), QString());
        picture("rotation-by-hand");

        // The old key itself, and one that nobody knows, are refused at the field; nothing is kept.
        QVERIFY(m_screen->paste(s("Practice key"), shopKey("Read everything").value));
        QVERIFY(m_screen->waitFor(s("This is the old key.")));
        QVERIFY(m_screen->paste(s("Practice key"), s("psk_live_") + QString(32, QChar(u'x'))));
        QVERIFY(m_screen->waitFor(s("does not know this key")));
        QCOMPARE(credential().versions.size(), 1);
        picture("rotation-by-hand-refused");

        QVERIFY(m_screen->paste(s("Practice key"), shopKey("Orders only").value));
        QTRY_COMPARE_WITH_TIMEOUT(credential().versions.size(), 2, Screen::patience);
        // It may not do what the old one is used for, which is said with the ways out.
        QVERIFY(m_screen->waitFor(s("it may not do what the old one is used for")));
        QVERIFY(m_screen->button(s("Go back to the old key")) != nullptr);
        picture("rotation-refused");
        QTRY_VERIFY_WITH_TIMEOUT(!m_screen->notices.isEmpty(), Screen::patience);
        QCOMPARE(m_screen->notices.last().actionText, s("Clear clipboard"));
        m_screen->notices.last().action();
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
    }

    void whatIsTypedStaysWhileOtherThingsChange()
    {
        startByHand();
        show();
        QVERIFY(m_screen->type(s("Practice key"), s("psk_live_half")));
        VERIFY_OK(m_business->run(AddPerson{s("Ben")}));
        QCoreApplication::processEvents();
        QTest::keyClick(m_screen->field(s("Practice key")), Qt::Key_Return);
        QVERIFY(!m_screen->says(s("Paste the new key here.")));
    }

    void oneThatIsPlannedCanBeginNowOrNotAtAll()
    {
        show();
        QVERIFY(m_screen->click(s("I do, on the page of Practice Shop")));
        QVERIFY(m_screen->click(s("At a time that suits")));
        QVERIFY(m_screen->click(s("Plan it")));
        QVERIFY(m_screen->waitFor(s("It begins in")));
        QCOMPARE(open()->phase, RotationPhase::Planned);
        picture("rotation-planned");
        QVERIFY(m_screen->click(s("Keep the old key")));
        QTRY_COMPARE_WITH_TIMEOUT(lastPhase(), RotationPhase::RolledBack, Screen::patience);
    }

    void theOldFormDoesNotGoPastIt()
    {
        startByHand();
        ReplaceKey command;
        command.id = m_id;
        command.secrets = {
            {s("key"), share(SecretBytes::copyOf(shopKey("Orders only").value.toUtf8()))}};
        VERIFY_ERROR(ErrorCode::Conflict, m_business->run(command));
        QCOMPARE(credential().versions.size(), 1);
    }

    void lockingTakesEverythingOutOfTheWindow()
    {
        startByHand();
        show();
        QVERIFY(m_screen->says(s("Corner shop")));
        m_business->workspace().lock();
        QCoreApplication::processEvents();
        QVERIFY(!m_screen->says(s("Corner shop")));
        QVERIFY(m_screen->field(s("Practice key")) == nullptr);
    }

    void namesAreHiddenWhileTheScreenIsShared()
    {
        placeAt("Bens laptop", PlaceKind::Script);
        WorkspaceSettings settings = now()->settings;
        settings.hideNames = true;
        VERIFY_OK(m_business->run(ChangeSettings{settings}));
        show();
        QVERIFY(!m_screen->allWords().contains(s("Corner shop")));
        QVERIFY(!m_screen->allWords().contains(s("Bens laptop")));
    }

    void oneHeldElsewhereOrGoneSaysSo()
    {
        ListConnection command;
        command.app = s("hubspot");
        command.name = s("Listed one");
        command.owner = s("Beatrix");
        command.purpose = s("customers");
        command.heldBy = s("zapier");
        const auto listed = m_business->run(command);
        VERIFY_OK(listed);
        QVERIFY(m_screen->show(listed->connection.id.text()));
        QVERIFY(m_screen->waitFor(s("Zapier has it. Replace it there")));
        QVERIFY(m_screen->show(s("nobody")));
        QVERIFY(m_screen->waitFor(s("This connection is not there any more")));
        QVERIFY(m_screen->click(s("Back")));
        QVERIFY(m_screen->wentBack);
    }

private:
    SystemClock m_clock;
    SystemRandom m_random;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<PracticeShop> m_shop;
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<Screen> m_screen;
    ConnectionId m_id;
    std::atomic<bool> m_isMade = false; ///< the request before this one made a key
    std::atomic<bool> m_holdsFirstTry = false;
    QSemaphore m_hold;
};

TEST_UNIT(tst_RotationPage)
#include "tst_RotationPage.moc"
