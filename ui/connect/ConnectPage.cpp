// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/ConnectPage.h"

#include "core/workspace/Workspace.h"
#include "ui/connect/ChooseAppView.h"
#include "ui/connect/ConfirmView.h"
#include "ui/connect/KeyView.h"
#include "ui/connect/SeveralView.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Dialog.h"
#include "ui/kit/PageFrame.h"
#include "ui/kit/StepBar.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPointer>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

namespace {

const QString draftKey = u"connect"_s;

} // namespace

ConnectPage::ConnectPage(Workspace &workspace, QObject *parent)
    : Page(parent)
    , m_workspace(workspace)
{
    // Locking the business takes the key out of the fields.
    connect(&m_workspace, &Workspace::phaseChanged, this, [this] {
        if (m_key && m_workspace.phase() != Phase::Open) {
            m_secrets.clear();
            m_key->clearSecrets();
        }
    });
}

ConnectPage::~ConnectPage() = default;

QString ConnectPage::id() const
{
    return u"connect"_s;
}

QString ConnectPage::title() const
{
    return tr("Connect");
}

Icon ConnectPage::symbol() const
{
    return Icon::Plug;
}

QWidget *ConnectPage::makeWidget(QWidget *parent)
{
    m_frame = new PageFrame(tr("Connect an app"), PageFrame::Body::Scrolls, parent);
    m_back = new SecondaryButton(tr("Back"), Icon::ArrowLeft, m_frame);
    m_next = new PrimaryButton(tr("Next"), Icon::None, m_frame);
    m_frame->addAction(m_back);
    m_frame->addAction(m_next);
    m_steps = new StepBar({tr("Which app?"), tr("What should it do?"), tr("Does this look right?")},
                          m_frame);
    m_frame->body()->addWidget(m_steps);
    m_stack = new QStackedWidget(m_frame);
    m_app = new ChooseAppView(m_workspace.catalog(), m_stack);
    m_key = new KeyView(m_stack);
    m_confirm = new ConfirmView(m_stack);
    m_several = new SeveralView(m_workspace.catalog(), m_stack);
    for (QWidget *view : QList<QWidget *>{m_app, m_key, m_confirm, m_several})
        m_stack->addWidget(view);
    m_frame->body()->addWidget(m_stack, 1);

    connect(m_back, &QPushButton::clicked, this, &ConnectPage::back);
    connect(m_next, &QPushButton::clicked, this, &ConnectPage::next);
    const auto choose = [this](const AppId &app) {
        if (const AppProfile *chosen = m_workspace.catalog().app(app)) {
            const Snapshot &now = *m_workspace.snapshot();
            m_draft.chooseApp(*chosen, now.settings.ownerName, now.takenAt.toLocalTime().date());
            keepDraft();
        }
    };
    connect(m_app, &ChooseAppView::chosen, this, choose);
    connect(m_app, &ChooseAppView::keyRecognised, this, choose);
    connect(m_app, &ChooseAppView::connectWanted, this, [this] {
        m_listing = false;
        const AppProfile *app = profile();
        if (!app)
            return;
        m_tested.reset();
        m_key->setDraft(m_draft, *app);
        m_key->setKey(m_app->takePastedKey());
        show(Screen::Key);
    });
    connect(m_app, &ChooseAppView::listWanted, this, [this] {
        m_listing = true;
        if (const AppProfile *app = profile(); app && m_draft.heldBy.isEmpty())
            m_draft.heldBy = app->name;
        show(Screen::Confirm);
    });
    connect(m_app, &ChooseAppView::severalWanted, this, [this] { show(Screen::Several); });
    connect(m_key, &KeyView::tryWanted, this, &ConnectPage::tryKey);
    connect(m_key, &KeyView::stopWanted, this, [this] { m_cancel.cancel(); });
    connect(m_key, &KeyView::edited, this, [this] { m_tested.reset(); });
    show(Screen::App);
    return m_frame;
}

