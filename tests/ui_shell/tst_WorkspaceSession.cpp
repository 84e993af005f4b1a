// SPDX-License-Identifier: GPL-3.0-or-later
// The window on a real workspace with a real vault file.
#include "core/secrets/VaultFileStore.h"
#include "tests/support/TestUnit.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Notices.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/Toggles.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/UnlockView.h"
#include "ui/shell/WelcomeView.h"
#include "ui/shell/WorkspaceSession.h"

#include <QApplication>
#include <QLineEdit>
#include <QTemporaryDir>

#include "FakePage.h"

using namespace drawbridge;
using namespace drawbridge::ui;

namespace {

constexpr int longEnough = 20000; // the key derivation is slow on purpose

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

class tst_WorkspaceSession : public QObject
{
    Q_OBJECT

    template<typename T>
    T *shown()
    {
        for (T *one : m_window->findChildren<T *>()) {
            if (one->isVisible())
                return one;
        }
        return nullptr;
    }

    enum class Begun { BySession, Before };
    void start(Begun begun = Begun::BySession)
    {
        WorkspaceParts parts;
        parts.folder = m_folder->filePath(s("business"));
        parts.clock = &m_clock;
        parts.random = &m_random;
        parts.actor = s("ada (window)");
        parts.catalog = Catalog::builtIn().takeValue();
        parts.makeStore = [this](SecretsKind, const QString &folder) {
            return std::make_shared<VaultFileStore>(folder, m_random);
        };
        m_workspace = std::make_unique<Workspace>(std::move(parts));
        m_openings = 0;
        connect(m_workspace.get(), &Workspace::phaseChanged, this, [this] {
            m_openings += m_workspace->phase() == Phase::Opening ? 1 : 0;
        });
        if (begun == Begun::Before)
            m_workspace->open();
        MainWindow::Pages pages;
        pages.push_back(std::make_unique<FakePage>(s("dashboard"), s("Dashboard"), Icon::Home));
        const WindowMemory memory(m_folder->filePath(s("window.ini")));
        m_window = std::make_unique<MainWindow>(std::move(pages), memory);
        m_session =
            std::make_unique<WorkspaceSession>(*m_workspace, *m_window, *m_theme, memory, m_clock);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_session->start();
    }
    void stop()
    {
        m_session.reset();
        m_window.reset();
        m_workspace.reset();
    }

    void type(const char *passphrase)
    {
        QVERIFY(shown<SecretField>() != nullptr);
        QTest::keyClicks(shown<SecretField>(), s(passphrase));
        QTest::keyClick(shown<SecretField>(), Qt::Key_Return);
    }

    bool isOpen() const { return m_window->windowTitle().contains(s("Ada's Shop")); }

    void unlock()
    {
        QTRY_VERIFY_WITH_TIMEOUT(shown<UnlockView>() != nullptr && shown<SecretField>() != nullptr,
                                 longEnough);
        type("four plain test words");
        QTRY_VERIFY_WITH_TIMEOUT(isOpen(), longEnough);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp, Appearance::Light);
        m_folder = std::make_unique<QTemporaryDir>();
    }
    void cleanupTestCase()
    {
        stop();
        m_theme.reset();
    }

    void aBusinessIsMadeInTheWindow()
    {
        start();
        QTRY_VERIFY_WITH_TIMEOUT(shown<WelcomeView>() != nullptr, longEnough);
        QTest::keyClicks(shown<QLineEdit>(), s("Ada's Shop"));
        m_window->findChildren<RadioButton *>().at(1)->click();
        QList<SecretField *> fields;
        for (SecretField *field : m_window->findChildren<SecretField *>()) {
            if (field->isVisible())
                fields << field;
        }
        QCOMPARE(fields.size(), 2);
        QTest::keyClicks(fields.at(0), s("four plain test words"));
        QTest::keyClicks(fields.at(1), s("four plain test words"));
        shown<PrimaryButton>()->click();
        QTRY_VERIFY_WITH_TIMEOUT(isOpen(), longEnough);
        QCOMPARE(m_window->currentPage(), s("dashboard"));
    }

