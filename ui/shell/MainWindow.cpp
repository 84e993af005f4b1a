// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/MainWindow.h"

#include "ui/kit/Banner.h"
#include "ui/kit/Overlay.h"
#include "ui/shell/CommandPalette.h"
#include "ui/shell/RecoverView.h"
#include "ui/shell/Sidebar.h"
#include "ui/shell/UnlockView.h"
#include "ui/shell/WelcomeView.h"

#include <QBoxLayout>
#include <QCloseEvent>
#include <QKeyEvent>
#include <QScreen>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>

namespace drawbridge::ui {

namespace {

constexpr int longestHistory = 50;
/// What the desktop usually adds above a window.
constexpr int titleBar = 36;
const QString connectPage = QStringLiteral("connect");
const QString settingsPage = QStringLiteral("settings");

QKeySequence shortcutOf(int position)
{
    return position < 9 ? QKeySequence(QStringLiteral("Ctrl+%1").arg(position + 1))
                        : QKeySequence();
}

} // namespace

MainWindow::MainWindow(Pages pages, WindowMemory memory, QWidget *parent)
    : QMainWindow(parent)
    , m_pages(std::move(pages))
    , m_memory(std::move(memory))
    , m_views(new QStackedWidget)
    , m_business(new QWidget)
    , m_sidebar(new Sidebar)
    , m_above(new QWidget)
    , m_hiddenNames(new Banner(Tone::Accent, tr("Names are hidden while you share your screen.")))
    , m_stack(new QStackedWidget)
    , m_notices(new NoticeArea(this))
{
    setWindowTitle(QStringLiteral("Drawbridge"));
    setWindowIcon(brandIcon());
    setMinimumSize(1024, 700);
    resize(QSize(1280, 840).boundedTo(screen()->availableSize() - QSize(0, titleBar)));
    buildBusiness();
    m_views->addWidget(m_business);
    setCentralWidget(m_views);
    for (const std::unique_ptr<Page> &one : m_pages)
        addPage(*one);
    addShortcuts();
    restoreGeometry(m_memory.geometry());
    showOpening();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildBusiness()
{
    auto *row = new QHBoxLayout(m_business);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_sidebar);
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    auto *above = new QVBoxLayout(m_above);
    above->setContentsMargins(28, space::l, 28, 0);
    above->addWidget(m_hiddenNames);
    m_above->hide();
    m_hiddenNames->setAction(tr("Show names"));
    column->addWidget(m_above);
    column->addWidget(m_stack, 1);
    row->addLayout(column, 1);

    connect(m_sidebar, &Sidebar::chosen, this, [this](const QString &id) { goTo(id); });
    connect(m_sidebar, &Sidebar::searchRequested, this, &MainWindow::openPalette);
    connect(m_sidebar, &Sidebar::contactsRequested, this, [this] {
        goTo(settingsPage, QStringLiteral("contacts"));
    });
    connect(m_sidebar, &Sidebar::lockRequested, this, &MainWindow::lockRequested);
    connect(m_hiddenNames, &Banner::activated, this, [this] { Q_EMIT hideNamesRequested(false); });
}

void MainWindow::addPage(Page &page)
{
    if (page.isInSidebar()) {
        const auto before =
            std::count_if(m_pages.cbegin(),
                          std::find_if(m_pages.cbegin(),
                                       m_pages.cend(),
                                       [&page](const auto &one) { return one.get() == &page; }),
                          [](const auto &one) { return one->isInSidebar(); });
        const QKeySequence keys = shortcutOf(static_cast<int>(before));
        m_sidebar->addEntry(page.id(), page.title(), page.symbol(), keys);
        auto *shortcut = new QShortcut(keys, this);
        connect(shortcut, &QShortcut::activated, this, [this, id = page.id()] { goTo(id); });
    }
    connect(&page, &Page::goTo, this, &MainWindow::goTo);
    connect(&page, &Page::goBack, this, &MainWindow::goBack);
    connect(&page, &Page::notice, this, &MainWindow::notify);
    connect(&page, &Page::changed, this, [this, &page] {
        m_sidebar->setEntry(page.id(), page.title(), page.badge());
    });
}

void MainWindow::addShortcuts()
{
    const auto add = [this](const QKeySequence &keys, auto action) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, action);
    };
    add(QKeySequence(QStringLiteral("Ctrl+K")), [this] { openPalette(); });
    add(QKeySequence(QStringLiteral("Ctrl+F")), [this] { openPalette(); });
    add(QKeySequence(QStringLiteral("Ctrl+N")), [this] { goTo(connectPage); });
    add(QKeySequence(QStringLiteral("Ctrl+,")), [this] { goTo(settingsPage); });
    add(QKeySequence(QStringLiteral("Ctrl+L")), [this] { Q_EMIT lockRequested(); });
    add(QKeySequence(QStringLiteral("Alt+Left")), [this] { goBack(); });
    add(QKeySequence(QKeySequence::Quit), [this] { QWidget::close(); });
}

