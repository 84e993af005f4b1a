// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/Dialog.h"

namespace drawbridge::ui {

class CheckBox;
class NewPassphrase;

/// Asks for the passphrase of a backup and whether the keys go into it.
class BackupDialog final : public Dialog
{
    Q_OBJECT

public:
    explicit BackupDialog(QWidget *anchor);

Q_SIGNALS:
    /// `file` of the request is empty: it is asked for next.
    void asked(const drawbridge::BackUp &request);

private:
    NewPassphrase *m_passphrase;
    CheckBox *m_withKeys;
};

} // namespace drawbridge::ui
