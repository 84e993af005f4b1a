// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rotation/RotationPage.h"

#include "core/workspace/Workspace.h"
#include "ui/kit/Dialog.h"
#include "ui/rotation/RotationView.h"

#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

namespace {

/// The secret whose key is replaced: the first that has one in use here.
const Credential *credentialOf(const Snapshot &snapshot, const ConnectionId &id)
{
    const Credential *found = nullptr;
    for (const Credential &one : snapshot.credentials) {
        if (one.connection != id)
            continue;
        if (one.current())
            return &one;
        if (!found)
            found = &one;
    }
    return found;
}

} // namespace

RotationPage::RotationPage(Workspace &workspace, QObject *parent)
    : Page(parent)
    , m_workspace(workspace)
{
    connect(&m_workspace, &Workspace::changed, this, &RotationPage::show);
    connect(&m_workspace, &Workspace::phaseChanged, this, [this] {
        if (m_workspace.phase() == Phase::Open)
            return;
        m_clipboard.clearNow();
        if (m_view)
            m_view->clear();
    });
}

QString RotationPage::id() const
{
    return u"rotation"_s;
}

QString RotationPage::title() const
{
    return tr("Replace a key");
}

Icon RotationPage::symbol() const
{
    return Icon::Key;
}

QWidget *RotationPage::makeWidget(QWidget *parent)
{
    m_view = new RotationView(parent);
    connect(m_view, &RotationView::backWanted, this, &Page::goBack);
    connect(m_view, &RotationView::beginWanted, this, &RotationPage::begin);
    connect(m_view, &RotationView::given, this, &RotationPage::give);
    connect(m_view, &RotationView::goBackWanted, this, &RotationPage::askToGoBack);
    connect(m_view, &RotationView::endOldWanted, this, &RotationPage::askToEndOld);
    connect(m_view, &RotationView::copyWanted, this, &RotationPage::copyNewKey);
    connect(m_view, &RotationView::stopWanted, this, [this] { m_cancel.cancel(); });
    connect(m_view, &RotationView::continueWanted, this, [this](const ContinueRotation &command) {
        run(command, tr("Going on"));
    });
    connect(m_view, &RotationView::ticked, this, [this](const TickPlace &command) {
        run(command, tr("Noting it"));
    });
    connect(m_view, &RotationView::doneByHand, this, &RotationPage::endByHand);
    connect(m_view, &RotationView::lookWanted, this, [this](const ShutOffId &id) {
        runShutOff(CheckShutOffNow{id}, tr("Trying the old key"));
    });
    connect(m_view, &RotationView::signInWanted, this, [this] {
        Q_EMIT goTo(u"connection"_s, QString(m_id.text() % u"#sign-in"_s));
    });
    connect(m_view, &RotationView::newKeyWanted, this, [this] {
        if (const Credential *credential = credentialOf(*m_workspace.snapshot(), m_id)) {
            StartRotation command;
            command.credential = credential->id;
            command.byHand = true;
            begin(command);
        }
    });
    return m_view;
}

void RotationPage::enter(const QString &subject)
{
    const ConnectionId id(subject.section(u'#', 0, 0));
    if (id != m_id)
        m_followed = {};
    m_id = id;
    // What is over and was looked at is not come back to.
    for (const Rotation &one : m_workspace.snapshot()->rotations) {
        if (one.id == m_followed && one.isOver())
            m_followed = {};
    }
    // What was chosen and not begun was left.
    if (!m_working)
        m_view->clear();
    show();
    Q_EMIT changed();
    if (subject.endsWith(u"#back"_s))
        askToGoBack();
}

bool RotationPage::escape()
{
    Q_EMIT goBack();
    return true;
}

std::vector<Command> RotationPage::commands() const
{
    std::vector<Command> commands;
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    const NameVeil names = veil();
    for (const Connection &connection : now->connections) {
        const Credential *credential = credentialOf(*now, connection.id);
        if (connection.custody != Custody::HeldHere || !credential)
            continue;
        const AppProfile *app = m_workspace.catalog().app(connection.app);
        Command command;
        command.title = now->rotationOf(credential->id)
            ? tr("Go on replacing the key of %1").arg(names.name(connection.name))
            : tr("Replace the key of %1").arg(names.name(connection.name));
        command.note = app ? app->name : connection.app;
        command.icon = Icon::Key;
        command.keywords = tr("new key renew change");
        command.run = [page = QPointer<const RotationPage>(this), id = connection.id.text()] {
            if (page)
                Q_EMIT const_cast<RotationPage *>(page.data())->goTo(u"rotation"_s, id);
        };
        commands.push_back(command);
    }
    return commands;
}

