// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/ConnectPage.h"

#include "core/workspace/Workspace.h"
#include "ui/connect/ChooseAppView.h"
#include "ui/connect/ConfirmView.h"
#include "ui/connect/ConnectSaver.h"
#include "ui/connect/ConnectScreens.h"
#include "ui/connect/DraftKeeper.h"
#include "ui/connect/FileDrops.h"
#include "ui/connect/GivenFiles.h"
#include "ui/connect/KeptAppRemoval.h"
#include "ui/connect/KeyTrial.h"
#include "ui/connect/KeyView.h"
#include "ui/connect/SeveralView.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/PageFrame.h"
#include "ui/kit/SecretClipboard.h"

#include <QPointer>
#include <QScopedValueRollback>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

namespace {

/// As far as its key is concerned: where it goes, and how.
bool isSameApp(const AppProfile &a, const AppProfile &b)
{
    const auto waysOf = [](const AppProfile &app) {
        QStringList ways;
        for (const AuthOption &option : app.auth)
            ways << toText(option.kind) << option.request.name << option.request.format
                 << (option.tokens ? QString(option.tokens->authorizeUrl + option.tokens->tokenUrl
                                             + option.tokens->deviceUrl)
                                   : QString());
        return ways;
    };
    return a.baseUrl == b.baseUrl && a.hosts == b.hosts && waysOf(a) == waysOf(b);
}

bool clearClipboardOfAny(const QMap<QString, SharedSecret> &secrets)
{
    bool cleared = false;
    for (const SharedSecret &secret : secrets)
        cleared = clearClipboardOf(*secret) || cleared;
    return cleared;
}

bool clipboardHoldsAny(const QMap<QString, SharedSecret> &secrets)
{
    return std::any_of(secrets.cbegin(), secrets.cend(), [](const SharedSecret &secret) {
        return clipboardHolds(*secret);
    });
}

} // namespace

ConnectPage::ConnectPage(Workspace &workspace, QObject *parent)
    : Page(parent)
    , m_workspace(workspace)
    , m_saver(new ConnectSaver(workspace, this))
    , m_keeper(new DraftKeeper(workspace, m_draft, this))
{
    connect(m_keeper, &DraftKeeper::failed, this, [this](const QString &why) {
        Q_EMIT notice({why, Tone::Warning, {}, {}});
    });
    connect(&m_workspace, &Workspace::phaseChanged, this, [this] {
        if (m_workspace.phase() != Phase::Open)
            lockAway();
    });
    connect(m_saver, &ConnectSaver::saved, this, &ConnectPage::saved);
    connect(m_saver, &ConnectSaver::failed, this, [this](const QString &problem) {
        if (m_screen == Screen::Confirm)
            m_confirm->setProblem(problem);
        else
            m_app->setProblem(problem);
    });
    connect(m_saver, &ConnectSaver::busyChanged, this, [this](bool busy) {
        m_screens->next()->setBusy(busy);
        m_app->setListing(busy);
    });
}

ConnectPage::~ConnectPage()
{
    // Closing the window keeps what was just typed.
    if (m_keeper->isWaiting())
        m_keeper->keepNow();
}

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
    m_screens =
        new ConnectScreens(tr("Connect an app"),
                           {tr("Which app?"), tr("What should it do?"), tr("Does this look right?")},
                           parent);
    PageFrame *frame = m_screens->frame();
    m_catalog = m_workspace.catalog();
    m_app = new ChooseAppView(m_catalog, frame);
    m_files = new GivenFiles(m_workspace, *m_app);
    m_key = new KeyView(m_catalog, frame);
    m_key->setStartsPractice(bool(m_startPractice));
    m_trial = new KeyTrial(m_workspace, *m_key, m_draft, this);
    m_confirm = new ConfirmView(m_catalog, frame);
    m_several = new SeveralView(m_catalog, frame);
    // In the order of Screen.
    m_screens->add(m_app, [this] { m_app->focusFirst(); });
    m_screens->add(m_key);
    m_screens->add(m_confirm);
    m_screens->add(m_several);
    listen();
    show(Screen::App);
    return frame;
}

