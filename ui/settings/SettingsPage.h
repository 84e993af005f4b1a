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
class KeyCalendarCard;
class RecoveryCard;
class RotationRulesCard;
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
    /// `subject` "recovery" or "keys" brings that card, or those about replacing keys, into sight.
    void enter(const QString &subject) override;
    [[nodiscard]] std::vector<Command> commands() const override;

Q_SIGNALS:
    void lockRequested();

private:
    [[nodiscard]] Card *businessCard();
    [[nodiscard]] Card *peopleCard();
    [[nodiscard]] Card *lockCard();
    [[nodiscard]] Card *appearanceCard();
    void showSnapshot();
    /// Keeps what `edit` changes in the settings as they are then.
    void change(const std::function<void(WorkspaceSettings &)> &edit);
    void send();

    Workspace &m_workspace;
    Theme &m_theme;
    /// What the owner wants, while it is not kept yet. A command carries all settings and commands may overtake
    /// each other, so there is one at a time: the next holds everything that was chosen meanwhile.
    std::optional<WorkspaceSettings> m_wanted;
    bool m_sending = false;
    bool m_changedMeanwhile = false;
    QPointer<PageFrame> m_frame;
    QLineEdit *m_business = nullptr;
    QLineEdit *m_owner = nullptr;
    QSpinBox *m_minutes = nullptr;
    Switch *m_withScreen = nullptr;
    Switch *m_hideNames = nullptr;
    SegmentedControl *m_appearance = nullptr;
    KeysCard *m_keys = nullptr;
    RecoveryCard *m_recovery = nullptr;
    RotationRulesCard *m_rules = nullptr;
    KeyCalendarCard *m_calendar = nullptr;
};

} // namespace drawbridge::ui
