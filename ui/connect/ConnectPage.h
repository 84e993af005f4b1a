// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "ui/connect/ConnectDraft.h"
#include "ui/connect/PracticeOffer.h"
#include "ui/kit/Page.h"

#include <QTimer>

#include <optional>

namespace drawbridge {
class Workspace;
}

namespace drawbridge::ui {

class Button;
class ChooseAppView;
class ConfirmView;
class ConnectSaver;
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

    /// With it, the Practice Shop can be started from here. Before the page is shown.
    void setPracticeStart(PracticeStart start) { m_startPractice = std::move(start); }

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

    void makeScreens();
    void listen();
    void show(Screen screen);
    void focusFirst();
    void showConfirm();
    void back();
    void next();
    void chooseApp(const AppId &app);
    void beginKey();
    void listNow();
    void sayMore();
    void takeAnswers();
    void tryKey();
    void signIn();
    [[nodiscard]] SignInPrompts signInPrompts();
    void discardSignIn();
    void startPractice();
    void dropTest();
    void bringIntoSight(QWidget *widget);
    void goOn();
    void save();
    void saveSeveral();
    void saved(const Connection &connection, const QString &arrowProblem);
    void resume(const QJsonObject &kept);
    void keepDraft();
    void keepDraftSoon();
    void forgetDraft();
    void startAgain();
    void lockAway();
    [[nodiscard]] const AppProfile *profile() const;

    Workspace &m_workspace;
    PracticeStart m_startPractice;
    ConnectSaver *m_saver;
    ConnectDraft m_draft;
    QTimer m_keepSoon; ///< so that typing does not write with every letter
    bool m_listing = false;
    /// Between the screens only: a field forgets what it holds as soon as it is not seen any more.
    QMap<QString, SharedSecret> m_secrets;
    std::optional<ConnectionTest> m_tested; ///< of the key that is in the fields now
    std::optional<SignedIn> m_signedIn;     ///< what a sign-in gave, until it is kept or given back
    std::shared_ptr<PastedAddress> m_pasted;
    bool m_untried = false; ///< the owner keeps it without the app having seen it
    bool m_goOnWhenTried = false;
    bool m_moving = false; ///< fields that empty themselves on leaving the screen are no answers
    int m_try = 0;         ///< an answer about an earlier key is dropped
    CancelToken m_cancel;
    Screen m_screen = Screen::App;
    PageFrame *m_frame = nullptr;
    StepBar *m_steps = nullptr;
    QList<QWidget *> m_views; ///< in the order of Screen
    ChooseAppView *m_app = nullptr;
    KeyView *m_key = nullptr;
    ConfirmView *m_confirm = nullptr;
    SeveralView *m_several = nullptr;
    Button *m_back = nullptr;
    Button *m_next = nullptr;
};

} // namespace drawbridge::ui
