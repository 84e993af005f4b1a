// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Event.h"
#include "ui/kit/NameVeil.h"

#include <QAbstractListModel>
#include <QHash>

namespace drawbridge {
class Workspace;
}

namespace drawbridge::ui {

/// Events that match a query, newest first, read a page at a time as the owner scrolls down.
class TimelineModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class State { Loading, Ready, Failed };

    explicit TimelineModel(Workspace &workspace, QObject *parent = nullptr);

    /// Reads from the newest again. What is shown stays until the first page is there.
    void setQuery(const EventQuery &query);
    /// Puts what happened since on top; the rows that are there stay.
    void refresh();
    /// Forgets everything: for locking.
    void clear();
    void setVeil(const NameVeil &veil);
    [[nodiscard]] const EventQuery &query() const { return m_query; }
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const QString &problem() const { return m_problem; }
    /// Null for a row that is not there.
    [[nodiscard]] const Event *eventAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void stateChanged();

private:
    enum class Read { First, Newer, Next };
    void read(Read which);
    void take(Read which, const EventPage &page);
    void putOnTop(const EventPage &page);
    void setState(State state, const QString &problem = {});

    Workspace &m_workspace;
    EventQuery m_query;
    QList<Event> m_events;
    bool m_more = false;
    bool m_reading = false;
    int m_generation = 0; ///< an answer to an older query is dropped
    State m_state = State::Loading;
    QString m_problem;
    NameVeil m_veil;
};

} // namespace drawbridge::ui
