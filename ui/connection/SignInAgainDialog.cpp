// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/SignInAgainDialog.h"

#include "core/workspace/Workspace.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressRow.h"
#include "ui/kit/SignInPanel.h"

#include <QApplication>
#include <QVBoxLayout>

namespace drawbridge::ui {

SignInAgainDialog::SignInAgainDialog(Workspace &workspace,
                                     const Connection &connection,
                                     const QString &app,
                                     QWidget *anchor)
    : Dialog(
        tr("Sign in to %1 again").arg(connection.name),
        tr("You sign in at %1 and allow it there. The new sign-in takes the place of the one that "
           "is kept here.")
            .arg(app),
        anchor)
    , m_workspace(workspace)
    , m_connection(connection.id)
    , m_app(app)
    , m_panel(new SignInPanel(this))
    , m_progress(new ProgressRow(this))
{
    setCardWidth(520);
    body()->addWidget(m_panel);
    body()->addWidget(m_progress);
    addCancel();
    m_go = addPrimary(tr("Sign in at %1").arg(app));
    connect(m_panel, &SignInPanel::pasted, this, [this](const QString &text) {
        m_pasted->paste(text);
    });
    connect(m_progress, &ProgressRow::cancelled, this, [this] { m_cancel.cancel(); });
    connect(m_go, &QPushButton::clicked, this, [this] {
        if (m_signedIn)
            keep();
        else
            signIn();
    });
}

SignInAgainDialog::~SignInAgainDialog()
{
    m_cancel.cancel();
    // What was given and is not wanted must not live on at the app.
    if (m_signedIn && m_workspace.phase() == Phase::Open)
        m_workspace.dispatch(DiscardSignIn{m_signedIn->details});
}

void SignInAgainDialog::askForLess(const ScopeReview &review)
{
    m_scopes = review.needed;
    say(tr("You sign in at %1 and allow only what is needed. The new sign-in takes the place of "
           "the "
           "old one, which is ended then. Some apps keep one sign-in for a person: where ending "
           "the "
           "old one ends both, you are told, and sign in once more.")
            .arg(m_app));
    const auto add = [this](int at, const QString &text, TextRole role) {
        body()->insertWidget(at, new PlainLabel(text, role, Wrap::Yes, this));
    };
    int at = 0;
    add(at++, tr("It asks for exactly these"), TextRole::Strong);
    for (const QString &name : review.needed) {
        const ScopeRow &row = *review.row(name);
        add(at++,
            row.label.isEmpty() ? tr("☑ %1").arg(row.tick) : tr("☑ %1: %2").arg(row.tick, row.label),
            TextRole::Body);
    }
    QStringList leave;
    for (const QString &name : review.excess)
        leave.append(review.row(name)->tick);
    if (!leave.isEmpty())
        add(at, tr("And no longer for: %1.").arg(leave.join(QStringLiteral(", "))), TextRole::Muted);
}

SignInPrompts SignInAgainDialog::prompts()
{
    const auto here = [dialog = QPointer(this)](auto work) {
        QMetaObject::invokeMethod(qApp, [dialog, work] {
            if (dialog)
                work(*dialog);
        });
    };
    SignInPrompts prompts;
    prompts.pasted = m_pasted;
    prompts.openBrowser = [here](const QUrl &url, bool pasteNeeded) {
        here([url, pasteNeeded](SignInAgainDialog &dialog) {
            dialog.m_panel->waitForBrowser(dialog.m_app, url, pasteNeeded);
        });
    };
    prompts.showCode = [here](const DeviceCode &code) {
        here([code](SignInAgainDialog &dialog) {
            dialog.m_panel->waitForCode(dialog.m_app,
                                        {code.userCode, code.page, code.pageWithCode, code.lifetime});
        });
    };
    prompts.pasteRefused = [here](const QString &why) {
        here([why](SignInAgainDialog &dialog) { dialog.m_panel->refusePaste(why); });
    };
    return prompts;
}

void SignInAgainDialog::setWorking(bool working, const QString &sentence)
{
    m_go->setBusy(working);
    if (working) {
        m_progress->begin(sentence);
        return;
    }
    m_progress->finish();
    m_panel->finish();
}

void SignInAgainDialog::say(const QString &text)
{
    setText(text);
}

void SignInAgainDialog::signIn()
{
    m_cancel = CancelToken();
    setWorking(true, tr("Waiting for you to sign in at %1").arg(m_app));
    whenDone(m_workspace.dispatch(SignInAgain{m_connection, prompts(), m_scopes}, m_cancel),
             this,
             [this](const Result<SignedIn> &result) { answered(result); });
}

void SignInAgainDialog::answered(const Result<SignedIn> &result)
{
    setWorking(false);
    if (!result) {
        say(result.error().what);
        return;
    }
    m_signedIn = *result;
    if (!m_signedIn->test.ok) {
        m_workspace.dispatch(DiscardSignIn{m_signedIn->details});
        say(m_signedIn->test.explanation);
        m_signedIn.reset();
        return;
    }
    if (m_signedIn->test.identity.isEmpty()) {
        keep();
        return;
    }
    say(tr("You signed in as %1. Is that the account this connection is for?")
            .arg(m_signedIn->test.identity));
    m_go->setText(tr("Yes, use it"));
}

void SignInAgainDialog::keep()
{
    setWorking(true, tr("Putting it in the place of the old one"));
    // One that waits for this sign-in goes on with it.
    for (const Rotation &rotation : m_workspace.snapshot()->rotationsOf(m_connection)) {
        if (rotation.phase != RotationPhase::ByHand || m_scopes)
            continue;
        GiveNewKey command;
        command.id = rotation.id;
        command.secrets = m_signedIn->details.secrets;
        command.grant = m_signedIn->grant;
        whenDone(m_workspace.dispatch(command), this, [this](const Result<Rotation> &result) {
            kept(result ? QString() : result.error().what);
        });
        return;
    }
    ReplaceKey command;
    command.id = m_connection;
    command.secrets = m_signedIn->details.secrets;
    command.grant = m_signedIn->grant;
    command.scopes = m_scopes;
    whenDone(m_workspace.dispatch(command),
             this,
             [this](const Result<drawbridge::ConnectionView> &result) {
                 kept(result ? QString() : result.error().what);
             });
}

void SignInAgainDialog::kept(const QString &problem)
{
    setWorking(false);
    if (!problem.isEmpty()) {
        say(problem);
        return;
    }
    m_signedIn.reset();
    accept();
}

} // namespace drawbridge::ui
