// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/Card.h"
#include "ui/kit/Notices.h"

#include <functional>

namespace drawbridge::ui {

class Button;
class PlainLabel;
class ProgressRow;
class StatusPill;

/// The way back after a loss: the recovery sheet and the backup.
class RecoveryCard final : public Card
{
    Q_OBJECT

public:
    explicit RecoveryCard(Workspace &workspace, QWidget *parent = nullptr);

    void showSnapshot(const Snapshot &snapshot);
    /// What the file dialog leads to.
    void makeSheet(const QString &file);
    void backUp(BackUp request, const QString &file);

Q_SIGNALS:
    void told(const drawbridge::ui::Notice &notice);

private:
    void addSheet();
    void addBackup();
    void askSheet();
    void askBackup();
    void askFile(const QString &title,
                 const QString &name,
                 const QString &filter,
                 const std::function<void(const QString &)> &chosen);
    void begin(Button *button, const QString &sentence);
    void end(Button *button);

    Workspace &m_workspace;
    StatusPill *m_hasSheet;
    Button *m_sheet;
    Button *m_backup;
    ProgressRow *m_progress;
    CancelToken m_cancel;
};

} // namespace drawbridge::ui
