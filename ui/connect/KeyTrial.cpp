// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/KeyTrial.h"

#include "ui/connect/ConnectDraft.h"
#include "ui/connect/KeyView.h"
#include "ui/kit/SignInPanel.h"

#include <QCoreApplication>
#include <QPointer>

namespace drawbridge::ui {

KeyTrial::KeyTrial(Workspace &workspace, KeyView &view, ConnectDraft &draft, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_view(view)
    , m_draft(draft)
{}

void KeyTrial::drop()
{
    ++m_try;
    m_cancel.cancel();
    m_view.setTesting(false);
    discardSignIn();
    m_tested.reset();
    m_untried = false;
}

void KeyTrial::discardSignIn()
{
    if (m_signedIn && m_workspace.phase() == Phase::Open)
        m_workspace.dispatch(DiscardSignIn{m_signedIn->details});
    m_signedIn.reset();
}

void KeyTrial::pasteAddress(const QString &text)
{
    if (m_pasted)
        m_pasted->paste(text);
}

void KeyTrial::start(Then then)
{
    drop();
    m_view.writeTo(m_draft);
    if (isSignIn(m_draft.auth)) {
        signIn();
        return;
    }
    if (!m_view.checkApp()) {
        Q_EMIT told(m_view.outcome());
        return;
    }
    m_cancel = CancelToken();
    m_view.setTesting(true);
    whenDone(m_workspace.dispatch(TryKey{m_draft.details(m_view.secrets())}, m_cancel),
             this,
             [this, asked = m_try, then](const Result<ConnectionTest> &result) {
                 if (asked != m_try)
                     return;
                 m_view.setTesting(false);
                 if (!result) {
                     m_view.setUntried(result.error());
                     Q_EMIT told(m_view.outcome());
                     return;
                 }
                 m_tested = *result;
                 m_view.setOutcome(*m_tested);
                 Q_EMIT told(m_view.outcome());
                 // Whose key it is was not seen yet when Next was pressed.
                 if (then == Then::GoOn && m_tested->ok && m_tested->identity.isEmpty())
                     Q_EMIT passed();
             });
}

SignInPrompts KeyTrial::prompts()
{
    // Called on a worker thread, which outlives neither this nor the try it belongs to.
    const auto here = [trial = QPointer(this), asked = m_try](auto work) {
        QMetaObject::invokeMethod(QCoreApplication::instance(), [trial, asked, work] {
            if (trial && trial->m_try == asked)
                work(*trial);
        });
    };
    const AppProfile *app = m_workspace.catalog().app(m_draft.app);
    const QString name = app ? app->name : QString();
    m_pasted = std::make_shared<PastedAddress>();
    SignInPrompts prompts;
    prompts.pasted = m_pasted;
    prompts.openBrowser = [here, name](const QUrl &url, bool pasteNeeded) {
        here([url, pasteNeeded, name](KeyTrial &trial) {
            trial.m_view.signInPanel()->waitForBrowser(name, url, pasteNeeded);
            Q_EMIT trial.told(trial.m_view.signInPanel());
        });
    };
    prompts.showCode = [here, name](const DeviceCode &code) {
        here([code, name](KeyTrial &trial) {
            trial.m_view.signInPanel()
                ->waitForCode(name, {code.userCode, code.page, code.pageWithCode, code.lifetime});
            Q_EMIT trial.told(trial.m_view.signInPanel());
        });
    };
    prompts.pasteRefused = [here](const QString &why) {
        here([why](KeyTrial &trial) { trial.m_view.signInPanel()->refusePaste(why); });
    };
    return prompts;
}

void KeyTrial::signIn()
{
    m_cancel = CancelToken();
    m_view.setProblem(QString());
    m_view.setTesting(true);
    const SignIn command{m_draft.details(m_view.secrets()), prompts()};
    whenDone(m_workspace.dispatch(command, m_cancel),
             this,
             [this, asked = m_try](const Result<SignedIn> &result) {
                 if (asked != m_try)
                     return;
                 m_view.setTesting(false);
                 if (!result) {
                     m_view.setProblem(result.error().what);
                 } else {
                     m_signedIn = *result;
                     m_tested = result->test;
                     m_view.setOutcome(*m_tested);
                 }
                 Q_EMIT told(m_view.outcome());
             });
}

} // namespace drawbridge::ui
