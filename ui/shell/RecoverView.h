// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/shell/EntryFrame.h"

namespace drawbridge::ui {

class FormRow;
class SecretField;
class SecretsChoice;

/// Opens a business whose keychain was lost, with the code of its recovery sheet.
class RecoverView final : public EntryFrame
{
    Q_OBJECT

public:
    explicit RecoverView(QWidget *parent = nullptr);

Q_SIGNALS:
    void recoverRequested(const drawbridge::RecoverWithSheet &request);
    void backRequested();

private:
    void submit();

    SecretField *m_code;
    FormRow *m_codeRow;
    SecretsChoice *m_secrets;
};

} // namespace drawbridge::ui
