// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/Card.h"

#include <QTimer>

namespace drawbridge::ui {

class ContactsModel;
class PlainLabel;
class TableView;

/// "Who Drawbridge talks to": a list that is read again every two seconds while it can be seen.
class TalksCard final : public Card
{
    Q_OBJECT

public:
    /// `workspace` outlives it.
    explicit TalksCard(const Workspace &workspace, QWidget *parent = nullptr);

    void refresh();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    const Workspace &m_workspace;
    ContactsModel *m_model;
    TableView *m_table;
    PlainLabel *m_nobody;
    QTimer m_timer;
};

} // namespace drawbridge::ui
