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
#include "ui/settings/KeyCalendar.h"
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
#include <QTimeEdit>

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

    QSpinBox *spin(const QString &name)
    {
        for (QSpinBox *found : m_window->findChildren<QSpinBox *>()) {
            if (found->accessibleName() == name)
                return found;
        }
        return nullptr;
    }
    RotationRules rules() { return m_business->workspace().snapshot()->rotationRules; }

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
        m_window->resize(900, 3000);
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
        spin(s("Lock when nobody was here for"))->setValue(25);
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

    void theRulesForReplacingAreKept()
    {
        start(SecretsKind::Keychain);
        spin(s("All keys are replaced after"))->setValue(90);
        // The next one builds on what is not kept yet.
        spin(s("The old key lives on for"))->setValue(24);
        QTRY_COMPARE_WITH_TIMEOUT(rules().overlapHours, 24, 30000);
        QCOMPARE(rules().maxAgeDays, 90);
        shown<Switch>(s("Quiet hours: nothing is begun by itself"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(rules().quietFrom.has_value(), 30000);
        auto *from = m_window->findChildren<QTimeEdit *>().at(0);
        QCOMPARE(from->accessibleName(), s("Quiet from"));
        from->setTime(QTime(9, 30));
        QTRY_COMPARE_WITH_TIMEOUT(rules().quietFrom, std::optional(QTime(9, 30)), 30000);
        QCOMPARE(rules().quietTo, std::optional(QTime(20, 0)));
        shown<Switch>(s("Quiet hours: nothing is begun by itself"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(!rules().quietFrom && !rules().quietTo, 30000);
        checkNames();
    }

    void rulesThatCannotBeAreTakenBackAndTold()
    {
        start(SecretsKind::Keychain);
        QStringList told;
        connect(m_page.get(), &Page::notice, this, [&told](const Notice &notice) {
            told.append(notice.sentence);
        });
        shown<Switch>(s("Quiet hours: nothing is begun by itself"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(rules().quietFrom.has_value(), 30000);
        auto *from = m_window->findChildren<QTimeEdit *>().at(0);
        from->setTime(QTime(20, 0));
        QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty(), 30000);
        QTRY_COMPARE(from->time(), QTime(8, 0));
    }

    void theFinerRulesUnfold()
    {
        start(SecretsKind::Keychain);
        QVERIFY(!shown<PlainLabel>(s("Passwords")));
        for (QAbstractButton *one : m_window->findChildren<QAbstractButton *>()) {
            if (one->text() == s("By kind of key, and by shop"))
                one->click();
        }
        QVERIFY(shown<PlainLabel>(s("Passwords")));
        spin(s("Passwords are replaced after"))->setValue(30);
        QTRY_COMPARE_WITH_TIMEOUT(rules().byKind.value(CredentialKind::Login), 30, 30000);
        spin(s("Keys of: Real shop are replaced after"))->setValue(60);
        QTRY_COMPARE_WITH_TIMEOUT(rules().byEnvironment.value(Environment::Production), 60, 30000);
        // No limit again.
        spin(s("Passwords are replaced after"))->setValue(0);
        QTRY_VERIFY_WITH_TIMEOUT(rules().byKind.isEmpty(), 30000);
        checkNames();
        save(s("rules-light"));
    }

    void theCalendarIsASoundModel()
    {
        KeyCalendarModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        const QDate today(2026, 3, 11); // a Wednesday
        KeyDue due;
        due.on = today.addDays(20);
        due.planned = today.addDays(18);
        KeyDue late;
        late.on = today.addDays(-3);
        late.planned = today.addDays(-3);
        model.setLines({{due, s("Shop")}, {late, s("Till")}}, today, 90);
        QCOMPARE(model.rowCount(), 7);
        QCOMPARE(model.columnCount(), 14);
        // What is overdue stands today; what is to come on the day it is planned for.
        QCOMPARE(model.linesOn(today).size(), 1);
        QVERIFY(model.indexOf(today).data(KeyCalendarModel::OverdueRole).toBool());
        QCOMPARE(model.indexOf(today.addDays(18)).data(KeyCalendarModel::CountRole).toInt(), 1);
        QVERIFY(!model.indexOf(today.addDays(18)).data(KeyCalendarModel::OverdueRole).toBool());
        QCOMPARE(model.indexOf(today.addDays(20)).data(KeyCalendarModel::CountRole).toInt(), 0);
        QVERIFY(model.indexOf(today).data(Qt::AccessibleTextRole).toString().contains(s("one key")));
        // Days that are over, and those behind the last, are none.
        QVERIFY(!model.indexOf(today.addDays(-1)).isValid());
        QVERIFY(!model.indexOf(today.addDays(91)).isValid());
        QVERIFY(model.indexOf(today.addDays(90)).isValid());
    }

    void theCalendarIsWalkedThroughByTheArrowKeys_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void theCalendarIsWalkedThroughByTheArrowKeys()
    {
        QFETCH(const bool, dark);
        m_theme->setAppearance(dark ? Appearance::Dark : Appearance::Light);
        Snapshot snapshot;
        snapshot.takenAt = QDateTime(QDate(2026, 3, 11), QTime(12, 0), Qt::UTC);
        const QDate today(2026, 3, 11);
        int number = 0;
        for (const int day : {-2, 0, 1, 1, 1, 8, 12, 30, 31, 31, 55, 89}) {
            Connection connection;
            connection.id = ConnectionId(QString::number(number++));
            connection.name = s("Shop %1").arg(number);
            snapshot.connections.append(connection);
            snapshot.keyCalendar.append({connection.id,
                                         CredentialId(connection.id.text()),
                                         today.addDays(day),
                                         day % 2 == 0 ? DueReason::EndsAtApp : DueReason::MaximumAge,
                                         today.addDays(day)});
        }
        QWidget window;
        window.resize(732, 480);
        auto *column = new QVBoxLayout(&window);
        auto *card = new KeyCalendarCard(&window);
        column->addWidget(card);
        column->addStretch(1);
        QList<ConnectionId> wanted;
        connect(card, &KeyCalendarCard::replaceWanted, this, [&wanted](const ConnectionId &id) {
            wanted.append(id);
        });
        card->showSnapshot(snapshot, {});
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const auto says = [&window](const QString &words) {
            QCoreApplication::processEvents();
            for (const QLabel *label : window.findChildren<QLabel *>()) {
                if (label->isVisible() && label->text().contains(words))
                    return true;
            }
            return false;
        };
        QVERIFY(says(s("Shop 1")));
        QVERIFY(says(s("Ended at the app 2 days ago")));
        auto *table = window.findChild<QTableView *>();
        table->setFocus(Qt::TabFocusReason);
        QTest::keyClick(table, Qt::Key_Down);
        QVERIFY(says(s("tomorrow, 12 Mar")));
        QVERIFY(says(s("Shop 5")));
        QTest::keyClick(table, Qt::Key_Right);
        QVERIFY(says(s("in 8 days, 19 Mar")));
        QTest::keyClick(table, Qt::Key_Down);
        QVERIFY(says(s("No key on this day.")));
        QTest::keyClick(table, Qt::Key_Up);
        QVERIFY(says(s("Shop 6")));
        for (QAbstractButton *one : window.findChildren<QAbstractButton *>()) {
            if (one->isVisible() && one->accessibleName() == s("Replace the key of Shop 6"))
                one->click();
        }
        QCOMPARE(wanted, QList{ConnectionId(s("5"))});
        QCoreApplication::processEvents();
        QVERIFY(window.grab().save(QCoreApplication::applicationDirPath()
                                   + s("/../gallery/key-calendar-")
                                   + (dark ? s("dark.png") : s("light.png"))));
        // Nothing falls due: it says so.
        snapshot.keyCalendar.clear();
        card->showSnapshot(snapshot, {});
        QVERIFY(says(s("No key falls due.")));
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
