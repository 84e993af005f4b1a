// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/kit/Banner.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Dialog.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/Theme.h"
#include "ui/kit/Toggles.h"
#include "ui/shell/CommandPalette.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/NavButton.h"
#include "ui/shell/RecoverView.h"
#include "ui/shell/UnlockView.h"
#include "ui/shell/WelcomeView.h"

#include <QAccessible>
#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPainter>
#include <QScreen>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>

#include "FakePage.h"

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

class tst_MainWindow : public QObject
{
    Q_OBJECT

    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus != nullptr ? focus : m_window.get(), which, modifiers);
    }

    void clickLink(const QString &text)
    {
        for (LinkButton *link : m_window->findChildren<LinkButton *>()) {
            if (link->isVisible() && link->text() == text) {
                link->click();
                return;
            }
        }
        QFAIL(qPrintable(text));
    }

    template<typename T>
    T *shown()
    {
        for (T *one : m_window->findChildren<T *>()) {
            if (one->isVisible())
                return one;
        }
        return nullptr;
    }

    void save(const QString &name)
    {
        QCoreApplication::processEvents();
        for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
            if (widget->isVisible() && widget->layout() != nullptr && widget->hasHeightForWidth())
                QVERIFY2(widget->height() >= widget->heightForWidth(widget->width()),
                         "something is squeezed");
        }
        const QString folder =
            QCoreApplication::applicationDirPath() + QStringLiteral("/../gallery");
        QDir().mkpath(folder);
        QImage image(m_window->size() * 2, QImage::Format_RGB32);
        image.setDevicePixelRatio(2);
        image.fill(tokens().background);
        QPainter painter(&image);
        m_window->render(&painter);
        painter.end();
        QVERIFY(image.save(folder + QStringLiteral("/window-") + name + QStringLiteral(".png")));
    }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Appearance::Light); }
    void cleanupTestCase() { m_theme.reset(); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        makeWindow();
    }
    void cleanup()
    {
        m_window.reset();
        m_folder.reset();
    }

    void theFirstWindowIsNoHigherThanItsScreen()
    {
        const QSize room = m_window->screen()->availableSize();
        QVERIFY2(room.height() < 840, "this screen shows nothing: the usual window fits on it");
        QVERIFY(m_window->height() <= room.height());
        QVERIFY(m_window->width() <= std::max(1024, room.width()));
        QVERIFY(m_window->height() >= 700);
    }

    void pagesAreMadeWhenTheyAreFirstShown()
    {
        QCOMPARE(m_map->made, 0);
        m_window->showOpen();
        QCOMPARE(m_window->currentPage(), s("dashboard"));
        QCOMPARE(m_dashboard->made, 1);
        QCOMPARE(m_map->made, 0);
        m_window->goTo(s("map"), s("stripe"));
        m_window->goTo(s("dashboard"));
        m_window->goTo(s("map"));
        QCOMPARE(m_map->made, 1);
        QCOMPARE(m_map->entered, (QStringList{s("stripe"), QString()}));
    }

    void noButtonLooksChosenByItself()
    {
        m_window->showOpen();
        QVERIFY(qobject_cast<QAbstractButton *>(QApplication::focusWidget()) == nullptr);
        m_window->goTo(s("map"));
        QVERIFY(qobject_cast<QAbstractButton *>(QApplication::focusWidget()) == nullptr);
        QVERIFY(QApplication::focusWidget() != nullptr);
        auto *entry = m_window->findChild<NavButton *>(s("map"));
        entry->setFocus(Qt::TabFocusReason);
        m_window->goTo(s("dashboard"));
        QVERIFY2(entry->hasFocus(), "who walks the side bar stays in it");
    }

    void numbersGoToScreens()
    {
        m_window->showOpen();
        key(Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage(), s("connect"));
        key(Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage(), s("map"));
        key(Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage(), s("connect"));
    }

    void backRetracesTheWay()
    {
        m_window->showOpen();
        m_window->goTo(s("map"));
        m_window->goTo(s("connection"), s("c1"));
        key(Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(m_window->currentPage(), s("map"));
        m_window->goBack();
        m_window->goBack();
        m_window->goBack();
        QCOMPARE(m_window->currentPage(), s("dashboard"));
    }

    void escapeClosesWhatIsNotAScreen()
    {
        m_window->showOpen();
        m_window->goTo(s("connection"), s("c1"));
        m_connection->swallowsEscape = true;
        key(Qt::Key_Escape);
        QCOMPARE(m_window->currentPage(), s("connection"));
        m_connection->swallowsEscape = false;
        key(Qt::Key_Escape);
        QCOMPARE(m_window->currentPage(), s("dashboard"));
        key(Qt::Key_Escape);
        QCOMPARE(m_window->currentPage(), s("dashboard"));
    }

    void searchGoesThere()
    {
        m_window->showOpen();
        int opened = 0;
        m_dashboard->offered = {
            {s("Stripe"), s("Connection"), Icon::None, s("Stripe"), {}, [&opened] { ++opened; }}};
        key(Qt::Key_K, Qt::ControlModifier);
        auto *palette = m_window->findChild<CommandPalette *>();
        QVERIFY(palette != nullptr && palette->isOpen());
        QTest::keyClicks(QApplication::focusWidget(), s("strip"));
        key(Qt::Key_Return);
        QCOMPARE(opened, 1);
        QVERIFY(!palette->isOpen());

        key(Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), s("map"));
        key(Qt::Key_Return);
        QCOMPARE(m_window->currentPage(), s("map"));

        key(Qt::Key_K, Qt::ControlModifier);
        key(Qt::Key_Escape);
        QVERIFY(!palette->isOpen());
        QCOMPARE(m_window->currentPage(), s("map"));
    }

    void theSearchTakesTheKeysOfTheWindow()
    {
        m_window->showOpen();
        key(Qt::Key_K, Qt::ControlModifier);
        key(Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage(), s("dashboard"));
        key(Qt::Key_Down);
        key(Qt::Key_Down);
        key(Qt::Key_Return);
        QCOMPARE(m_window->currentPage(), s("map"));
    }

    void lockingLeavesNoNameInTheWindow()
    {
        m_window->showOpen();
        m_window->setBusiness(s("Ada's Shop"), Names::Shown);
        QVERIFY(m_window->windowTitle().contains(s("Ada's Shop")));
        m_window->notify({s("Stripe was connected."), Tone::Good, {}, {}});
        (new Dialog(s("Rename Stripe"), {}, m_window.get()))->open();
        m_window->showLocked(SecretsKind::Vault, {});
        QCOMPARE(m_window->windowTitle(), s("Drawbridge"));
        QCOMPARE(Overlay::openOver(m_window.get()), nullptr);
        for (const QLabel *label : m_window->findChildren<QLabel *>()) {
            if (label->isVisible())
                QVERIFY2(!label->text().contains(s("Ada")) && !label->text().contains(s("Stripe")),
                         qPrintable(label->text()));
        }
        key(Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage(), s("dashboard"));
        key(Qt::Key_K, Qt::ControlModifier);
        QCOMPARE(Overlay::openOver(m_window.get()), nullptr);
        m_window->showOpen();
        QVERIFY(m_window->windowTitle().contains(s("Ada's Shop")));
    }

    void theVaultAsksForItsPassphrase()
    {
        SharedSecret given;
        connect(m_window.get(),
                &MainWindow::unlockRequested,
                this,
                [&given](const SharedSecret &secret) { given = secret; });
        m_window->showLocked(SecretsKind::Vault, {});
        auto *field = shown<SecretField>();
        QVERIFY(field != nullptr && field->hasFocus());
        key(Qt::Key_Return);
        QVERIFY2(given == nullptr, "nothing was typed");
        QTest::keyClicks(field, s("four plain test words"));
        key(Qt::Key_Return);
        QVERIFY(given != nullptr);
        QCOMPARE(given->reveal().toByteArray(), QByteArrayLiteral("four plain test words"));
        QVERIFY(field->isEmpty());
        m_window->showOpening();
        QVERIFY2(field->isVisible(), "the form stays while its request is under way");
        QVERIFY(!shown<PrimaryButton>()->isEnabled());
        m_window->showLocked(SecretsKind::Vault,
                             {ErrorCode::Denied, s("That is not the passphrase. Try again."), {}});
        QVERIFY(field->hasFocus());
        QVERIFY(shown<PrimaryButton>()->isEnabled());
    }

    void theKeychainIsAskedAgain()
    {
        int asked = 0;
        connect(m_window.get(),
                &MainWindow::unlockRequested,
                this,
                [&asked](const SharedSecret &secret) {
                    QVERIFY(secret == nullptr);
                    ++asked;
                });
        m_window->showLocked(SecretsKind::Keychain,
                             {ErrorCode::Locked, s("The keychain is locked."), {}});
        QVERIFY(shown<SecretField>() == nullptr);
        shown<PrimaryButton>()->click();
        QCOMPARE(asked, 1);
    }

    void alostKeychainOffersTheSheet()
    {
        std::optional<RecoverWithSheet> request;
        connect(m_window.get(),
                &MainWindow::recoverRequested,
                this,
                [&request](const RecoverWithSheet &asked) { request = asked; });
        m_window->showUnusable(
            {ErrorCode::NotFound, s("The key of this business is not in the keychain."), {}});
        clickLink(s("Use the recovery sheet"));
        QVERIFY(shown<RecoverView>() != nullptr);
        QTest::keyClicks(shown<SecretField>(), s("AAAA-BBBB"));
        shown<PrimaryButton>()->click();
        QVERIFY(request.has_value());
        QCOMPARE(request->code, s("AAAA-BBBB"));
        m_window->showOpening();
        m_window->showUnusable(
            {ErrorCode::InvalidInput, s("That is not the code of this business."), {}});
        QVERIFY2(shown<RecoverView>() != nullptr, "the form stays and says what is wrong");
        QVERIFY(shown<PrimaryButton>()->isEnabled());
    }

    void whoeverMovedTheKeysToAVaultIsNoSecret()
    {
        m_window->showLocked(SecretsKind::Vault,
                             {ErrorCode::Conflict, s("Your keys were moved to a vault file."), {}});
        QVERIFY(shown<SecretField>() != nullptr);
        bool isSaid = false;
        for (const QLabel *label : m_window->findChildren<QLabel *>())
            isSaid = isSaid || (label->isVisible() && label->text().contains(s("were moved")));
        QVERIFY(isSaid);
    }

    void aSlipInTheCodeOfALockedVaultIsToldAtTheForm()
    {
        m_window->showLocked(SecretsKind::Vault, {});
        clickLink(s("Use the recovery sheet"));
        QVERIFY(shown<RecoverView>() != nullptr);
        QTest::keyClicks(shown<SecretField>(), s("AAAA-BBBB"));
        shown<PrimaryButton>()->click();
        m_window->showOpening();
        m_window->showLocked(SecretsKind::Vault,
                             {ErrorCode::InvalidInput,
                              s("That is not the code of this business."),
                              {}});
        QVERIFY2(shown<RecoverView>() != nullptr, "the form stays and says what is wrong");
        QVERIFY(shown<PrimaryButton>()->isEnabled());
    }

    void whatIsDamagedCanBePutAsideOnceTheOwnerSaidYes()
    {
        QSignalSpy asked(m_window.get(), &MainWindow::setAsideRequested);
        m_window->showUnusable({ErrorCode::Damaged, s("workspace.db is damaged."), {}});
        clickLink(s("Put it aside, restore a backup"));
        auto *dialog = m_window->findChild<Dialog *>();
        QVERIFY(dialog != nullptr);
        QCOMPARE(asked.size(), 0);
        dialog->findChild<PrimaryButton *>()->click();
        QCOMPARE(asked.size(), 1);
    }

    void aBusinessThatMayOpenLaterIsNotPutAside()
    {
        m_window->showUnusable({ErrorCode::NewerFormat, s("A newer Drawbridge wrote it."), {}});
        for (const LinkButton *link : m_window->findChildren<LinkButton *>())
            QVERIFY(!link->isVisible() || link->text() != s("Put it aside, restore a backup"));
    }

    void aBusinessIsMade()
    {
        std::optional<CreateWorkspace> request;
        connect(m_window.get(),
                &MainWindow::createRequested,
                this,
                [&request](const CreateWorkspace &asked) { request = asked; });
        m_window->showWelcome({});
        shown<PrimaryButton>()->click();
        QVERIFY2(!request.has_value(), "it has no name yet");
        QTest::keyClicks(shown<QLineEdit>(), s("Ada's Shop"));
        key(Qt::Key_Return);
        QVERIFY(request.has_value());
        QCOMPARE(request->businessName, s("Ada's Shop"));
        QCOMPARE(request->secrets, SecretsKind::Keychain);
        QVERIFY(request->vaultPassphrase == nullptr);
        m_window->showOpening();
        m_window->showWelcome({ErrorCode::Unavailable, s("No keychain answers."), {}});
        QCOMPARE(shown<QLineEdit>()->text(), s("Ada's Shop"));
    }

    void aVaultNeedsTheSamePassphraseTwice()
    {
        std::optional<CreateWorkspace> request;
        connect(m_window.get(),
                &MainWindow::createRequested,
                this,
                [&request](const CreateWorkspace &asked) { request = asked; });
        m_window->showWelcome({});
        QTest::keyClicks(shown<QLineEdit>(), s("Ada's Shop"));
        m_window->findChildren<RadioButton *>().at(1)->click();
        QList<SecretField *> fields;
        for (SecretField *field : m_window->findChildren<SecretField *>()) {
            if (field->isVisible())
                fields << field;
        }
        QCOMPARE(fields.size(), 2);
        const auto attempt = [&](const char *first, const char *second) {
            fields.at(0)->clear();
            fields.at(1)->clear();
            QTest::keyClicks(fields.at(0), s(first));
            QTest::keyClicks(fields.at(1), s(second));
            shown<PrimaryButton>()->click();
        };
        attempt("short", "short");
        QVERIFY(!request.has_value());
        attempt("four plain test words", "four plain test word");
        QVERIFY(!request.has_value());
        attempt("four plain test words", "four plain test words");
        QVERIFY(request.has_value());
        QCOMPARE(request->vaultPassphrase->reveal().toByteArray(),
                 QByteArrayLiteral("four plain test words"));
    }

    void namesCanBeHidden()
    {
        m_window->showOpen();
        const QSignalSpy asked(m_window.get(), &MainWindow::hideNamesRequested);
        m_window->setBusiness(s("Ada's Shop"), Names::Hidden);
        QCOMPARE(m_window->windowTitle(), s("Drawbridge"));
        for (const QLabel *label : m_window->findChildren<QLabel *>())
            QVERIFY(!label->text().contains(s("Ada")));
        auto *banner = shown<Banner>();
        QVERIFY(banner != nullptr);
        Q_EMIT banner->activated();
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.at(0).at(0).toBool(), false);
    }

    void badgesAreToldInWords()
    {
        m_window->showOpen();
        m_map->open = 3;
        Q_EMIT m_map->changed();
        auto *button = m_window->findChild<NavButton *>(s("map"));
        QVERIFY(button->accessibleName().contains(s("3")));
    }

    void thePlaceIsRememberedAndNoName()
    {
        m_window->showOpen();
        m_window->setBusiness(s("Ada's Shop"), Names::Shown);
        m_window->goTo(s("map"));
        m_window->goTo(s("connection"), s("c1"));
        m_window->resize(1111, 777);
        m_window->close();
        QFile file(m_folder->filePath(s("window.ini")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("Ada"));
        makeWindow();
        QCOMPARE(m_window->size(), QSize(1111, 777));
        m_window->showOpen();
        QCOMPARE(m_window->currentPage(), s("map"));
    }

    void rubbishInTheMemoryIsIgnored()
    {
        m_window.reset();
        {
            QFile file(m_folder->filePath(s("window.ini")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("[window]\ngeometry=@ByteArray(xx)\npage=nowhere\nappearance=purple\n");
        }
        makeWindow();
        m_window->showOpen();
        QCOMPARE(m_window->currentPage(), s("dashboard"));
        QCOMPARE(WindowMemory(m_folder->filePath(s("window.ini"))).appearance(), Appearance::System);
    }

    void everyControlHasAName()
    {
        const auto check = [this] {
            for (QWidget *widget : m_window->findChildren<QWidget *>()) {
                if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
                    continue;
                QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
                QVERIFY(interface != nullptr);
                QVERIFY2(!interface->text(QAccessible::Name).isEmpty(),
                         qPrintable(s(widget->metaObject()->className()) + widget->objectName()));
            }
        };
        m_window->showOpen();
        check();
        m_window->openPalette();
        check();
        m_window->showWelcome({});
        m_window->findChildren<RadioButton *>().at(1)->click();
        check();
        m_window->showLocked(SecretsKind::Vault, {});
        check();
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
        const QString end = dark ? s("-dark") : s("-light");
        m_window->resize(1024, 700);
        m_window->showOpen();
        m_window->setBusiness(s("Ada's Shop"), Names::Shown);
        m_window->setContacts(s("Talked to 2 addresses"));
        m_map->open = 3;
        Q_EMIT m_map->changed();
        save(s("open") + end);
        m_dashboard
            ->offered = {{s("Stripe"), s("Connection"), Icon::None, s("Stripe"), {}, {}},
                         {s("Mailchimp"), s("Connection"), Icon::None, s("Mailchimp"), {}, {}}};
        m_window->openPalette();
        save(s("search") + end);
        m_window->findChild<CommandPalette *>()->escape();
        m_window->setBusiness(s("Ada's Shop"), Names::Hidden);
        save(s("hidden") + end);
        m_window->showWelcome({});
        save(s("welcome") + end);
        m_window->findChildren<RadioButton *>().at(1)->click();
        save(s("welcome-vault") + end);
        m_window->showLocked(SecretsKind::Vault, {});
        QTest::keyClicks(shown<SecretField>(), s("four plain test words"));
        key(Qt::Key_Return);
        m_window->showLocked(SecretsKind::Vault,
                             {ErrorCode::Denied, s("That is not the passphrase. Try again."), {}});
        save(s("locked") + end);
        m_window->showUnusable(
            {ErrorCode::NotFound,
             s("The key of this business is not in the keychain it was put into. Open it with the "
               "recovery sheet, or bring the old keychain back."),
             s("canary: EntryNotFound")});
        save(s("unusable") + end);
        m_theme->setAppearance(Appearance::Light);
    }

private:
    void makeWindow()
    {
        MainWindow::Pages pages;
        const auto add = [&pages](FakePage *&slot,
                                  const char *id,
                                  const char *title,
                                  Icon symbol,
                                  FakePage::Side side = FakePage::Side::Bar) {
            auto page = std::make_unique<FakePage>(s(id), s(title), symbol, side);
            slot = page.get();
            pages.push_back(std::move(page));
        };
        FakePage *other = nullptr;
        add(m_dashboard, "dashboard", "Dashboard", Icon::Home);
        add(other, "connect", "Connect", Icon::Plug);
        add(m_map, "map", "Data map", Icon::Map);
        add(other, "timeline", "Timeline", Icon::Clock);
        add(other, "settings", "Settings", Icon::Settings);
        add(m_connection, "connection", "Connection", Icon::Link, FakePage::Side::Hidden);
        m_window = std::make_unique<MainWindow>(std::move(pages),
                                                WindowMemory(m_folder->filePath(s("window.ini"))));
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MainWindow> m_window;
    FakePage *m_dashboard = nullptr;
    FakePage *m_map = nullptr;
    FakePage *m_connection = nullptr;
};

TEST_UNIT(tst_MainWindow)
#include "tst_MainWindow.moc"