    void whatIsDueIsToldOnceADay()
    {
        stop();
        start();
        unlock();
        const auto *notices = m_window->findChild<NoticeArea *>();
        QVERIFY(notices != nullptr);
        QCOMPARE(notices->count(), 0); // nothing is due
        ListConnection command;
        command.app = s("quickbooks");
        command.name = s("Books");
        command.owner = s("Ada");
        command.purpose = s("money");
        command.heldBy = s("Cy");
        command.endsAt = m_workspace->snapshot()->takenAt.toLocalTime().date().addDays(3);
        const auto listed = m_workspace->dispatch(command);
        QTRY_VERIFY_WITH_TIMEOUT(listed.isFinished(), longEnough);
        VERIFY_OK(listed.result());
        for (const int told : {1, 0}) {
            m_workspace->lock();
            QTRY_COMPARE(notices->count(), 0);
            unlock();
            QCOMPARE(notices->count(), told);
        }
        const auto removed =
            m_workspace->dispatch(RemoveConnection{listed.result()->connection.id});
        QTRY_VERIFY_WITH_TIMEOUT(removed.isFinished(), longEnough);
        VERIFY_OK(removed.result());
    }

    void anOpeningThatHasBegunIsFollowedAndNotBegunAgain_data()
    {
        QTest::addColumn<Begun>("begun");
        QTest::newRow("by the session") << Begun::BySession;
        QTest::newRow("while the window was made") << Begun::Before;
    }
    void anOpeningThatHasBegunIsFollowedAndNotBegunAgain()
    {
        QFETCH(Begun, begun);
        stop();
        start(begun);
        QTRY_VERIFY_WITH_TIMEOUT(shown<SecretField>() != nullptr, longEnough);
        QCoreApplication::processEvents(); // the session's own beginning
        QCOMPARE(m_openings, 1);
    }

    void theNextStartAsksForThePassphrase()
    {
        stop();
        start();
        QTRY_VERIFY_WITH_TIMEOUT(shown<SecretField>() != nullptr, longEnough);
        QCOMPARE(m_window->windowTitle(), s("Drawbridge"));
        type("four plain wrong words");
        QTRY_VERIFY_WITH_TIMEOUT(shown<PrimaryButton>() != nullptr
                                     && shown<PrimaryButton>()->isEnabled(),
                                 longEnough);
        QVERIFY(!isOpen());
        type("four plain test words");
        QTRY_VERIFY_WITH_TIMEOUT(isOpen(), longEnough);
    }

    void itLocksWhenNobodyIsThere()
    {
        QVERIFY(isOpen());
        m_clock.advance(std::chrono::minutes(m_workspace->snapshot()->settings.autoLockMinutes));
        m_session->findChild<IdleWatch *>()->check();
        QVERIFY(shown<UnlockView>() != nullptr);
        QVERIFY(m_workspace->snapshot()->settings.businessName.isEmpty());
        QVERIFY(!isOpen());
        type("four plain test words");
        QTRY_VERIFY_WITH_TIMEOUT(isOpen(), longEnough);
    }

    void itLocksWithTheScreen()
    {
        QVERIFY(isOpen());
        Q_EMIT m_session->findChild<ScreenLockWatch *>()->screenLocked();
        QVERIFY(shown<UnlockView>() != nullptr);
        type("four plain test words");
        QTRY_VERIFY_WITH_TIMEOUT(isOpen(), longEnough);
    }

    void hidingNamesIsKept()
    {
        QVERIFY(isOpen());
        Q_EMIT m_window->hideNamesRequested(true);
        QVERIFY2(!isOpen(), "at once");
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->snapshot()->settings.hideNames, longEnough);
        QVERIFY(!isOpen());
        Q_EMIT m_window->hideNamesRequested(false);
        QTRY_VERIFY_WITH_TIMEOUT(!m_workspace->snapshot()->settings.hideNames, longEnough);
        QVERIFY(isOpen());
    }

    void theAppearanceFollowsTheSettings()
    {
        WorkspaceSettings settings = m_workspace->snapshot()->settings;
        settings.theme = ThemeChoice::Dark;
        m_workspace->dispatch(ChangeSettings{settings});
        QTRY_VERIFY_WITH_TIMEOUT(m_theme->isDark(), longEnough);
        QCOMPARE(WindowMemory(m_folder->filePath(s("window.ini"))).appearance(), Appearance::Dark);
    }

private:
    ManualClock m_clock{QDateTime(QDate(2026, 11, 23), QTime(14, 2), Qt::UTC)};
    SystemRandom m_random;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<WorkspaceSession> m_session;
    int m_openings = 0;
};

TEST_UNIT(tst_WorkspaceSession)
#include "tst_WorkspaceSession.moc"
