// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/Card.h"
#include "ui/kit/NameText.h"

#include <functional>
#include <optional>

class QGridLayout;
class QLineEdit;
class QSpinBox;
class QTimeEdit;

namespace drawbridge::ui {

class PlainLabel;
class Switch;

/// How old keys may become, when nothing begins by itself, and who is told. Every change is kept at once; one that
/// could not be kept is told and taken back.
class RotationRulesCard final : public Card
{
    Q_OBJECT

public:
    explicit RotationRulesCard(Workspace &workspace, QWidget *parent = nullptr);

    void showSnapshot(const Snapshot &snapshot);

Q_SIGNALS:
    void failed(const QString &why);

private:
    void addAges();
    void addQuiet();
    void addRest();
    /// A number of days; 0 is no limit.
    [[nodiscard]] QSpinBox *addDays(const QString &name,
                                    QGridLayout *form,
                                    const std::function<void(RotationRules &, int)> &set);
    void change(const std::function<void(RotationRules &)> &edit);
    void send();
    void setQuiet(bool on);

    Workspace &m_workspace;
    /// What the owner wants, while it is not kept yet: a command carries all rules, so there is one at a time.
    std::optional<RotationRules> m_wanted;
    bool m_sending = false;
    bool m_changedMeanwhile = false;
    QSpinBox *m_every = nullptr;
    QSpinBox *m_sensitive = nullptr;
    QMap<CredentialKind, QSpinBox *> m_byKind;
    QMap<Environment, QSpinBox *> m_byEnvironment;
    Switch *m_quiet = nullptr;
    QWidget *m_quietTimes = nullptr;
    QTimeEdit *m_from = nullptr;
    QTimeEdit *m_to = nullptr;
    QSpinBox *m_overlap = nullptr;
    QLineEdit *m_told = nullptr;
};

} // namespace drawbridge::ui