NameVeil RotationPage::veil() const
{
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    return NameVeil(now->settings.hideNames ? Names::Hidden : Names::Shown,
                    now->connections,
                    now->otherNames());
}

QString RotationPage::appName() const
{
    const Connection *connection = m_workspace.snapshot()->connection(m_id);
    const AppProfile *app = connection ? m_workspace.catalog().app(connection->app) : nullptr;
    return app ? app->name : connection ? connection->app : QString();
}

void RotationPage::tell(const QString &sentence, Tone tone)
{
    Q_EMIT notice({sentence, tone, {}, {}});
}

const Rotation *RotationPage::current(const Snapshot &snapshot, const Credential &credential) const
{
    if (const Rotation *open = snapshot.rotationOf(credential.id))
        return open;
    const bool needsReconnect =
        std::any_of(snapshot.attention.cbegin(), snapshot.attention.cend(), [&](const auto &item) {
            return item.action == AttentionAction::Reconnect && item.connection == m_id;
        });
    for (auto it = snapshot.rotations.crbegin(); it != snapshot.rotations.crend(); ++it) {
        if (it->credential != credential.id)
            continue;
        const bool isLostKey = it->phase == RotationPhase::Reconnect && needsReconnect;
        return it->id == m_followed || isLostKey ? &*it : nullptr;
    }
    return nullptr;
}

void RotationPage::show()
{
    if (!m_view || m_workspace.phase() != Phase::Open || !m_id.isValid())
        return;
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    const Connection *connection = now->connection(m_id);
    if (!connection) {
        m_view->showNothing(tr("This connection is not there any more"),
                            tr("It was removed. What happened to it stands in the timeline."));
        return;
    }
    const AppProfile *app = m_workspace.catalog().app(connection->app);
    AppProfile unknown;
    unknown.id = connection->app;
    unknown.name = connection->app;
    const Credential *credential = credentialOf(*now, m_id);
    if (connection->custody == Custody::HeldElsewhere) {
        const AppProfile *holder = m_workspace.catalog().app(connection->heldBy);
        m_view->showNothing(tr("This key is held elsewhere"),
                            tr("%1 has it. Replace it there, and note it here.")
                                .arg(holder ? holder->name : veil().name(connection->heldBy)));
        return;
    }
    if (!credential) {
        m_view->showNothing(tr("There is no key here"), tr("Connect the app again first."));
        return;
    }
    const NameVeil names = veil();
    const RotationShown shown{*now,
                              *connection,
                              *credential,
                              app ? *app : unknown,
                              m_workspace.catalog(),
                              names};
    if (const Rotation *rotation = current(*now, *credential)) {
        m_followed = rotation->id;
        m_view->showRotation(shown, *rotation);
        return;
    }
    if (m_working)
        return; // its answer says what to show
    if (!credential->current()) {
        m_view->showNothing(tr("There is no key in use here"),
                            tr("It was shut off. Connect the app again to use it."));
        return;
    }
    m_view->showBegin(shown);
}

void RotationPage::answered(const Result<Rotation> &result)
{
    m_working = false;
    m_view->setWorking(QString());
    if (m_workspace.phase() != Phase::Open)
        return;
    if (!result) {
        if (result.error().code == ErrorCode::Cancelled)
            tell(tr("Stopped. It goes on from where it is."), Tone::Neutral);
        else
            tell(result.error().what, Tone::Danger);
    } else if (result->connection == m_id) {
        m_followed = result->id;
    }
    show();
}

template<typename Command>
void RotationPage::run(const Command &command, const QString &sentence)
{
    m_cancel = CancelToken();
    m_working = true;
    m_view->setWorking(sentence);
    whenDone(m_workspace.dispatch(command, m_cancel), this, [this](const Result<Rotation> &result) {
        answered(result);
    });
}

void RotationPage::begin(const StartRotation &command)
{
    m_cancel = CancelToken();
    m_working = true;
    m_view->setWorking(tr("Beginning"));
    whenDone(m_workspace.dispatch(command, m_cancel), this, [this](const Result<Rotation> &result) {
        const bool isBegun = result.isOk();
        answered(result);
        if (!isBegun && result.error().code != ErrorCode::Cancelled)
            m_view->setProblem(result.error().what);
    });
}

void RotationPage::give(const GiveNewKey &command)
{
    m_cancel = CancelToken();
    m_working = true;
    m_view->setWorking(tr("Trying the new key"));
    const QList<SharedSecret> pasted = command.secrets.values();
    whenDone(m_workspace.dispatch(command, m_cancel),
             this,
             [this, pasted](const Result<Rotation> &result) {
                 if (!result && result.error().code != ErrorCode::Cancelled) {
                     m_working = false;
                     m_view->setWorking(QString());
                     m_view->setProblem(result.error().what);
                     return;
                 }
                 const bool isKept = result.isOk();
                 answered(result);
                 for (const SharedSecret &one : pasted) {
                     if (!isKept || !one || !clipboardHolds(*one))
                         continue;
                     Q_EMIT notice({tr("The new key is kept. It is still on the clipboard."),
                                    Tone::Neutral,
                                    tr("Clear clipboard"),
                                    [one] { clearClipboardOf(*one); }});
                 }
             });
}