Page *MainWindow::page(const QString &id) const
{
    const auto found = std::find_if(m_pages.cbegin(), m_pages.cend(), [&id](const auto &one) {
        return one->id() == id;
    });
    return found == m_pages.cend() ? nullptr : found->get();
}

QString MainWindow::currentPage() const
{
    return m_history.isEmpty() ? QString() : m_history.constLast().page;
}

void MainWindow::goTo(const QString &pageId, const QString &subject)
{
    // The keys are there while the business is locked, the pages are not.
    if (m_views->currentWidget() != m_business || page(pageId) == nullptr)
        return;
    const Place place{pageId, subject};
    const bool isSame = !m_history.isEmpty() && m_history.constLast().page == pageId
        && m_history.constLast().subject == subject;
    if (!isSame)
        m_history.append(place);
    if (m_history.size() > longestHistory)
        m_history.removeFirst();
    showPlace(place);
}

void MainWindow::goBack()
{
    if (m_history.size() < 2)
        return;
    m_history.removeLast();
    showPlace(m_history.constLast());
}

void MainWindow::showPlace(const Place &place)
{
    Page *target = page(place.page);
    QWidget *&widget = m_widgets[place.page];
    if (widget == nullptr) {
        widget = target->makeWidget(m_stack);
        m_stack->addWidget(widget);
    }
    // The keyboard stays in the side bar if it is there. Else it goes to the page as a whole: Tab enters it, and no
    // button looks chosen before the owner has chosen any.
    const bool inSidebar = m_sidebar->isAncestorOf(focusWidget());
    if (!inSidebar)
        setFocus(Qt::OtherFocusReason);
    m_stack->setCurrentWidget(widget);
    if (!inSidebar)
        widget->setFocus(Qt::OtherFocusReason);
    m_sidebar->setCurrent(place.page);
    if (target->isInSidebar())
        m_memory.setPage(place.page);
    target->enter(place.subject);
}

std::vector<Command> MainWindow::commands()
{
    std::vector<Command> all;
    for (const std::unique_ptr<Page> &one : m_pages) {
        for (Command &command : one->commands())
            all.push_back(std::move(command));
    }
    for (const std::unique_ptr<Page> &one : m_pages) {
        if (one->isInSidebar())
            all.push_back(
                {one->title(), tr("Screen"), one->symbol(), {}, {}, [this, id = one->id()] {
                     goTo(id);
                 }});
    }
    const bool hidden = m_names == Names::Hidden;
    all.push_back({hidden ? tr("Show names") : tr("Hide names"),
                   tr("For sharing your screen"),
                   hidden ? Icon::Eye : Icon::EyeOff,
                   {},
                   {},
                   [this, hidden] { Q_EMIT hideNamesRequested(!hidden); }});
    all.push_back(
        {tr("Lock now"), tr("Action"), Icon::Lock, {}, {}, [this] { Q_EMIT lockRequested(); }});
    return all;
}

void MainWindow::openPalette()
{
    if (m_views->currentWidget() != m_business)
        return;
    if (m_palette == nullptr)
        m_palette = new CommandPalette(this);
    if (!m_palette->isOpen())
        m_palette->open(commands());
}

void MainWindow::notify(const Notice &notice)
{
    m_notices->show(notice);
}

