// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/NameText.h"
#include "ui/kit/Page.h"
#include "ui/shell/WindowMemory.h"

#include <QHash>
#include <QMainWindow>

#include <memory>
#include <vector>

class QStackedWidget;

namespace drawbridge::ui {

class Banner;
class CommandPalette;
class EntryFrame;
class NoticeArea;
class RecoverView;
class Sidebar;
class UnlockView;
class WelcomeView;

/// The window: assembles the pages it is given and knows nothing about any of them, and stands before the business
/// while it is closed. WorkspaceSession keeps it true to the workspace.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    using Pages = std::vector<std::unique_ptr<Page>>;

    MainWindow(Pages pages, WindowMemory memory, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// What stands in the window. Everything but Open hides all names and closes what is open over the window. A
    /// form whose request is under way stays until it is over, and then tells `reason` beside its fields.
    void showOpening();
    /// `reason` may be empty.
    void showWelcome(const Error &reason);
    void showLocked(SecretsKind kind, const Error &reason);
    void showUnusable(const Error &reason);
    void showOpen();
    void setBusiness(const QString &name, Names names);
    void setContacts(const QString &sentence);

    /// Unknown ids change nothing.
    void goTo(const QString &pageId, const QString &subject = {});
    void goBack();
    [[nodiscard]] QString currentPage() const;
    void openPalette();
    void notify(const Notice &notice);

Q_SIGNALS:
    void unlockRequested(const drawbridge::SharedSecret &passphrase);
    void createRequested(const drawbridge::CreateWorkspace &request);
    void restoreRequested(const drawbridge::RestoreBackup &request);
    void recoverRequested(const drawbridge::RecoverWithSheet &request);
    void setAsideRequested();
    void lockRequested();
    void hideNamesRequested(bool hide);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    struct Place
    {
        QString page;
        QString subject;
    };

    void buildBusiness();
    void addPage(Page &page);
    void addShortcuts();
    void showPlace(const Place &place);
    void stand(QWidget *view);
    [[nodiscard]] bool isAsking(const EntryFrame *view) const;
    [[nodiscard]] Page *page(const QString &id) const;
    [[nodiscard]] std::vector<Command> commands();
    UnlockView *unlockView();

    Pages m_pages;
    WindowMemory m_memory;
    QStackedWidget *m_views; ///< the business, or what stands before it
    QWidget *m_business;
    Sidebar *m_sidebar;
    QWidget *m_above; ///< over every screen
    Banner *m_hiddenNames;
    QStackedWidget *m_stack;
    NoticeArea *m_notices;
    CommandPalette *m_palette = nullptr;
    UnlockView *m_unlock = nullptr;
    WelcomeView *m_welcome = nullptr;
    RecoverView *m_recover = nullptr;
    QHash<QString, QWidget *> m_widgets; ///< of the pages shown so far
    QList<Place> m_history;              ///< the current one is the last
    QString m_businessName;
    Names m_names = Names::Shown;
};

} // namespace drawbridge::ui
