// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/OpenBusiness.h"
#include "tests/support/Screen.h"
#include "tests/support/TestUnit.h"
#include "tests/ui_connect/Dropping.h"
#include "ui/connect/ChooseAppView.h"
#include "ui/connect/ConnectPage.h"
#include "ui/kit/Overlay.h"
#include "ui/kit/Theme.h"

#include <QFile>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTimer>

using namespace drawbridge;
using namespace drawbridge::ui;
using namespace Qt::StringLiterals;

namespace {

const QByteArray cornerShop = "openapi: 3.0.3\n"
                              "info:\n"
                              "  title: Corner Shop\n"
                              "  version: '2.1'\n"
                              "  description: Orders and stock of the shop around the corner.\n"
                              "servers:\n"
                              "  - url: https://api.eu-central.corner-shop.example/v1\n"
                              "  - url: https://test.corner-shop.example/v1\n"
                              "components:\n"
                              "  securitySchemes:\n"
                              "    key: {type: http, scheme: bearer}\n"
                              "    login:\n"
                              "      type: oauth2\n"
                              "      flows:\n"
                              "        authorizationCode:\n"
                              "          authorizationUrl: https://login.corner-shop.example/ask\n"
                              "          tokenUrl: https://accounts.corner-shop.example/give\n"
                              "          scopes:\n"
                              "            orders.read: See orders\n"
                              "            orders.write: Change orders\n"
                              "            stock.read: See what is in stock\n"
                              "            stock.write: Change what is in stock\n"
                              "            admin: Everything\n"
                              "        implicit:\n"
                              "          authorizationUrl: https://login.corner-shop.example/ask\n"
                              "          scopes: {}\n"
                              "    cert: {type: mutualTLS}\n"
                              "paths: {}\n";
const QByteArray noAddress = "openapi: 3.1.0\n"
                             "info: {title: Till, version: '1'}\n"
                             "components: {securitySchemes: {k: {type: http, scheme: bearer}}}\n"
                             "paths: {}\n";

} // namespace

/// A description of an app is dropped on the first screen, looked at, kept, and gone on with.
class tst_AppFile : public QObject
{
    Q_OBJECT

