// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/OpenBusiness.h"
#include "tests/support/TestUnit.h"
#include "ui/kit/Banner.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/SegmentedControl.h"
#include "ui/kit/Theme.h"
#include "ui/kit/Toggles.h"
#include "ui/settings/BackupDialog.h"
#include "ui/settings/ContactsModel.h"
#include "ui/settings/MoveKeysDialog.h"
#include "ui/settings/PassphraseDialog.h"
#include "ui/settings/RecoveryCard.h"
#include "ui/settings/SettingsPage.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QBoxLayout>
#include <QDir>
#include <QFileInfo>
#include <QLineEdit>
#include <QScrollArea>
#include <QSignalSpy>
#include <QSpinBox>

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

Contact contact(const char *host, int count)
{
    Contact made;
    made.host = s(host);
    made.purpose = s("Testing the key");
    made.lastTime = QDateTime::currentDateTimeUtc();
    made.count = count;
    made.bytesSent = 1200;
    made.bytesReceived = 64000;
    return made;
}

} // namespace

class tst_SettingsPage : public QObject
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

    WorkspaceSettings settings() { return m_business->workspace().snapshot()->settings; }

    void start(SecretsKind kind)
    {
        m_business = std::make_unique<OpenBusiness>(kind);
        CreateWorkspace request;
        request.businessName = s("Ada's Shop");
        request.secrets = kind;
        if (kind == SecretsKind::Vault)
            request.vaultPassphrase = share(SecretBytes::copyOf("four plain test words"));
        VERIFY_OK(m_business->start(request));
        m_page = std::make_unique<SettingsPage>(m_business->workspace(), *m_theme);
        m_window = std::make_unique<QWidget>();
        m_window->resize(900, 2060);
        auto *column = new QVBoxLayout(m_window.get());
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(m_page->makeWidget(m_window.get()));
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_page->enter({});
    }

    void save(const QString &name)
    {
        QCoreApplication::processEvents();
        const QString folder = QCoreApplication::applicationDirPath() + s("/../gallery");
        QDir().mkpath(folder);
        QVERIFY(m_window->grab().save(folder + s("/settings-") + name + s(".png")));
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
    void initTestCase()
    {
        QCoreApplication::setApplicationVersion(s("0.1.0"));
        m_theme = std::make_unique<Theme>(*qApp, Appearance::Light);
    }
    void cleanupTestCase() { m_theme.reset(); }
    void cleanup()
    {
        m_window.reset();
        m_page.reset();
        m_business.reset();
        m_theme->setAppearance(Appearance::Light);
    }

    void everyControlHasAName()
    {
        start(SecretsKind::Vault);
        checkNames();
        shown<SecondaryButton>(s("Make a backup"))->click();
        checkNames();
    }

    void changesAreKeptAndASecondOneBuildsOnTheFirst()
    {
        start(SecretsKind::Keychain);
        auto *name = m_window->findChildren<QLineEdit *>().at(0);
        name->setText(s("Ada and Ben"));
        Q_EMIT name->editingFinished();
        m_window->findChild<QSpinBox *>()->setValue(25);
        shown<Switch>(s("Lock when the screen is locked"))->click();
        const auto kept = [this] {
            return settings().autoLockMinutes == 25 && !settings().lockWithScreen
                && settings().businessName == s("Ada and Ben");
        };
        QTRY_VERIFY_WITH_TIMEOUT(kept(), 30000);
    }

    void aBusinessKeepsItsNameWhenTheFieldIsEmptied()
    {
        start(SecretsKind::Keychain);
        auto *name = m_window->findChildren<QLineEdit *>().at(0);
        name->setText({});
        Q_EMIT name->editingFinished();
        QCOMPARE(name->text(), s("Ada's Shop"));
    }

    void theAppearanceChangesAtOnceAndIsKept()
    {
        start(SecretsKind::Keychain);
        Q_EMIT m_window->findChild<SegmentedControl *>()->chosen(s("dark"));
        QVERIFY(m_theme->isDark());
        QTRY_VERIFY_WITH_TIMEOUT(settings().theme == ThemeChoice::Dark, 30000);
    }

    void hiddenNamesAreDotsAndNotKeptAsTheName()
    {
        start(SecretsKind::Keychain);
        shown<Switch>(s("Hide names"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(settings().hideNames, 30000);
        auto *name = m_window->findChildren<QLineEdit *>().at(0);
        QTRY_VERIFY_WITH_TIMEOUT(!name->text().contains(s("Ada")), 30000);
        Q_EMIT name->editingFinished();
        shown<Switch>(s("Hide names"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(name->text(), s("Ada's Shop"), 30000);
        QCOMPARE(settings().businessName, s("Ada's Shop"));
    }

    void onlyAVaultHasAPassphraseToChange()
    {
        start(SecretsKind::Keychain);
        QVERIFY(shown<SecondaryButton>(s("Change the passphrase")) == nullptr);
    }

    void theKeysMoveToAVaultAndBack()
    {
        start(SecretsKind::Keychain);
        QList<Notice> told;
        connect(m_page.get(), &Page::notice, this, [&told](const Notice &one) { told << one; });
        shown<SecondaryButton>(s("Move to a vault file"))->click();
        auto *dialog = m_window->findChild<MoveKeysDialog *>();
        QVERIFY(dialog != nullptr);
        checkNames();
        const QList<SecretField *> fields = dialog->findChildren<SecretField *>();
        auto *move = shown<PrimaryButton>(s("Move them"));
        QTest::keyClicks(fields.at(0), s("four plain test words"));
        move->click();
        QVERIFY(!move->isBusy()); // the second field is empty
        QTest::keyClicks(fields.at(1), s("four plain test words"));
        move->click();
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), 1, 20000);
        QCOMPARE(told.at(0).tone, Tone::Good);
        QCOMPARE(m_business->workspace().snapshot()->secrets, SecretsKind::Vault);
        QTRY_VERIFY(m_window->findChild<MoveKeysDialog *>() == nullptr);

        shown<SecondaryButton>(s("Move to the keychain"))->click();
        QVERIFY(m_window->findChild<MoveKeysDialog *>()->findChildren<SecretField *>().isEmpty());
        shown<PrimaryButton>(s("Move them"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), 2, 20000);
        QCOMPARE(m_business->workspace().snapshot()->secrets, SecretsKind::Keychain);
        QVERIFY(shown<SecondaryButton>(s("Change the passphrase")) == nullptr);
    }

    void theCheckTellsWhatItFound()
    {
        start(SecretsKind::Keychain);
        shown<SecondaryButton>(s("Check everything"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(shown<Banner>() != nullptr, 20000);
    }

    void aSheetIsMadeAndNeverWrittenOverAFile()
    {
        start(SecretsKind::Keychain);
        QList<Notice> told;
        connect(m_page.get(), &Page::notice, this, [&told](const Notice &one) { told << one; });
        auto *card = m_window->findChild<RecoveryCard *>();
        const QString file = m_business->path(s("sheet.txt"));
        card->makeSheet(file);
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), 1, 20000);
        QCOMPARE(told.at(0).tone, Tone::Good);
        QVERIFY(QFileInfo::exists(file));
        QTRY_VERIFY_WITH_TIMEOUT(shown<SecondaryButton>(s("Make a new sheet")) != nullptr, 30000);
        card->makeSheet(file);
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), 2, 20000);
        QCOMPARE(told.at(1).tone, Tone::Danger);
    }

    void aBackupAsksForItsPassphraseTwice()
    {
        start(SecretsKind::Keychain);
        shown<SecondaryButton>(s("Make a backup"))->click();
        auto *dialog = m_window->findChild<BackupDialog *>();
        QVERIFY(dialog != nullptr);
        std::optional<BackUp> asked;
        connect(dialog, &BackupDialog::asked, this, [&asked](const BackUp &request) {
            asked = request;
        });
        const QList<SecretField *> fields = dialog->findChildren<SecretField *>();
        auto *next = shown<PrimaryButton>();
        QTest::keyClicks(fields.at(0), s("four plain test words"));
        QTest::keyClicks(fields.at(1), s("four plain test word"));
        next->click();
        QVERIFY(!asked.has_value());
        QTest::keyClicks(fields.at(1), s("s"));
        // What would ask for a file is not wanted here.
        disconnect(dialog, &BackupDialog::asked, m_window->findChild<RecoveryCard *>(), nullptr);
        next->click();
        QVERIFY(asked.has_value());
        QCOMPARE(asked->secrets, WithSecrets::No);
        m_window->findChild<RecoveryCard *>()->backUp(*asked, m_business->path(s("b.drawbridge")));
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(m_business->path(s("b.drawbridge"))), 30000);
        QTRY_VERIFY_WITH_TIMEOUT(!shown<SecondaryButton>(s("Make a backup"))->isBusy(), 30000);
    }

    void theRecoveryCardIsBroughtIntoSight()
    {
        start(SecretsKind::Keychain);
        m_window->resize(900, 500);
        m_page->enter(s("recovery"));
        auto *button =
            m_window->findChild<RecoveryCard *>()->findChildren<SecondaryButton *>().last();
        auto *scroll = m_window->findChild<QScrollArea *>();
        QTRY_VERIFY_WITH_TIMEOUT(scroll->rect().contains(
                                     button->mapTo(scroll, button->rect().center())),
                                 30000);
    }

    void theListOfContactsIsASoundModel()
    {
        ContactsModel model;
        const QAbstractItemModelTester tester(&model,
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QDateTime now = QDateTime::currentDateTimeUtc();
        model.setContacts({contact("api.stripe.com", 1)}, now);
        model.setContacts({contact("api.stripe.com", 2)}, now);
        QCOMPARE(model.data(model.index(0, ContactsModel::Times), Qt::DisplayRole).toString(),
                 s("2"));
        model.setContacts({contact("slack.com", 1), contact("api.stripe.com", 2)}, now);
        QCOMPARE(model.rowCount(), 2);
        model.setContacts({}, now);
        QCOMPARE(model.rowCount(), 0);
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
        start(SecretsKind::Vault);
        save(dark ? s("dark") : s("light"));
        shown<SecondaryButton>(s("Make a backup"))->click();
        save(dark ? s("backup-dark") : s("backup-light"));
    }

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<OpenBusiness> m_business;
    std::unique_ptr<SettingsPage> m_page;
    std::unique_ptr<QWidget> m_window;
};

TEST_UNIT(tst_SettingsPage)
#include "tst_SettingsPage.moc"
