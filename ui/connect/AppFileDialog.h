// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/Dialog.h"

class QLineEdit;

namespace drawbridge::ui {

class FactList;
class FormRow;

/// What a description file says of an app, to be looked at and named before it is kept.
class AppFileDialog final : public Dialog
{
    Q_OBJECT

public:
    AppFileDialog(Workspace &workspace,
                  const QString &fileName,
                  const AppFileLook &look,
                  QWidget *anchor);

Q_SIGNALS:
    /// It is among Workspace::catalog() now.
    void kept(const drawbridge::AppId &app);

private:
    void addFacts(const QString &fileName);
    void addLeftOut();
    void keep();

    Workspace &m_workspace;
    AppFileLook m_look;
    QLineEdit *m_name;
    FormRow *m_nameRow;
    PrimaryButton *m_keep = nullptr;
};

} // namespace drawbridge::ui
