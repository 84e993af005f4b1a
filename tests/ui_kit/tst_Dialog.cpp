// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/kit/Dialog.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/Theme.h"

#include <QAccessible>
#include <QApplication>
#include <QBoxLayout>
#include <QLineEdit>
#include <QShortcut>
#include <QSignalSpy>

using namespace drawbridge::ui;

class tst_Dialog : public QObject
{
    Q_OBJECT

    QString s(const char *text) { return QString::fromUtf8(text); }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Appearance::Light); }
    void cleanupTestCase() { m_theme.reset(); }

    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_window->resize(800, 600);
        auto *column = new QVBoxLayout(m_window.get());
        m_below = new QLineEdit;
        column->addWidget(m_below);
        m_window->show();
        m_window->activateWindow();
        m_below->setFocus();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void cleanup() { m_window.reset(); }

    void escapeRejectsAndFocusReturns()
    {
        QPointer<Dialog> dialog = new Dialog(s("Rename"), {}, m_window.get());
        dialog->addCancel();
        const QSignalSpy rejected(dialog, &Dialog::rejected);
        dialog->open();
        QCOMPARE(Overlay::openOver(m_below), dialog);
        QVERIFY(!m_below->hasFocus());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QCOMPARE(rejected.count(), 1);
        QVERIFY(m_below->hasFocus());
        QCOMPARE(Overlay::openOver(m_below), nullptr);
        QTRY_VERIFY(dialog.isNull());
    }

    void returnInAFieldPressesTheMainButton()
    {
        auto *dialog = new Dialog(s("Unlock"), {}, m_window.get());
        auto *plain = new QLineEdit;
        auto *secret = new SecretField(s("Passphrase"));
        dialog->body()->addWidget(plain);
        dialog->body()->addWidget(secret);
        dialog->addCancel();
        const QSignalSpy clicked(dialog->addPrimary(s("Unlock")), &QAbstractButton::clicked);
        dialog->open();
        QVERIFY(plain->hasFocus());
        QTest::keyClick(plain, Qt::Key_Return);
        QCOMPARE(clicked.count(), 1);
        QTest::keyClick(secret, Qt::Key_Return);
        QCOMPARE(clicked.count(), 2);
    }

    void tabStaysInside()
    {
        auto *dialog = new Dialog(s("Rename"), {}, m_window.get());
        dialog->addCancel();
        dialog->addPrimary(s("Rename"));
        dialog->open();
        for (int i = 0; i < 7; ++i) {
            QVERIFY(QApplication::focusWidget() != nullptr);
            QVERIFY(dialog->isAncestorOf(QApplication::focusWidget())
                    || QApplication::focusWidget() == dialog);
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
    }

    void shortcutsOfTheWindowWait()
    {
        QShortcut shortcut(QKeySequence(s("Ctrl+N")), m_window.get());
        const QSignalSpy activated(&shortcut, &QShortcut::activated);
        QTest::keyClick(m_below, Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(activated.count(), 1);
        auto *dialog = new Dialog(s("Rename"), {}, m_window.get());
        dialog->addCancel();
        dialog->open();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(activated.count(), 1);
        dialog->reject();
        QTest::keyClick(m_below, Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(activated.count(), 2);
    }

    void dangerNeedsTheNameTyped()
    {
        auto *dialog = new DangerDialog({s("Remove Stripe?"),
                                         s("The key is deleted."),
                                         {s("Order totals")},
                                         {},
                                         s("Remove"),
                                         s("Stripe")},
                                        m_window.get());
        const QSignalSpy accepted(dialog, &Dialog::accepted);
        dialog->open();
        auto *typed = dialog->findChild<QLineEdit *>();
        auto *confirm = dialog->findChild<DangerButton *>();
        QVERIFY(typed->hasFocus());
        QTest::keyClick(typed, Qt::Key_Return);
        QCOMPARE(accepted.count(), 0);
        QTest::keyClicks(typed, s("Stripe"));
        QVERIFY(confirm->isEnabled());
        QTest::keyClick(typed, Qt::Key_Return);
        QCOMPARE(accepted.count(), 1);
    }

    void dangerWithoutTypingStartsOnCancel()
    {
        auto *dialog =
            new DangerDialog({s("Shut off?"), {}, {}, {}, s("Shut off"), {}}, m_window.get());
        const QSignalSpy accepted(dialog, &Dialog::accepted);
        dialog->open();
        QVERIFY(qobject_cast<SecondaryButton *>(QApplication::focusWidget()) != nullptr);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(accepted.count(), 0);
    }

    void assistiveToolsHearADialog()
    {
        auto *dialog = new Dialog(s("Rename"), s("Give it another name."), m_window.get());
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(dialog);
        QCOMPARE(interface->role(), QAccessible::Dialog);
        QCOMPARE(interface->text(QAccessible::Name), s("Rename"));
        QCOMPARE(interface->text(QAccessible::Description), s("Give it another name."));
        dialog->deleteLater();
    }

    void itFitsASmallWindow()
    {
        m_window->resize(360, 400);
        auto *dialog = new Dialog(s("Rename"), s("Give it another name."), m_window.get());
        auto *button = dialog->addPrimary(s("Rename"));
        dialog->open();
        QCOMPARE(dialog->size(), m_window->size());
        QVERIFY(m_window->rect().contains(
            QRect(button->mapTo(m_window.get(), QPoint()), button->size())));
        m_window->resize(900, 700);
        QCOMPARE(dialog->size(), m_window->size());
    }

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QWidget> m_window;
    QLineEdit *m_below = nullptr;
};

TEST_UNIT(tst_Dialog)
#include "tst_Dialog.moc"
