// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connection/ConnectionShown.h"
#include "ui/connection/ScopeModel.h"
#include "ui/kit/Card.h"

namespace drawbridge::ui {

class Button;
class PlainLabel;
class ProgressRow;
class TableView;

/// What the key may do: needed, granted and used side by side, what is too much by name, and the ways to less.
class ScopesCard final : public Card
{
    Q_OBJECT

public:
    explicit ScopesCard(QWidget *parent = nullptr);

    void setConnection(const ConnectionShown &shown);
    void clear();
    void setLooking(bool looking);

Q_SIGNALS:
    void lookWanted();
    void lookCancelled();
    void narrowWanted();

private:
    void showExcess(const ScopeReview &review);
    void showLooks(const ConnectionShown &shown);

    PlainLabel *m_summary;
    PlainLabel *m_excess;
    TableView *m_table;
    PlainLabel *m_looked;
    PlainLabel *m_note;
    PlainLabel *m_limits;
    ProgressRow *m_progress;
    Button *m_look;
    Button *m_narrow;
    ScopeModel m_model;
};

} // namespace drawbridge::ui
