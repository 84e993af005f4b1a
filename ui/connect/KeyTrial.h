// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"

#include <QObject>

#include <optional>

namespace drawbridge::ui {

struct ConnectDraft;
class KeyView;

/// The key of screen 2 on trial: shown to its app, or got by signing in there, and what came of it until it is kept or
/// given back. Lives in the window's thread; all it is made with outlives it but in destructors.
class KeyTrial final : public QObject
{
    Q_OBJECT

public:
    enum class Then {
        Stay,
        GoOn, ///< passed() follows if the app takes the key and nobody has to say first whose it is
    };

    KeyTrial(Workspace &workspace, KeyView &view, ConnectDraft &draft, QObject *parent);

    /// Tries what is in the fields, or signs in where the way chosen is one.
    void start(Then then);
    /// The work under way, as far as it can be stopped.
    void stop() { m_cancel.cancel(); }
    /// What was tried is not what is in the fields any more. A sign-in is given back.
    void drop();
    /// What was given and is not wanted must not live on at the app.
    void discardSignIn();
    /// It is kept, and no more ours to give back.
    void forgetSignIn() { m_signedIn.reset(); }
    /// The owner keeps it without the app having seen it.
    void setUntried() { m_untried = true; }
    void pasteAddress(const QString &text);

    /// Of the key that is in the fields now.
    [[nodiscard]] const std::optional<ConnectionTest> &tested() const { return m_tested; }
    /// What a sign-in gave.
    [[nodiscard]] const std::optional<SignedIn> &signedIn() const { return m_signedIn; }
    [[nodiscard]] bool isUntried() const { return m_untried; }

Q_SIGNALS:
    void passed();
    /// Something to read stands in `where` now.
    void told(QWidget *where);

private:
    void signIn();
    [[nodiscard]] SignInPrompts prompts();

    Workspace &m_workspace;
    KeyView &m_view;
    ConnectDraft &m_draft;
    std::optional<ConnectionTest> m_tested;
    std::optional<SignedIn> m_signedIn;
    std::shared_ptr<PastedAddress> m_pasted;
    bool m_untried = false;
    int m_try = 0; ///< an answer about an earlier key is dropped
    CancelToken m_cancel;
};

} // namespace drawbridge::ui
