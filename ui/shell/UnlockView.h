// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/shell/EntryFrame.h"

namespace drawbridge::ui {

class FormRow;
class SecretField;

/// Stands before a locked business and shows nothing of it: asks for the vault's passphrase, or to unlock the
/// computer's keychain, or says why it cannot be opened.
class UnlockView final : public EntryFrame
{
    Q_OBJECT

public:
    explicit UnlockView(QWidget *parent = nullptr);

    void showOpening();
    /// `reason` is empty after the owner locked it himself.
    void showLocked(SecretsKind kind, const Error &reason);
    void showUnusable(const Error &reason);
    void refuse(const Error &error);

Q_SIGNALS:
    /// Null for the keychain.
    void unlockRequested(const drawbridge::SharedSecret &passphrase);
    void recoverRequested();
    void setAsideRequested();

private:
    void submit();
    void confirmSettingAside();

    FormRow *m_row;
    SecretField *m_passphrase;
    Button *m_recover;
    Button *m_setAside;
    bool m_asksPassphrase = false;
    bool m_asksServer = false;
};

} // namespace drawbridge::ui
