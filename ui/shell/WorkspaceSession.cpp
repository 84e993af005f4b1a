// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/WorkspaceSession.h"

#include "ui/shell/MainWindow.h"
#include "ui/shell/TraySign.h"

#include <QPointer>
#include <QSet>

namespace drawbridge::ui {

using namespace std::chrono_literals;

namespace {

Appearance appearanceOf(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light:
        return Appearance::Light;
    case ThemeChoice::Dark:
        return Appearance::Dark;
    case ThemeChoice::System:
        break;
    }
    return Appearance::System;
}

} // namespace

WorkspaceSession::WorkspaceSession(Workspace &workspace,
                                   MainWindow &window,
                                   Theme &theme,
                                   WindowMemory memory,
                                   const Clock &clock,
                                   QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_window(window)
    , m_theme(theme)
    , m_memory(std::move(memory))
    , m_idle(clock, this)
    , m_screen(this)
{
    connect(&workspace, &Workspace::phaseChanged, this, &WorkspaceSession::showPhase);
    connect(&workspace, &Workspace::changed, this, &WorkspaceSession::showSnapshot);
    connect(&theme, &Theme::changed, this, [this] {
        m_memory.setSystemDark(m_theme.isSystemDark());
    });
    connect(&m_idle, &IdleWatch::idle, this, &WorkspaceSession::lock);
    connect(&m_screen, &ScreenLockWatch::screenLocked, this, [this] {
        if (m_workspace.snapshot()->settings.lockWithScreen)
            lock();
    });
    m_contacts.setInterval(10s);
    m_contacts.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_contacts, &QTimer::timeout, this, &WorkspaceSession::showContacts);
    followWindow();
}

WorkspaceSession::~WorkspaceSession() = default;

void WorkspaceSession::followWindow()
{
    connect(&m_window, &MainWindow::lockRequested, this, &WorkspaceSession::lock);
    connect(&m_window, &MainWindow::hideNamesRequested, this, &WorkspaceSession::hideNames);
    // How it ended is told by the phase.
    connect(&m_window, &MainWindow::unlockRequested, this, [this](const SharedSecret &passphrase) {
        // An empty one lets the keychain ask the owner in its own way.
        m_workspace.unlock(passphrase ? passphrase : share(SecretBytes()));
    });
    connect(&m_window, &MainWindow::createRequested, this, [this](const CreateWorkspace &request) {
        m_workspace.create(request);
    });
    connect(&m_window, &MainWindow::restoreRequested, this, [this](const RestoreBackup &request) {
        m_workspace.restore(request);
    });
    connect(&m_window, &MainWindow::setAsideRequested, this, [this] { m_workspace.setAside(); });
    connect(&m_window, &MainWindow::recoverRequested, this, [this](const RecoverWithSheet &request) {
        m_workspace.recover(request);
    });
}

void WorkspaceSession::start()
{
    QTimer::singleShot(0, this, [this] {
        m_screen.start();
        if (m_workspace.phase() == Phase::Closed)
            m_workspace.open();
    });
}

void WorkspaceSession::showPhase()
{
    const Phase phase = m_workspace.phase();
    if (phase != Phase::Open) {
        m_idle.setLimit(0ms);
        m_contacts.stop();
        if (m_tray)
            m_tray->showClosed();
    }
    switch (phase) {
    case Phase::Closed:
    case Phase::Opening:
        m_window.showOpening();
        break;
    case Phase::FirstRun:
        m_window.showWelcome(m_workspace.phaseError());
        break;
    case Phase::Locked:
        m_window.setBusiness({}, Names::Shown);
        m_window.showLocked(m_workspace.secretsKind(),
                            m_lockedByOwner ? Error{} : m_workspace.phaseError());
        break;
    case Phase::Open:
        m_lockedByOwner = false;
        showSnapshot();
        m_window.showOpen();
        m_contacts.start();
        tellWhatIsDue();
        // After the window has come up: asking the desktop for a tray takes a while.
        QTimer::singleShot(1s, this, &WorkspaceSession::showTray);
        break;
    case Phase::Unusable:
        m_window.showUnusable(m_workspace.phaseError());
        break;
    }
}

void WorkspaceSession::showSnapshot()
{
    if (m_workspace.phase() != Phase::Open)
        return;
    const WorkspaceSettings &settings = m_workspace.snapshot()->settings;
    m_window.setBusiness(settings.businessName, settings.hideNames ? Names::Hidden : Names::Shown);
    showContacts();
    m_idle.setLimit(std::chrono::minutes(settings.autoLockMinutes));
    const Appearance appearance = appearanceOf(settings.theme);
    if (appearance != m_theme.appearance())
        m_theme.setAppearance(appearance);
    m_memory.setAppearance(appearance);
    if (m_tray)
        showTray();
}

void WorkspaceSession::showTray()
{
    if (!m_tray)
        m_tray = std::make_unique<TraySign>(m_window);
    if (m_workspace.phase() == Phase::Open)
        m_tray->show(m_workspace.snapshot()->due);
}

void WorkspaceSession::showContacts()
{
    QSet<QString> hosts;
    for (const Contact &contact : m_workspace.contacts())
        hosts.insert(contact.host);
    if (hosts.isEmpty())
        m_window.setContacts(tr("Talked to nobody yet"));
    else if (hosts.size() == 1)
        m_window.setContacts(tr("Talked to 1 address"));
    else
        m_window.setContacts(tr("Talked to %n addresses", nullptr, static_cast<int>(hosts.size())));
}

void WorkspaceSession::tellWhatIsDue()
{
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    const QDate today = now->takenAt.toLocalTime().date();
    if (now->due.sentence.isEmpty() || m_memory.dueToldOn() == today)
        return;
    m_memory.setDueToldOn(today);
    m_window.notify({now->due.sentence, Tone::Warning, tr("Show"), [window = QPointer(&m_window)] {
                         if (window)
                             window->goTo(QStringLiteral("dashboard"));
                     }});
}

void WorkspaceSession::hideNames(bool hide)
{
    WorkspaceSettings settings = m_workspace.snapshot()->settings;
    settings.hideNames = hide;
    // At once: the screen may be shared already.
    m_window.setBusiness(settings.businessName, hide ? Names::Hidden : Names::Shown);
    whenDone(m_workspace.dispatch(ChangeSettings{settings}),
             this,
             [this](const Result<bool> &result) {
                 if (!result.isOk()) {
                     showSnapshot();
                     m_window.notify({result.error().what, Tone::Danger, {}, {}});
                 }
             });
}

void WorkspaceSession::lock()
{
    if (m_workspace.phase() != Phase::Open)
        return;
    m_lockedByOwner = true;
    m_workspace.lock();
}

} // namespace drawbridge::ui
