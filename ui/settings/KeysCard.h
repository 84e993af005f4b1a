// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/Card.h"

class QVBoxLayout;

namespace drawbridge::ui {

class Button;
class FactList;
class PlainLabel;
class ProgressRow;

/// Where the keys are kept, the passphrase of the vault, and the check of everything that is kept.
class KeysCard final : public Card
{
    Q_OBJECT

public:
    explicit KeysCard(Workspace &workspace, QWidget *parent = nullptr);

    void showSnapshot(const Snapshot &snapshot);

Q_SIGNALS:
    void passphraseChanged();
    void moved(const QString &sentence);

private:
    void check();
    void askMove();
    void showProblems(const Result<QList<WorkspaceProblem>> &found);

    Workspace &m_workspace;
    FactList *m_facts;
    PlainLabel *m_explanation;
    Button *m_change;
    Button *m_check;
    Button *m_move;
    SecretsKind m_kind = SecretsKind::Keychain;
    ProgressRow *m_progress;
    QVBoxLayout *m_found;
    CancelToken m_cancel;
};

} // namespace drawbridge::ui