void ConnectPage::listen()
{
    connect(m_screens->back(), &QPushButton::clicked, this, &ConnectPage::back);
    connect(m_screens->next(), &QPushButton::clicked, this, &ConnectPage::next);
    connect(m_app, &ChooseAppView::chosen, this, &ConnectPage::chooseApp);
    connect(m_app, &ChooseAppView::connectWanted, this, &ConnectPage::beginKey);
    connect(m_app, &ChooseAppView::listWanted, this, &ConnectPage::listNow);
    connect(m_app, &ChooseAppView::sayMoreWanted, this, &ConnectPage::sayMore);
    connect(m_app, &ChooseAppView::severalWanted, this, [this] { show(Screen::Several); });
    const auto *drops =
        new FileDrops(m_screens->frame(),
                      tr("Drop it here: the description of an app, or an .env file with keys"),
                      [this] { return m_screen == Screen::App; });
    connect(drops, &FileDrops::dropped, this, [this](const QString &path) {
        m_files->take(path, GivenFile::Unknown);
    });
    connect(m_files, &GivenFiles::told, this, &ConnectPage::notice);
    connect(m_files, &GivenFiles::kept, this, [this](const AppId &app) {
        chooseApp(app);
        beginKey();
    });
    connect(m_app, &ChooseAppView::removeWanted, this, &ConnectPage::removeApp);
    connect(&m_workspace, &Workspace::changed, this, [this](Topics topics) {
        if (topics & Topic::Apps)
            takeCatalog();
    });
    connect(m_app, &ChooseAppView::edited, this, &ConnectPage::keepDraftSoon);
    connect(m_key, &KeyView::tryWanted, this, [this] { m_trial->start(KeyTrial::Then::Stay); });
    connect(m_trial, &KeyTrial::passed, this, &ConnectPage::goOn);
    connect(m_trial, &KeyTrial::told, m_screens, &ConnectScreens::bringIntoSight);
    connect(m_key, &KeyView::practiceWanted, this, &ConnectPage::startPractice);
    connect(m_key, &KeyView::stopWanted, m_trial, &KeyTrial::stop);
    connect(m_key, &KeyView::keyChanged, this, [this] {
        if (!m_moving)
            m_trial->drop();
    });
    connect(m_key, &KeyView::edited, this, &ConnectPage::keepDraftSoon);
    connect(m_key, &KeyView::confirmed, this, &ConnectPage::goOn);
    connect(m_key, &KeyView::denied, this, [this] {
        m_trial->drop();
        m_key->setProblem(
            tr("Nothing of it is kept. Sign out of that account in your browser, then "
               "sign in again here."));
    });
    connect(m_key, &KeyView::addressPasted, m_trial, &KeyTrial::pasteAddress);
    connect(m_key, &KeyView::untriedWanted, this, [this] {
        m_trial->setUntried();
        goOn();
    });
    connect(m_key, &KeyView::clearClipboardWanted, this, [this] {
        const bool cleared = clearClipboardOfAny(m_key->secrets());
        if (m_trial->tested())
            m_key->setOutcome(*m_trial->tested());
        Q_EMIT notice({cleared
                           ? tr("The key is off the clipboard.")
                           : tr("The clipboard holds something else by now. It was left alone."),
                       Tone::Neutral,
                       {},
                       {}});
    });
    connect(m_confirm, &ConfirmView::edited, this, &ConnectPage::keepDraftSoon);
}

void ConnectPage::enter(const QString &subject)
{
    if (subject == u"several"_s) {
        show(Screen::Several);
        return;
    }
    if (!subject.isEmpty()) {
        startAgain();
        chooseApp(subject);
        return;
    }
    const QJsonObject kept = m_keeper->kept();
    if (m_draft.isEmpty() && !kept.isEmpty())
        resume(kept);
    if (m_screen == Screen::App)
        m_app->focusFirst();
}

void ConnectPage::resume(const QJsonObject &kept)
{
    m_draft = ConnectDraft::fromJson(kept);
    const AppProfile *app = profile();
    if (!app) {
        // Its profile is gone, and without it nothing can be asked.
        m_draft = ConnectDraft();
        return;
    }
    m_app->setDraft(m_draft);
    if (m_draft.step == DraftStep::Key && !connectOptions(*app).isEmpty())
        beginKey();
    else if (m_draft.step == DraftStep::Say)
        sayMore();
    Q_EMIT notice({tr("This is where you left off. The key itself is never kept in a draft."),
                   Tone::Neutral,
                   tr("Start again"),
                   [page = QPointer(this)] {
                       if (page) {
                           page->forgetDraft();
                           page->startAgain();
                       }
                   }});
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
    const QScopedValueRollback moving(m_moving, true);
    m_screen = screen;
    if (screen == Screen::App)
        m_app->setDraft(m_draft);
    if (screen == Screen::Several)
        m_several->setOwner(usualOwner(*m_workspace.snapshot()));
    const AppProfile *app = profile();
    ConnectScreens::Look look;
    look.isFirst = screen == Screen::App;
    look.isStep = screen != Screen::Several;
    look.title = app && look.isStep && !look.isFirst ? tr("Connect %1").arg(app->name)
                                                     : tr("Connect an app");
    look.next = screen == Screen::Confirm ? (m_listing ? tr("List it") : tr("Connect it"))
        : screen == Screen::Several       ? tr("List them")
                                          : tr("Next");
    m_screens->show(static_cast<int>(screen), look);
}

