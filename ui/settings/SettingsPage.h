// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/Page.h"
#include "ui/kit/Theme.h"

#include <QPointer>

#include <functional>
#include <optional>

class QLineEdit;
class QSpinBox;

namespace drawbridge::ui {

class Card;
class KeysCard;
class PageFrame;
class RecoveryCard;
class SegmentedControl;
class Switch;

/// What the owner chooses for the whole business. Every change is kept at once; one that could not be kept is told
/// and taken back.
class SettingsPage final : public Page
{
    Q_OBJECT

public:
    SettingsPage(Workspace &workspace, Theme &theme, QObject *parent = nullptr);

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon symbol() const override { return Icon::Settings; }
    [[nodiscard]] QWidget *makeWidget(QWidget *parent) override;
    /// `subject` "recovery" brings that card into sight.
    void enter(const QString &subject) override;
    [[nodiscard]] std::vector<Command> commands() const override;

Q_SIGNALS:
    void lockRequested();

private:
    [[nodiscard]] Card *businessCard();
    [[nodiscard]] Card *lockCard();
    [[nodiscard]] Card *appearanceCard();
    void showSnapshot();
    /// Keeps what `edit` changes in the settings as they are then.
    void change(const std::function<void(WorkspaceSettings &)> &edit);

    Workspace &m_workspace;
    Theme &m_theme;
    /// What is being kept just now: a second change builds on the first, although the snapshot does not know it yet.
    std::optional<WorkspaceSettings> m_pending;
    int m_underway = 0;
    QPointer<PageFrame> m_frame;
    QLineEdit *m_business = nullptr;
    QLineEdit *m_owner = nullptr;
    QSpinBox *m_minutes = nullptr;
    Switch *m_withScreen = nullptr;
    Switch *m_hideNames = nullptr;
    SegmentedControl *m_appearance = nullptr;
    KeysCard *m_keys = nullptr;
    RecoveryCard *m_recovery = nullptr;
};

} // namespace drawbridge::ui