void RotationPage::askToGoBack()
{
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    const Credential *credential = credentialOf(*now, m_id);
    const Rotation *rotation = credential ? now->rotationOf(credential->id) : nullptr;
    if (!rotation || !rotation->canGoBack())
        return;
    const auto back = [this, id = rotation->id] {
        run(AbortRotation{id}, tr("Going back to the old key"));
    };
    if (!rotation->made && !rotation->asked) {
        back();
        return;
    }
    const QString app = appName();
    DangerDialog::Question question;
    question.title = tr("Go back to the old key?");
    question.text =
        tr("The old key is in use here again at once. The new one is ended at %1.").arg(app);
    question.stops = {tr("The new key: whatever has it already gets the old one back, by you")};
    for (const HandOver &line : rotation->places) {
        if (line.doneAt)
            question.stops.append(
                tr("%1, until it has the old key again").arg(veil().sentence(line.name)));
    }
    question.goesOn = {tr("The old key, here and wherever it still is")};
    question.confirm = tr("Go back");
    auto *dialog = new DangerDialog(question, m_view);
    connect(dialog, &Dialog::accepted, this, back);
    dialog->open();
}

void RotationPage::askToEndOld()
{
    const std::shared_ptr<const Snapshot> now = m_workspace.snapshot();
    const Credential *credential = credentialOf(*now, m_id);
    const Rotation *rotation = credential ? now->rotationOf(credential->id) : nullptr;
    if (!rotation)
        return;
    DangerDialog::Question question;
    question.title = tr("End the old key now?");
    question.text =
        tr("There is no way back to it. %1 is tried with it until it refuses it.").arg(appName());
    for (const HandOver &line : rotation->places) {
        if (!line.doneAt)
            question.stops.append(
                tr("%1: it still has the old key").arg(veil().sentence(line.name)));
    }
    if (question.stops.isEmpty())
        question.stops = {tr("Whatever has the old key and is noted nowhere")};
    question.goesOn = {tr("Drawbridge, and every place that has the new key")};
    question.confirm = tr("End it");
    auto *dialog = new DangerDialog(question, m_view);
    connect(dialog, &Dialog::accepted, this, [this, id = rotation->id] {
        run(EndOldKeyNow{id}, tr("Ending the old key"));
    });
    dialog->open();
}

void RotationPage::copyNewKey()
{
    const Credential *credential = credentialOf(*m_workspace.snapshot(), m_id);
    if (!credential)
        return;
    auto *dialog = new Dialog(
        tr("Copy the new key?"),
        tr("It goes to the clipboard for 10 seconds, and the timeline notes it. Whoever sees the "
           "clipboard meanwhile has the key."),
        m_view);
    dialog->addCancel();
    PrimaryButton *copy = dialog->addPrimary(tr("Copy for 10 seconds"));
    connect(copy, &QPushButton::clicked, dialog, &Dialog::accept);
    connect(dialog, &Dialog::accepted, this, [this, id = credential->id] {
        whenDone(m_workspace.dispatch(RevealKey{id}),
                 this,
                 [this](const Result<SharedSecret> &secret) {
                     if (!secret) {
                         tell(secret.error().what, Tone::Danger);
                         return;
                     }
                     if (m_workspace.phase() != Phase::Open)
                         return;
                     m_clipboard.copySecret(SecretBytes::copyOf((*secret)->reveal()));
                     tell(tr("Copied. The clipboard is emptied in 10 seconds."), Tone::Neutral);
                 });
    });
    dialog->open();
}

/// The look at the old key is the shut-off's; what it saw is what the replacing goes on with.
template<typename Command>
void RotationPage::runShutOff(const Command &command, const QString &sentence)
{
    m_cancel = CancelToken();
    m_working = true;
    m_view->setWorking(sentence);
    whenDone(m_workspace.dispatch(command, m_cancel),
             this,
             [this, followed = m_followed](const Result<KeyShutOff> &result) {
                 if (!result) {
                     answered(result.error());
                     return;
                 }
                 ContinueRotation goOn;
                 goOn.id = followed;
                 run(goOn, tr("Going on"));
             });
}

void RotationPage::endByHand(const ShutOffId &id)
{
    runShutOff(ShutOffDoneByHand{id}, tr("Trying the old key"));
}

} // namespace drawbridge::ui