void ConnectPage::enter(const QString &subject)
{
    if (subject == u"several"_s) {
        show(Screen::Several);
        return;
    }
    if (!subject.isEmpty()) {
        startAgain();
        m_app->setChosen(subject);
        if (const AppProfile *app = m_workspace.catalog().app(subject)) {
            const Snapshot &now = *m_workspace.snapshot();
            m_draft.chooseApp(*app, now.settings.ownerName, now.takenAt.toLocalTime().date());
        }
        return;
    }
    const QJsonObject kept = m_workspace.snapshot()->drafts.value(draftKey);
    if (m_draft.isEmpty() && !kept.isEmpty()) {
        m_draft = ConnectDraft::fromJson(kept);
        m_app->setChosen(m_draft.app);
        Q_EMIT notice({tr("This is where you left off. The key itself is never kept in a draft."),
                       Tone::Neutral,
                       tr("Start again"),
                       [page = QPointer(this)] {
                           if (page) {
                               page->dropDraft();
                               page->startAgain();
                           }
                       }});
    }
    if (m_screen == Screen::App)
        m_app->focusFirst();
}

bool ConnectPage::escape()
{
    if (m_screen == Screen::App)
        return false;
    back();
    return true;
}

std::vector<Command> ConnectPage::commands() const
{
    Command list;
    list.title = tr("List the apps you use");
    list.icon = Icon::List;
    list.run = [page = QPointer(const_cast<ConnectPage *>(this))] {
        if (page)
            Q_EMIT page->goTo(u"connect"_s, u"several"_s);
    };
    return {list};
}

const AppProfile *ConnectPage::profile() const
{
    return m_workspace.catalog().app(m_draft.app);
}

void ConnectPage::show(Screen screen)
{
    m_screen = screen;
    const AppProfile *app = profile();
    m_steps->setVisible(screen != Screen::Several);
    m_steps->setCurrent(static_cast<int>(screen));
    m_back->setVisible(screen != Screen::App);
    m_next->setVisible(screen != Screen::App);
    m_next->setText(screen == Screen::Confirm       ? (m_listing ? tr("List it") : tr("Connect it"))
                        : screen == Screen::Several ? tr("List them")
                                                    : tr("Next"));
    m_frame->setTitle(app && screen != Screen::App && screen != Screen::Several
                          ? tr("Connect %1").arg(app->name)
                          : tr("Connect an app"));
    if (screen == Screen::Confirm && app)
        m_confirm->setDraft(m_draft,
                            *app,
                            *m_workspace.snapshot(),
                            m_workspace.catalog(),
                            m_listing ? Confirming::Listing : Confirming::Connecting);
    if (screen == Screen::Several)
        m_several->setOwner(m_workspace.snapshot()->settings.ownerName);
    // Only the screen that is shown may say how high the page is.
    for (int i = 0; i < m_stack->count(); ++i)
        m_stack->widget(i)->setSizePolicy(QSizePolicy::Preferred,
                                          i == static_cast<int>(screen) ? QSizePolicy::Preferred
                                                                        : QSizePolicy::Ignored);
    m_stack->setCurrentIndex(static_cast<int>(screen));
    if (auto *area = m_frame->findChild<QScrollArea *>())
        area->verticalScrollBar()->setValue(0);
}

void ConnectPage::back()
{
    switch (m_screen) {
    case Screen::App:
        Q_EMIT goBack();
        break;
    case Screen::Key:
        m_key->writeTo(m_draft);
        keepDraft();
        show(Screen::App);
        break;
    case Screen::Confirm:
        m_confirm->writeTo(m_draft);
        keepDraft();
        show(m_listing ? Screen::App : Screen::Key);
        if (!m_listing)
            m_key->setSecrets(m_secrets);
        break;
    case Screen::Several:
        show(Screen::App);
        break;
    }
}

void ConnectPage::next()
{
    switch (m_screen) {
    case Screen::App:
        break;
    case Screen::Key:
        m_key->writeTo(m_draft);
        keepDraft();
        if (!m_key->isComplete())
            m_key->setProblem(tr("Fill in the key first, or go back and just list the app."));
        else if (m_tested && m_tested->ok) {
            m_secrets = m_key->secrets();
            show(Screen::Confirm);
        } else
            tryKey();
        break;
    case Screen::Confirm:
        m_confirm->writeTo(m_draft);
        keepDraft();
        save();
        break;
    case Screen::Several:
        saveSeveral();
        break;
    }
}

void ConnectPage::tryKey()
{
    m_key->writeTo(m_draft);
    keepDraft();
    m_cancel = CancelToken();
    m_key->setTesting(true);
    whenDone(m_workspace.dispatch(TryKey{m_draft.details(m_key->secrets())}, m_cancel),
             this,
             [this](const Result<ConnectionTest> &result) {
                 m_key->setTesting(false);
                 if (!result) {
                     m_key->setProblem(result.error().what);
                     return;
                 }
                 m_tested = *result;
                 m_key->setOutcome(&*m_tested);
             });
}