void MainWindow::setBusiness(const QString &name, Names names)
{
    m_businessName = name;
    m_names = names;
    m_sidebar->setBusinessName(nameText(name, names));
    m_above->setVisible(names == Names::Hidden);
    const bool told =
        names == Names::Shown && !name.isEmpty() && m_views->currentWidget() == m_business;
    setWindowTitle(told ? QString(name + QStringLiteral(" \u2013 Drawbridge"))
                        : QStringLiteral("Drawbridge"));
}

void MainWindow::setContacts(const QString &sentence)
{
    m_sidebar->setContacts(sentence);
}

void MainWindow::stand(QWidget *view)
{
    if (view != m_business) {
        while (Overlay *open = Overlay::openOver(this))
            open->escape();
        m_notices->clear();
        setWindowTitle(QStringLiteral("Drawbridge"));
    }
    if (m_views->indexOf(view) < 0)
        m_views->addWidget(view);
    if (view == m_business && m_views->currentWidget() != view)
        setFocus(Qt::OtherFocusReason);
    m_views->setCurrentWidget(view);
}

UnlockView *MainWindow::unlockView()
{
    if (m_unlock == nullptr) {
        m_unlock = new UnlockView;
        connect(m_unlock, &UnlockView::unlockRequested, this, &MainWindow::unlockRequested);
        connect(m_unlock, &UnlockView::setAsideRequested, this, &MainWindow::setAsideRequested);
        connect(m_unlock, &UnlockView::recoverRequested, this, [this] {
            if (m_recover == nullptr) {
                m_recover = new RecoverView;
                connect(m_recover,
                        &RecoverView::recoverRequested,
                        this,
                        &MainWindow::recoverRequested);
                connect(m_recover, &RecoverView::backRequested, this, [this] { stand(m_unlock); });
            }
            stand(m_recover);
        });
    }
    return m_unlock;
}

bool MainWindow::isAsking(const EntryFrame *view) const
{
    return view != nullptr && m_views->currentWidget() == view && view->isAsking();
}

void MainWindow::showOpening()
{
    if (isAsking(m_unlock) || isAsking(m_welcome) || isAsking(m_recover))
        return;
    unlockView()->showOpening();
    stand(m_unlock);
}

void MainWindow::showWelcome(const Error &reason)
{
    if (m_welcome == nullptr) {
        m_welcome = new WelcomeView;
        connect(m_welcome, &WelcomeView::createRequested, this, &MainWindow::createRequested);
        connect(m_welcome, &WelcomeView::restoreRequested, this, &MainWindow::restoreRequested);
    }
    stand(m_welcome);
    m_welcome->fail(reason);
}

void MainWindow::showLocked(SecretsKind kind, const Error &reason)
{
    if (isAsking(m_unlock) && !reason.what.isEmpty()) {
        m_unlock->refuse(reason);
        return;
    }
    if (isAsking(m_recover) && !reason.what.isEmpty()) {
        m_recover->fail(reason);
        return;
    }
    stand(unlockView());
    m_unlock->showLocked(kind, reason);
}

void MainWindow::showUnusable(const Error &reason)
{
    if (isAsking(m_recover)) {
        m_recover->fail(reason);
        return;
    }
    stand(unlockView());
    m_unlock->showUnusable(reason);
}

void MainWindow::showOpen()
{
    for (EntryFrame *view : {static_cast<EntryFrame *>(m_unlock),
                             static_cast<EntryFrame *>(m_welcome),
                             static_cast<EntryFrame *>(m_recover)}) {
        if (view != nullptr)
            view->finish();
    }
    stand(m_business);
    setBusiness(m_businessName, m_names);
    if (!m_history.isEmpty()) {
        showPlace(m_history.constLast());
        return;
    }
    const Page *last = page(m_memory.page());
    if (last != nullptr && last->isInSidebar())
        goTo(last->id());
    else if (!m_pages.empty())
        goTo(m_pages.front()->id());
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape || m_views->currentWidget() != m_business) {
        QMainWindow::keyPressEvent(event);
        return;
    }
    Page *current = page(currentPage());
    if (current != nullptr && !current->escape() && !current->isInSidebar())
        goBack();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_memory.setGeometry(saveGeometry());
    QMainWindow::closeEvent(event);
}

} // namespace drawbridge::ui
