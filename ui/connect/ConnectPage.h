// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "ui/connect/ConnectDraft.h"
#include "ui/kit/Page.h"

#include <optional>

class QStackedWidget;

namespace drawbridge {
class Workspace;
}

namespace drawbridge::ui {

class Button;
class ChooseAppView;
class ConfirmView;
class KeyView;
class PageFrame;
class SeveralView;
class StepBar;

/// "How do I connect this safely?" Three screens; going back loses nothing, leaving keeps a draft without the key.
class ConnectPage final : public Page
{
    Q_OBJECT

public:
    explicit ConnectPage(Workspace &workspace, QObject *parent = nullptr);
    ~ConnectPage() override;

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon symbol() const override;
    [[nodiscard]] QWidget *makeWidget(QWidget *parent) override;
    /// "several" begins with listing several apps, an app's id with that app, empty where the owner left off.
    void enter(const QString &subject) override;
    bool escape() override;
    [[nodiscard]] std::vector<Command> commands() const override;

private:
    enum class Screen { App, Key, Confirm, Several };

    void show(Screen screen);
    void back();
    void next();
    void tryKey();
    void save();
    void saveConnection();
    void saveListing();
    void saveSeveral();
    void saved(const drawbridge::ConnectionView &view);
    void addFlow(const ConnectionId &from);
    void keepDraft();
    void dropDraft();
    void startAgain();
    [[nodiscard]] const AppProfile *profile() const;

    Workspace &m_workspace;
    ConnectDraft m_draft;
    bool m_listing = false;
    /// Between the screens only: a field forgets what it holds as soon as it is not seen any more.
    QMap<QString, SharedSecret> m_secrets;
    std::optional<ConnectionTest> m_tested; ///< of the key that is in the fields now
    CancelToken m_cancel;
    Screen m_screen = Screen::App;
    PageFrame *m_frame = nullptr;
    StepBar *m_steps = nullptr;
    QStackedWidget *m_stack = nullptr;
    ChooseAppView *m_app = nullptr;
    KeyView *m_key = nullptr;
    ConfirmView *m_confirm = nullptr;
    SeveralView *m_several = nullptr;
    Button *m_back = nullptr;
    Button *m_next = nullptr;
};

} // namespace drawbridge::ui
