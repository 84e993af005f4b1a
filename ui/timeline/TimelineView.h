// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Connection.h"
#include "core/model/Event.h"
#include "ui/kit/NameVeil.h"

#include <QWidget>

class QStackedLayout;

namespace drawbridge {
class Workspace;
}

namespace drawbridge::ui {

class Chip;
class ComboBox;
class EmptyState;
class ErrorState;
class EventDetails;
class PageFrame;
class RowList;
class SearchField;
class TimelineModel;

/// The list of events with its filters and the details of one.
class TimelineView final : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineView(Workspace &workspace, QWidget *parent = nullptr);

    /// An invalid id shows everything.
    void showOnly(const ConnectionId &connection);
    /// False if there was none.
    bool clearFilters();

Q_SIGNALS:
    void connectionChosen(const drawbridge::ConnectionId &id);

private:
    [[nodiscard]] QWidget *makeFilters();
    [[nodiscard]] QWidget *makeList();
    void fillConnections();
    void ask();
    void showState();
    void showDetails();
    void follow();
    [[nodiscard]] NameVeil veil() const;
    [[nodiscard]] QString shownName(const Connection &connection) const;
    [[nodiscard]] EventQuery wanted() const;

    Workspace &m_workspace;
    TimelineModel *m_model;
    SearchField *m_search = nullptr;
    ComboBox *m_connection = nullptr;
    QList<std::pair<Chip *, QString>> m_kinds; ///< with the prefix of the event types it shows
    Chip *m_problems = nullptr;
    Chip *m_request = nullptr;
    QString m_requestId;
    QStackedLayout *m_stack = nullptr;
    RowList *m_list = nullptr;
    EmptyState *m_empty = nullptr;
    ErrorState *m_error = nullptr;
    EventDetails *m_details = nullptr;
};

} // namespace drawbridge::ui