void ConnectPage::showConfirm()
{
    const AppProfile *app = profile();
    if (!app)
        return;
    m_confirm->setDraft(m_draft,
                        *app,
                        *m_workspace.snapshot(),
                        m_listing ? Confirming::Listing : Confirming::Connecting,
                        m_listing
                            ? std::nullopt
                            : toldEnvironment(m_workspace.catalog().keys(), app->id, m_secrets));
    show(Screen::Confirm);
}

void ConnectPage::back()
{
    takeAnswers();
    switch (m_screen) {
    case Screen::App:
        Q_EMIT goBack();
        break;
    case Screen::Key:
        m_secrets = m_key->secrets();
        m_trial->stop();
        m_draft.step = DraftStep::App;
        show(Screen::App);
        break;
    case Screen::Confirm:
        if (m_listing) {
            m_draft.step = DraftStep::App;
            show(Screen::App);
            break;
        }
        show(Screen::Key);
        m_key->setSecrets(m_secrets);
        if (m_trial->tested())
            m_key->setOutcome(*m_trial->tested());
        break;
    case Screen::Several:
        show(Screen::App);
        break;
    }
    keepDraftSoon();
}

void ConnectPage::next()
{
    switch (m_screen) {
    case Screen::App:
        break;
    case Screen::Key:
        takeAnswers();
        if (!m_key->isComplete()) {
            m_key->showMissing();
        } else if (m_trial->tested() && m_trial->tested()->ok) {
            goOn();
        } else {
            m_trial->start(KeyTrial::Then::GoOn);
        }
        break;
    case Screen::Confirm:
        takeAnswers();
        if (m_confirm->checkComplete())
            save();
        break;
    case Screen::Several:
        saveSeveral();
        break;
    }
}

void ConnectPage::chooseApp(const AppId &app)
{
    const AppProfile *chosen = m_workspace.catalog().app(app);
    if (!chosen) {
        m_draft = ConnectDraft();
    } else {
        const Snapshot &now = *m_workspace.snapshot();
        m_draft.chooseApp(*chosen, usualOwner(now), now.takenAt.toLocalTime().date());
    }
    m_secrets.clear();
    m_trial->drop();
    m_app->setDraft(m_draft);
    keepDraftSoon();
}

void ConnectPage::beginKey()
{
    const AppProfile *app = profile();
    if (!app)
        return;
    takeAnswers();
    m_listing = false;
    m_draft.step = DraftStep::Key;
    m_trial->drop();
    m_key->setDraft(m_draft, *app);
    const SecretBytes pasted = m_app->takePastedKey();
    show(Screen::Key);
    if (pasted.isEmpty())
        m_key->setSecrets(m_secrets);
    else
        m_key->setKey(pasted);
    keepDraftSoon();
}

void ConnectPage::listNow()
{
    takeAnswers();
    m_listing = true;
    if (m_app->checkListing())
        m_saver->listApp(m_draft);
}

void ConnectPage::sayMore()
{
    takeAnswers();
    m_listing = true;
    m_draft.step = DraftStep::Say;
    showConfirm();
    keepDraftSoon();
}

void ConnectPage::takeCatalog()
{
    if (m_catalog == m_workspace.catalog())
        return;
    const Catalog before = m_catalog;
    m_catalog = m_workspace.catalog();
    const QScopedValueRollback moving(m_moving, true);
    m_app->setCatalog(m_catalog);
    m_key->setCatalog(m_catalog);
    m_confirm->setCatalog(m_catalog);
    m_several->setCatalog(m_catalog);
    const AppProfile *was = before.app(m_draft.app);
    const AppProfile *is = m_catalog.app(m_draft.app);
    if (!was || (is && isSameApp(*is, *was)))
        return;
    // What stands on the screens is of an app that is no more, and its key must not go to another one's address.
    const QString name = was->name;
    forgetDraft();
    startAgain();
    Q_EMIT notice({is ? tr("\"%1\" was imported anew meanwhile. Choose it again, and look where "
                           "its key goes.")
                            .arg(name)
                      : tr("\"%1\" is not among your apps any more.").arg(name),
                   is ? Tone::Warning : Tone::Neutral,
                   {},
                   {}});
}

void ConnectPage::removeApp(const AppId &app)
{
    KeptAppRemoval then;
    then.failed = [this](const QString &why) { Q_EMIT notice({why, Tone::Warning, {}, {}}); };
    then.goTo = [this](const ConnectionId &id) { Q_EMIT goTo(u"connection"_s, id.text()); };
    askToRemoveApp(m_workspace, app, m_app, then);
}

