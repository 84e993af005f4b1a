// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"

#include <QWidget>

namespace drawbridge::ui {

class FormRow;
class RadioButton;
class SecretField;

/// Where keys are going to be kept: the computer's keychain, or a file with a passphrase.
class SecretsChoice final : public QWidget
{
    Q_OBJECT

public:
    explicit SecretsChoice(QWidget *parent = nullptr);

    [[nodiscard]] SecretsKind kind() const;
    /// True if it can be used as it is; otherwise the fault is shown beside its field.
    [[nodiscard]] bool check();
    /// Null for the keychain. The fields are empty afterwards.
    [[nodiscard]] SharedSecret takePassphrase();

    static constexpr int shortestPassphrase = 12;

private:
    RadioButton *m_keychain;
    RadioButton *m_vault;
    QWidget *m_vaultFields;
    SecretField *m_first;
    SecretField *m_second;
    FormRow *m_firstRow;
    FormRow *m_secondRow;
};

} // namespace drawbridge::ui
