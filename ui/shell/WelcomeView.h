// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/shell/EntryFrame.h"

class QLineEdit;

namespace drawbridge::ui {

class FormRow;
class SecretField;
class SecretsChoice;

/// The first start: names the business and chooses where its keys are kept; or brings one back from a backup.
class WelcomeView final : public EntryFrame
{
    Q_OBJECT

public:
    explicit WelcomeView(QWidget *parent = nullptr);

Q_SIGNALS:
    void createRequested(const drawbridge::CreateWorkspace &request);
    void restoreRequested(const drawbridge::RestoreBackup &request);

private:
    enum class Way { New, Backup };
    void show(Way way);
    void submit();
    void submitNew();
    void submitBackup();
    void chooseFile();

    Way m_way = Way::New;
    QLineEdit *m_name;
    FormRow *m_nameRow;
    QWidget *m_backup;
    QLineEdit *m_file;
    FormRow *m_fileRow;
    SecretField *m_passphrase;
    FormRow *m_passphraseRow;
    SecretsChoice *m_secrets;
    Button *m_otherWay;
};

} // namespace drawbridge::ui