void ConnectPage::save()
{
    m_next->setBusy(true);
    if (m_listing)
        saveListing();
    else
        saveConnection();
}

void ConnectPage::saveConnection()
{
    AddConnection command;
    command.details = m_draft.details(m_secrets);
    // The owner saw whose key it is on the screen before and went on.
    command.identity = IdentityConfirmed::Yes;
    command.replaceBy = m_draft.replaceBy;
    command.endsAt = m_draft.endsAt;
    whenDone(m_workspace.dispatch(command),
             this,
             [this](const Result<drawbridge::ConnectionView> &result) {
                 m_next->setBusy(false);
                 if (result)
                     saved(*result);
                 else
                     m_confirm->setProblem(result.error().what);
             });
}

void ConnectPage::saveListing()
{
    whenDone(m_workspace.dispatch(m_draft.listing()),
             this,
             [this](const Result<drawbridge::ConnectionView> &result) {
                 m_next->setBusy(false);
                 if (result)
                     saved(*result);
                 else
                     m_confirm->setProblem(result.error().what);
             });
}

void ConnectPage::saved(const drawbridge::ConnectionView &view)
{
    addFlow(view.connection.id);
    const bool keyKept = !m_listing;
    Notice done{keyKept
                    ? tr("%1 is connected. Its key is in your keychain.").arg(view.connection.name)
                    : tr("%1 is on your list and on the map.").arg(view.connection.name),
                Tone::Good,
                {},
                {}};
    if (keyKept && m_workspace.secretsKind() == SecretsKind::Vault)
        done.sentence =
            tr("%1 is connected. Its key is in the vault file.").arg(view.connection.name);
    if (keyKept) {
        done.actionText = tr("Clear the clipboard");
        done.action = [] { QGuiApplication::clipboard()->clear(); };
    }
    dropDraft();
    startAgain();
    Q_EMIT notice(done);
    Q_EMIT goTo(u"connection"_s, view.connection.id.text());
}

void ConnectPage::addFlow(const ConnectionId &from)
{
    const AppProfile *app = profile();
    if (!app || !m_draft.flowTo.isValid())
        return;
    AddFlow command;
    command.flow.from = from;
    command.flow.to = m_draft.flowTo;
    command.flow.dataClasses = app->dataClassesFor(m_draft.jobs);
    command.flow.purpose = m_draft.purpose;
    command.flow.carrier = m_draft.via.isEmpty() ? Carrier::Direct : Carrier::Hub;
    command.flow.carrierName = m_draft.via;
    whenDone(m_workspace.dispatch(command), this, [this](const Result<Flow> &result) {
        if (!result)
            Q_EMIT notice({result.error().what, Tone::Danger, {}, {}});
    });
}

void ConnectPage::saveSeveral()
{
    const QStringList apps = m_several->chosen();
    if (apps.isEmpty()) {
        Q_EMIT notice({tr("Tick at least one app."), Tone::Warning, {}, {}});
        return;
    }
    m_next->setBusy(true);
    whenDone(m_workspace.dispatch(ListApps{apps, m_several->owner()}),
             this,
             [this, count = apps.size()](const Result<QList<ConnectionId>> &result) {
                 m_next->setBusy(false);
                 if (!result) {
                     Q_EMIT notice({result.error().what, Tone::Danger, {}, {}});
                     return;
                 }
                 startAgain();
                 Q_EMIT notice({tr("%1 apps are on the map.").arg(count), Tone::Good, {}, {}});
                 Q_EMIT goTo(u"map"_s);
             });
}

void ConnectPage::keepDraft()
{
    whenDone(m_workspace.dispatch(SaveDraft{draftKey, m_draft.toJson()}),
             this,
             [this](const Result<bool> &result) {
                 if (!result)
                     Q_EMIT notice({result.error().what, Tone::Warning, {}, {}});
             });
}

void ConnectPage::dropDraft()
{
    whenDone(m_workspace.dispatch(SaveDraft{draftKey, {}}), this, [](const Result<bool> &) {});
}

void ConnectPage::startAgain()
{
    m_draft = ConnectDraft();
    m_tested.reset();
    m_listing = false;
    m_secrets.clear();
    m_key->clearSecrets();
    m_app->setChosen({});
    show(Screen::App);
}

} // namespace drawbridge::ui
