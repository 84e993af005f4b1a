// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/Dialog.h"

namespace drawbridge::ui {

class NewPassphrase;
class PlainLabel;
class ProgressRow;

/// Moves the keys to the other place they can be kept in, and closes once they are there.
class MoveKeysDialog final : public Dialog
{
    Q_OBJECT

public:
    MoveKeysDialog(Workspace &workspace, SecretsKind to, QWidget *anchor);

    void escape() override;

Q_SIGNALS:
    void moved(const QString &sentence);

private:
    void send();
    void showResult(const Result<MovedSecrets> &result);

    Workspace &m_workspace;
    SecretsKind m_to;
    NewPassphrase *m_passphrase = nullptr; ///< for a vault only
    PlainLabel *m_error;
    ProgressRow *m_progress;
    Button *m_stop;
    Button *m_move;
    CancelToken m_cancel;
};

} // namespace drawbridge::ui