void ConnectPage::takeAnswers()
{
    switch (m_screen) {
    case Screen::App:
        m_app->writeTo(m_draft);
        break;
    case Screen::Key:
        m_key->writeTo(m_draft);
        break;
    case Screen::Confirm:
        m_confirm->writeTo(m_draft);
        break;
    case Screen::Several:
        break;
    }
}

void ConnectPage::startPractice()
{
    const AppProfile *app = profile();
    const Result<PracticeOffer> offer = m_startPractice();
    if (!app || !offer) {
        m_key->setProblem(offer ? QString() : offer.error().what);
        return;
    }
    // The button that was pressed goes with the screen that is made anew.
    m_screens->next()->setFocus(Qt::OtherFocusReason);
    m_key->writeTo(m_draft);
    m_draft.fields.insert(u"port"_s, offer->port);
    m_draft.authorityPem = offer->authorityPem;
    m_draft.onMyNetwork = true;
    m_key->setDraft(m_draft, *app);
    m_key->setKey(SecretBytes::copyOf(offer->key->reveal()));
}

void ConnectPage::goOn()
{
    takeAnswers();
    m_secrets = m_key->secrets();
    keepDraftSoon();
    showConfirm();
}

void ConnectPage::save()
{
    m_confirm->setProblem(QString());
    if (m_listing)
        m_saver->listApp(m_draft);
    else if (m_trial->signedIn())
        m_saver->connectApp(m_draft, *m_trial->signedIn());
    else
        m_saver->connectApp(m_draft,
                            m_secrets,
                            m_trial->isUntried() ? TestFirst::No : TestFirst::Yes);
}

void ConnectPage::saved(const Connection &connection, const QString &arrowProblem)
{
    const bool keyKept = !m_listing && (m_trial->signedIn() || !m_secrets.isEmpty());
    m_trial->forgetSignIn();
    Notice done{tr("%1 is on your list and on the map.").arg(connection.name), Tone::Good, {}, {}};
    if (keyKept)
        done.sentence = isInNetwork(m_workspace.secretsKind())
            ? tr("%1 is connected. Its key is on the server with your keys.").arg(connection.name)
            : m_workspace.secretsKind() == SecretsKind::Vault
            ? tr("%1 is connected. Its key is in the vault file.").arg(connection.name)
            : tr("%1 is connected. Its key is in your keychain.").arg(connection.name);
    if (keyKept && clipboardHoldsAny(m_secrets)) {
        done.actionText = tr("Clear clipboard");
        done.action = [secrets = m_secrets] { clearClipboardOfAny(secrets); };
    }
    forgetDraft();
    startAgain();
    Q_EMIT notice(done);
    if (!arrowProblem.isEmpty())
        Q_EMIT notice(
            {tr("What it sends is not on the map: %1").arg(arrowProblem), Tone::Danger, {}, {}});
    Q_EMIT goTo(u"connection"_s, connection.id.text());
}

void ConnectPage::saveSeveral()
{
    const QStringList apps = m_several->chosen();
    if (!m_several->checkComplete())
        return;
    m_screens->next()->setBusy(true);
    whenDone(m_workspace.dispatch(ListApps{apps, m_several->owner()}),
             this,
             [this, count = apps.size()](const Result<QList<ConnectionId>> &result) {
                 m_screens->next()->setBusy(false);
                 if (!result) {
                     Q_EMIT notice({result.error().what, Tone::Danger, {}, {}});
                     return;
                 }
                 m_several->clear();
                 show(Screen::App);
                 Q_EMIT notice({count == 1 ? tr("One app is on the map.")
                                           : tr("%1 apps are on the map.").arg(count),
                                Tone::Good,
                                tr("See what is to do"),
                                [page = QPointer(this)] {
                                    if (page)
                                        Q_EMIT page->goTo(u"dashboard"_s);
                                }});
                 Q_EMIT goTo(u"map"_s);
             });
}

void ConnectPage::keepDraftSoon()
{
    if (m_moving)
        return;
    takeAnswers();
    m_keeper->keepSoon();
}

void ConnectPage::forgetDraft()
{
    m_draft = ConnectDraft();
    m_keeper->keepNow();
}

void ConnectPage::startAgain()
{
    m_draft = ConnectDraft();
    m_listing = false;
    m_secrets.clear();
    m_trial->drop();
    m_key->forget();
    m_app->clearSecrets();
    m_confirm->forget();
    show(Screen::App);
}

void ConnectPage::lockAway()
{
    m_keeper->stop();
    if (m_files)
        m_files->stop();
    if (!m_screens)
        return;
    startAgain();
    m_several->clear();
}

} // namespace drawbridge::ui
