// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/Dialog.h"

namespace drawbridge::ui {

class FormRow;
class PlainLabel;
class SecretField;

/// A new passphrase typed twice.
class NewPassphrase final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int shortest = 12; ///< characters

    explicit NewPassphrase(QWidget *parent = nullptr);

    /// False: what is wrong stands at its field.
    [[nodiscard]] bool check();
    /// The passphrase; the fields are empty afterwards. Only after check().
    [[nodiscard]] SharedSecret take();

private:
    SecretField *m_first;
    SecretField *m_second;
    FormRow *m_firstRow;
    FormRow *m_secondRow;
};

/// Changes the passphrase of the vault and closes once it is changed.
class PassphraseDialog final : public Dialog
{
    Q_OBJECT

public:
    PassphraseDialog(Workspace &workspace, QWidget *anchor);

Q_SIGNALS:
    void changed();

private:
    void send();

    Workspace &m_workspace;
    SecretField *m_current;
    FormRow *m_currentRow;
    NewPassphrase *m_next;
    PlainLabel *m_error;
    Button *m_change;
};

} // namespace drawbridge::ui
