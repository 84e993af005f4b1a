// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "core/workspace/Apps.h"
#include "core/workspace/Dispatch.h"
#include "ui/kit/Dialog.h"

#include <optional>

namespace drawbridge {
class Workspace;
}

namespace drawbridge::ui {

class ProgressRow;
class SignInPanel;

/// Signs in once more for a connection, asks whose account it is, and only then puts it in the place of the old one.
/// accepted() when that is done; what is not wanted is given back to the app.
class SignInAgainDialog final : public Dialog
{
    Q_OBJECT

public:
    SignInAgainDialog(Workspace &workspace,
                      const Connection &connection,
                      const QString &app,
                      QWidget *anchor);
    ~SignInAgainDialog() override;

    /// Signs in for exactly what is needed, and says so.
    void askForLess(const ScopeReview &review);

private:
    void signIn();
    void answered(const Result<SignedIn> &result);
    void keep();
    /// `problem`: why not; empty: it is.
    void kept(const QString &problem);
    void say(const QString &text);
    void setWorking(bool working, const QString &sentence = {});
    [[nodiscard]] SignInPrompts prompts();

    Workspace &m_workspace;
    ConnectionId m_connection;
    QString m_app;
    CancelToken m_cancel;
    std::shared_ptr<PastedAddress> m_pasted = std::make_shared<PastedAddress>();
    std::optional<SignedIn> m_signedIn;
    std::optional<QStringList> m_scopes; ///< nothing: as before
    SignInPanel *m_panel;
    ProgressRow *m_progress;
    PrimaryButton *m_go;
};

} // namespace drawbridge::ui