    void open()
    {
        m_screen = std::make_unique<Screen>(std::make_unique<ConnectPage>(m_business->workspace()));
        QVERIFY(m_screen->show({}));
    }
    QString fileOf(const QByteArray &content, const QString &name = u"corner-shop.yaml"_s)
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            return {};
        file.write(content);
        return path;
    }
    void drop(const QByteArray &content, const QString &name = u"corner-shop.yaml"_s)
    {
        QVERIFY(dropFile(*m_screen->shown<ChooseAppView>(), fileOf(content, name)));
    }
    AppId keep(const QByteArray &content)
    {
        const Result<OpenApiDescription> read = readOpenApi(content);
        if (!read)
            return {};
        const auto kept = m_business->run(KeepApp{*read, {}});
        return kept ? kept->id : AppId();
    }
    [[nodiscard]] Workspace &space() { return m_business->workspace(); }
    [[nodiscard]] bool dialogIsOpen() { return Overlay::openOver(&m_screen->window()) != nullptr; }
    [[nodiscard]] QString lastNotice()
    {
        return QTest::qWaitFor([this] { return !m_screen->notices.isEmpty(); }, 30000)
            ? m_screen->notices.last().sentence
            : QString();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<Screen> m_screen;

private Q_SLOTS:
    void init()
    {
        m_theme = std::make_unique<Theme>(*qApp, Appearance::Light);
        m_business = std::make_unique<OpenBusiness>();
        CreateWorkspace request;
        request.businessName = u"Ada's Shop"_s;
        VERIFY_OK(m_business->start(request));
    }
    void cleanup()
    {
        m_screen.reset();
        m_business.reset();
        m_theme.reset();
    }

    void itIsLookedAtKeptAndGoneOnWith()
    {
        open();
        drop(cornerShop);
        QVERIFY(m_screen->waitFor(u"Is this the app you mean?"_s));
        // Where a key goes and where the owner signs in, whole.
        QVERIFY(
            m_screen->says(u"api.eu-central.corner-shop.example\naccounts.corner-shop.example"_s));
        QVERIFY(m_screen->says(u"login.corner-shop.example"_s));
        QVERIFY(m_screen->says(u"5 things"_s));
        QVERIFY(m_screen->says(u"corner-shop.yaml"_s));
        QCOMPARE(m_screen->nameless(), QString());
        QVERIFY(space().catalog().app(u"corner-shop"_s) == nullptr);
        QVERIFY(m_screen->picture(u"connect-app-file"_s));
        QVERIFY(m_screen->click(u"What was left out, or is not sure (3)"_s));
        QVERIFY(m_screen->picture(u"connect-app-file-left-out"_s));
        m_theme->setAppearance(Appearance::Dark);
        QVERIFY(m_screen->picture(u"connect-app-file-dark"_s));
        QVERIFY(m_screen->type(u"Name"_s, u"The corner"_s));
        QVERIFY(m_screen->click(u"Keep it and go on"_s));
        QVERIFY(m_screen->waitFor(u"Connect The corner"_s));
        QVERIFY(m_screen->waitFor(u"Bring it here"_s));
        QVERIFY(m_screen->says(u"api.eu-central.corner-shop.example"_s));
        QVERIFY(m_screen->picture(u"connect-app-file-key-dark"_s));
        const AppProfile *kept = space().catalog().app(u"the-corner"_s);
        QVERIFY(kept != nullptr);
        QVERIFY(kept->imported);
        QVERIFY(!dialogIsOpen());
    }

    void byKeyboardAlone()
    {
        open();
        drop(cornerShop);
        QVERIFY(m_screen->waitFor(u"Is this the app you mean?"_s));
        auto *name = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QVERIFY(name != nullptr);
        QCOMPARE(name->accessibleName(), u"Name"_s);
        QCOMPARE(name->text(), u"Corner Shop"_s);
        QTest::keyClick(name, Qt::Key_Return);
        QVERIFY(m_screen->waitFor(u"Connect Corner Shop"_s));
        // The keyboard is where the next answer goes, not on a tile that is gone.
        QVERIFY(m_screen->window().isAncestorOf(QApplication::focusWidget()));
    }

    void escapeKeepsNothing()
    {
        open();
        drop(cornerShop);
        QVERIFY(m_screen->waitFor(u"Is this the app you mean?"_s));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(QTest::qWaitFor([this] { return !dialogIsOpen(); }));
        QVERIFY(space().catalog().app(u"corner-shop"_s) == nullptr);
        QVERIFY(m_screen->shown<ChooseAppView>() != nullptr);
    }

    void aNameThatIsTakenIsSaidAtItsField()
    {
        open();
        drop(cornerShop);
        QVERIFY(m_screen->type(u"Name"_s, u"Stripe"_s));
        QVERIFY(m_screen->click(u"Keep it and go on"_s));
        QVERIFY(m_screen->waitFor(u"There is an app called \"Stripe\" already"_s));
        QVERIFY(m_screen->picture(u"connect-app-file-taken"_s));
        QVERIFY(m_screen->type(u"Name"_s, u""_s));
        QVERIFY(m_screen->click(u"Keep it and go on"_s));
        QVERIFY(m_screen->waitFor(u"Give it a name"_s));
        QVERIFY(m_screen->type(u"Name"_s, u"Corner"_s));
        QVERIFY(m_screen->click(u"Keep it and go on"_s));
        QVERIFY(m_screen->waitFor(u"Connect Corner"_s));
    }

    void oneWithoutAnAddressAsksForIt()
    {
        open();
        drop(noAddress, u"till.yml"_s);
        QVERIFY(m_screen->waitFor(u"You type it in the next step"_s));
        QVERIFY(m_screen->click(u"Keep it and go on"_s));
        QVERIFY(m_screen->waitFor(u"Connect Till"_s));
        QVERIFY(m_screen->field(u"Its address"_s) != nullptr);
        QVERIFY(m_screen->field(u"A page to try the key on (may be left empty)"_s) != nullptr);
    }

    void whatCannotBeTakenIsSaidInASentence_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        QTest::newRow("another file")
            << u"a.json"_s << QByteArray("{\"name\": \"x\"}") << u"no OpenAPI description"_s;
        QTest::newRow("cut off") << u"a.json"_s << QByteArray("{\"openapi\": \"3.0.0\",")
                                 << u"from line 1 on"_s;
        QTest::newRow("an address twice")
            << u"a.json"_s
            << QByteArray("{\"openapi\": \"3.0.0\", \"servers\": [], \"servers\": []}")
            << u"twice"_s;
        QTest::newRow("a letter") << u"letter.txt"_s << QByteArray("Dear Ada,\n")
                                  << u"neither a description of an app"_s;
    }
    void whatCannotBeTakenIsSaidInASentence()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        open();
        drop(content, name);
        QVERIFY2(lastNotice().contains(says), qPrintable(lastNotice()));
        QVERIFY(!dialogIsOpen());
    }
    void aFolderIsSaidToBeOne()
    {
        open();
        QVERIFY(dropFile(*m_screen->shown<ChooseAppView>(), m_folder.path()));
        QVERIFY2(lastNotice().contains(u"is a folder"_s), qPrintable(lastNotice()));
    }

    void itIsTakenAnywhereOnThePageAndNotAsAText()
    {
        open();
        QWidget *search = m_screen->field(u"Search apps"_s);
        QVERIFY(search != nullptr);
        QVERIFY(dropFile(*search, fileOf(cornerShop)));
        QVERIFY(m_screen->waitFor(u"Is this the app you mean?"_s));
        QCOMPARE(qobject_cast<QLineEdit *>(search)->text(), QString());
    }
    void aFileThatHangsOverThePageIsWelcome()
    {
        open();
        FileHanging hanging(*m_screen->shown<ChooseAppView>(), fileOf(cornerShop));
        QVERIFY(hanging.isTaken());
        QVERIFY(m_screen->picture(u"connect-drop"_s));
        m_theme->setAppearance(Appearance::Dark);
        QVERIFY(m_screen->picture(u"connect-drop-dark"_s));
        hanging.leave();
    }
    void noFileIsTakenAmidAKey()
    {
        keep(cornerShop);
        open();
        m_screen->page().enter(u"corner-shop"_s);
        QVERIFY(m_screen->click(u"Connect with a key"_s));
        QVERIFY(m_screen->waitFor(u"Bring it here"_s));
        QWidget *field = m_screen->field(u"Key"_s);
        QVERIFY(field != nullptr);
        QVERIFY(!dropFile(*field, fileOf(noAddress)));
        QVERIFY(!dialogIsOpen());
    }

    void whatLiesUnderAnEnvNameOpensTheOtherDialog()
    {
        open();
        const QByteArray key = QByteArray("sk_") + "live_" + "a1B2c3D4e5F6g7H8i9J0k1L2";
        drop("STRIPE_KEY=" + key + "\n", u"settings.txt"_s);
        QVERIFY(m_screen->waitFor(u"Stripe: STRIPE_KEY"_s));
    }

    void aKeptAppIsKnownByItsTileAndCanGo()
    {
        open();
        QVERIFY(!keep(cornerShop).isEmpty());
        // Without the page being opened anew.
        QVERIFY(QTest::qWaitFor([this] { return m_screen->button(u"Corner Shop"_s) != nullptr; }));
        QCOMPARE(m_screen->button(u"Corner Shop"_s)->accessibleDescription(), u"from your file"_s);
        QVERIFY(m_screen->type(u"Search apps"_s, u"Corner"_s));
        QVERIFY(m_screen->picture(u"connect-kept-tile"_s));
        // At once, as a hand does: what was typed last does not unchoose it.
        QVERIFY(m_screen->click(u"Corner Shop"_s));
        QVERIFY(!m_screen->field(u"Search apps"_s)->findChild<QTimer *>()->isActive());
        QVERIFY(m_screen->picture(u"connect-kept-app"_s));
        QVERIFY(m_screen->click(u"Remove this app"_s));
        QVERIFY(m_screen->waitFor(u"Remove \"Corner Shop\"?"_s));
        m_theme->setAppearance(Appearance::Dark);
        QVERIFY(m_screen->picture(u"connect-kept-remove-dark"_s));
        QVERIFY(m_screen->click(u"Remove"_s));
        QVERIFY(
            QTest::qWaitFor([this] { return space().catalog().app(u"corner-shop"_s) == nullptr; }));
        QVERIFY2(lastNotice().contains(u"not among your apps any more"_s), qPrintable(lastNotice()));
        QVERIFY(m_screen->button(u"Corner Shop"_s) == nullptr);
        QVERIFY(!m_screen->says(u"Corner Shop: what it will take"_s));
    }
    void oneThatIsUsedStaysAndSaysByWhat()
    {
        ListConnection list;
        list.app = keep(cornerShop);
        list.name = u"Shop around the corner"_s;
        list.owner = u"Ada"_s;
        list.purpose = u"orders"_s;
        list.heldBy = u"zapier"_s;
        VERIFY_OK(m_business->run(list));
        open();
        m_screen->page().enter(u"corner-shop"_s);
        QVERIFY(m_screen->click(u"Remove this app"_s));
        QVERIFY(m_screen->waitFor(u"\"Corner Shop\" is in use"_s));
        QVERIFY(m_screen->says(u"Shop around the corner"_s));
        QVERIFY(m_screen->picture(u"connect-kept-in-use"_s));
        QVERIFY(m_screen->click(u"Show \"Shop around the corner\""_s));
        QVERIFY(QTest::qWaitFor([this] { return m_screen->wentTo == u"connection"_s; }));
        QVERIFY(space().catalog().app(u"corner-shop"_s) != nullptr);
    }
    void ourOwnAppsCannotBeRemoved()
    {
        open();
        m_screen->page().enter(u"stripe"_s);
        QVERIFY(m_screen->waitFor(u"Stripe: what it will take"_s));
        QVERIFY(m_screen->button(u"Remove this app"_s) == nullptr);
    }

    void oneThatGoesAmidTheKeyStepIsTold()
    {
        QVERIFY(!keep(cornerShop).isEmpty());
        open();
        m_screen->page().enter(u"corner-shop"_s);
        QVERIFY(m_screen->click(u"Connect with a key"_s));
        QVERIFY(m_screen->waitFor(u"Bring it here"_s));
        VERIFY_OK(m_business->run(RemoveKeptApp{u"corner-shop"_s}));
        QVERIFY(QTest::qWaitFor([this] { return m_screen->shown<ChooseAppView>() != nullptr; }));
        QVERIFY(lastNotice().contains(u"not among your apps any more"_s));
    }
    void oneThatComesLeavesTheKeyboardAndTheAnswersAlone()
    {
        open();
        m_screen->page().enter(u"stripe"_s);
        QVERIFY(m_screen->click(u"Connect with a key"_s));
        QVERIFY(m_screen->waitFor(u"Connect Stripe"_s));
        QWidget *focus = QApplication::focusWidget();
        QVERIFY(!keep(cornerShop).isEmpty());
        QCOMPARE(QApplication::focusWidget(), focus);
        QVERIFY(m_screen->says(u"Connect Stripe"_s));
    }
    void theListOfSeveralKeepsItsTicks()
    {
        open();
        m_screen->page().enter(u"several"_s);
        QVERIFY(m_screen->click(u"Stripe"_s));
        QVERIFY(!keep(cornerShop).isEmpty());
        QVERIFY(QTest::qWaitFor([this] { return m_screen->button(u"Corner Shop"_s) != nullptr; }));
        QVERIFY(m_screen->button(u"Stripe"_s)->isChecked());
        QVERIFY(!m_screen->button(u"Corner Shop"_s)->isChecked());
    }

    void readingCanBeStopped()
    {
        open();
        // Large enough to be seen being read.
        QByteArray large = "openapi: 3.0.3\ninfo: {title: Enormous, version: '1'}\npaths:\n";
        for (int i = 0; large.size() < 8 * 1024 * 1024; ++i)
            large += "  /p" + QByteArray::number(i)
                + ": {get: {responses: {'200': {description: fine, x: [1, 2, 3]}}}}\n";
        drop(large);
        QVERIFY(m_screen->waitFor(u"Reading \"corner-shop.yaml\""_s));
        QVERIFY(m_screen->click(u"Cancel"_s));
        QVERIFY(!m_screen->says(u"Reading \"corner-shop.yaml\""_s));
        // Another one is read while the first still ends in its thread.
        drop(noAddress, u"till.yml"_s);
        QVERIFY(m_screen->waitFor(u"You type it in the next step"_s));
        QVERIFY(!m_screen->says(u"Enormous"_s));
    }
    void aLockTakesTheDialogAway()
    {
        open();
        drop(cornerShop);
        QVERIFY(m_screen->waitFor(u"Is this the app you mean?"_s));
        space().lock();
        QVERIFY(QTest::qWaitFor([this] { return !dialogIsOpen(); }));
    }
};

TEST_UNIT(tst_AppFile)
#include "tst_AppFile.moc"
