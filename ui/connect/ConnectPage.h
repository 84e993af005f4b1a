// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connect/ConnectDraft.h"
#include "ui/connect/PracticeOffer.h"
#include "ui/kit/Page.h"

#include <QMap>

namespace drawbridge {
class Workspace;
}

namespace drawbridge::ui {

class ChooseAppView;
class ConfirmView;
class ConnectSaver;
class ConnectScreens;
class DraftKeeper;
class GivenFiles;
class KeyTrial;
class KeyView;
class SeveralView;

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

    void listen();
    void show(Screen screen);
    void showConfirm();
    void back();
    void next();
    void chooseApp(const AppId &app);
    void beginKey();
    void listNow();
    void sayMore();
    void takeAnswers();
    void startPractice();
    void takeCatalog();
    void removeApp(const AppId &app);
    void goOn();
    void save();
    void saveSeveral();
    void saved(const Connection &connection, const QString &arrowProblem);
    void resume(const QJsonObject &kept);
    void keepDraftSoon();
    void forgetDraft();
    void startAgain();
    void lockAway();
    [[nodiscard]] const AppProfile *profile() const;

    Workspace &m_workspace;
    PracticeStart m_startPractice;
    ConnectSaver *m_saver;
    ConnectDraft m_draft;
    DraftKeeper *m_keeper;
    bool m_listing = false;
    /// Between the screens only: a field forgets what it holds as soon as it is not seen any more.
    QMap<QString, SharedSecret> m_secrets;
    bool m_moving = false; ///< fields that empty themselves on leaving the screen are no answers
    Screen m_screen = Screen::App;
    ConnectScreens *m_screens = nullptr;
    Catalog m_catalog; ///< that the screens show
    ChooseAppView *m_app = nullptr;
    GivenFiles *m_files = nullptr;
    KeyView *m_key = nullptr;
    KeyTrial *m_trial = nullptr;
    ConfirmView *m_confirm = nullptr;
    SeveralView *m_several = nullptr;
};

} // namespace drawbridge::ui
