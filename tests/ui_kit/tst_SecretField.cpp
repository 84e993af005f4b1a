// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/Theme.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QInputMethodEvent>
#include <QSignalSpy>

using namespace drawbridge;
using namespace drawbridge::ui;

class tst_SecretField : public QObject
{
    Q_OBJECT

    static QByteArray textOf(const SecretField &field)
    {
        const SecretBytes secret = field.copySecret();
        return secret.reveal().toByteArray();
    }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Appearance::Light); }
    void cleanupTestCase() { m_theme.reset(); }

    void init()
    {
        m_field = std::make_unique<SecretField>(QStringLiteral("Key"));
        m_field->show();
    }

    void typingBuildsTheSecret()
    {
        const QSignalSpy edited(m_field.get(), &SecretField::edited);
        QTest::keyClicks(m_field.get(), QStringLiteral("abc"));
        QCOMPARE(textOf(*m_field), QByteArrayLiteral("abc"));
        QCOMPARE(m_field->length(), 3);
        QCOMPARE(edited.count(), 3);
    }

    void itIsEditedLikeAnyField()
    {
        QTest::keyClicks(m_field.get(), QStringLiteral("abcd"));
        QTest::keyClick(m_field.get(), Qt::Key_Left);
        QTest::keyClick(m_field.get(), Qt::Key_Backspace);
        QCOMPARE(textOf(*m_field), QByteArrayLiteral("abd"));
        QTest::keyClick(m_field.get(), Qt::Key_Home);
        QTest::keyClick(m_field.get(), Qt::Key_Delete);
        QTest::keyClicks(m_field.get(), QStringLiteral("x"));
        QCOMPARE(textOf(*m_field), QByteArrayLiteral("xbd"));
        QTest::keyClick(m_field.get(), Qt::Key_End);
        QTest::keyClick(m_field.get(), Qt::Key_Delete);
        QCOMPARE(textOf(*m_field), QByteArrayLiteral("xbd"));
        QTest::keyClick(m_field.get(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(m_field.get(), QStringLiteral("n"));
        QCOMPARE(textOf(*m_field), QByteArrayLiteral("n"));
    }

    void charactersAreCountedAsTheOwnerDoes()
    {
        QInputMethodEvent event(QString(), {});
        event.setCommitString(QString::fromUtf8("é🔑x"));
        QApplication::sendEvent(m_field.get(), &event);
        QCOMPARE(m_field->length(), 3);
        QTest::keyClick(m_field.get(), Qt::Key_Left);
        QTest::keyClick(m_field.get(), Qt::Key_Backspace);
        QCOMPARE(textOf(*m_field), QByteArray("éx"));
    }

    void aPastedKeyLosesWhatSurroundsIt()
    {
        const QSignalSpy pasted(m_field.get(), &SecretField::pasted);
        QApplication::clipboard()->setText(QStringLiteral("  plainly-not-a-key\r\n"));
        QTest::keyClick(m_field.get(), Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(textOf(*m_field), QByteArrayLiteral("plainly-not-a-key"));
        QCOMPARE(pasted.count(), 1);
    }

    void aPastedPrivateKeyKeepsItsLines()
    {
        QApplication::clipboard()->setText(QStringLiteral("first\nsecond\n"));
        QTest::keyClick(m_field.get(), Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(textOf(*m_field), QByteArrayLiteral("first\nsecond"));
    }

    void nothingCanBeCopiedOut_data()
    {
        QTest::addColumn<int>("key");
        QTest::newRow("copy") << int(Qt::Key_C);
        QTest::newRow("cut") << int(Qt::Key_X);
    }
    void nothingCanBeCopiedOut()
    {
        QFETCH(int, key);
        QApplication::clipboard()->setText(QStringLiteral("before"));
        QTest::keyClicks(m_field.get(), QStringLiteral("abc"));
        QTest::keyClick(m_field.get(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(m_field.get(), Qt::Key(key), Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("before"));
        QCOMPARE(textOf(*m_field), QByteArrayLiteral("abc"));
    }

    void takingLeavesNothing()
    {
        QTest::keyClicks(m_field.get(), QStringLiteral("abc"));
        QCOMPARE(m_field->takeSecret().reveal().toByteArray(), QByteArrayLiteral("abc"));
        QVERIFY(m_field->isEmpty());
        QTest::keyClick(m_field.get(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(m_field->isEmpty());
    }

    void hidingWipesIt()
    {
        QTest::keyClicks(m_field.get(), QStringLiteral("abc"));
        m_field->hide();
        QVERIFY(m_field->isEmpty());
    }

    void moreThanFitsIsRefusedWhole()
    {
        QApplication::clipboard()->setText(QString(SecretField::maxBytes + 1, u'x'));
        QTest::keyClick(m_field.get(), Qt::Key_V, Qt::ControlModifier);
        QVERIFY(m_field->isEmpty());
    }

    void inputMethodsAreToldToLearnNothing()
    {
        const Qt::InputMethodHints hints = m_field->inputMethodHints();
        QVERIFY(hints.testFlag(Qt::ImhHiddenText));
        QVERIFY(hints.testFlag(Qt::ImhSensitiveData));
        QVERIFY(hints.testFlag(Qt::ImhNoPredictiveText));
        QTest::keyClicks(m_field.get(), QStringLiteral("abc"));
        QVERIFY(!m_field->inputMethodQuery(Qt::ImSurroundingText).isValid());
    }

    void assistiveToolsHearDotsOnly()
    {
        QTest::keyClicks(m_field.get(), QStringLiteral("abc"));
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(m_field.get());
        QCOMPARE(interface->role(), QAccessible::EditableText);
        QVERIFY(interface->state().passwordEdit);
        QCOMPARE(interface->text(QAccessible::Name), QStringLiteral("Key"));
        QCOMPARE(interface->text(QAccessible::Value), QString(3, QChar(0x2022)));
    }

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<SecretField> m_field;
};

TEST_UNIT(tst_SecretField)
#include "tst_SecretField.moc"
