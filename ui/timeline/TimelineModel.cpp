// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/TimelineModel.h"

#include "core/workspace/Workspace.h"
#include "ui/kit/DateText.h"
#include "ui/kit/Icons.h"
#include "ui/kit/Rows.h"
#include "ui/kit/Tokens.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

namespace {

constexpr int pageSize = 200;

Icon iconFor(const Event &event)
{
    if (event.outcome == Outcome::Failed || event.outcome == Outcome::Refused)
        return Icon::Warning;
    if (event.type.startsWith(u"connection."_s))
        return Icon::Plug;
    if (event.type.startsWith(u"credential."_s))
        return Icon::Key;
    if (event.type.startsWith(u"flow."_s) || event.type.startsWith(u"area."_s))
        return Icon::Map;
    if (event.type.startsWith(u"workspace."_s))
        return Icon::Shield;
    return Icon::Info;
}

} // namespace

TimelineModel::TimelineModel(Workspace &workspace, QObject *parent)
    : QAbstractListModel(parent)
    , m_workspace(workspace)
{}

void TimelineModel::setQuery(const EventQuery &query)
{
    m_query = query;
    m_query.limit = pageSize;
    read(Read::First);
}

void TimelineModel::setState(State state, const QString &problem)
{
    m_state = state;
    m_problem = problem;
    Q_EMIT stateChanged();
}

void TimelineModel::read(Read which)
{
    const int generation = ++m_generation;
    m_reading = true;
    EventQuery query = m_query;
    query.before = which == Read::Next && !m_events.isEmpty() ? m_events.last().seq : 0;
    whenDone(m_workspace.searchEvents(query),
             this,
             [this, which, generation](const Result<EventPage> &page) {
                 if (generation != m_generation)
                     return;
                 m_reading = false;
                 if (!page)
                     setState(State::Failed, page.error().what);
                 else
                     take(which, *page);
             });
}

void TimelineModel::take(Read which, const EventPage &page)
{
    if (which == Read::Newer) {
        putOnTop(page);
    } else if (which == Read::First) {
        beginResetModel();
        m_events = page.events;
        m_more = page.more;
        endResetModel();
    } else {
        if (!page.events.isEmpty()) {
            const int first = rowCount();
            beginInsertRows({}, first, first + static_cast<int>(page.events.size()) - 1);
            m_events += page.events;
            endInsertRows();
        }
        m_more = page.more && !page.events.isEmpty();
    }
    setState(State::Ready);
}

void TimelineModel::putOnTop(const EventPage &page)
{
    const qint64 newest = m_events.isEmpty() ? -1 : m_events.first().seq;
    const auto known = std::find_if(page.events.cbegin(),
                                    page.events.cend(),
                                    [newest](const Event &event) { return event.seq == newest; });
    if (known == page.events.cend()) {
        // More happened than one page holds, or nothing was there before.
        take(Read::First, page);
        return;
    }
    const auto added = static_cast<int>(known - page.events.cbegin());
    if (added > 0) {
        beginInsertRows({}, 0, added - 1);
        m_events = page.events.mid(0, added) + m_events;
        endInsertRows();
    }
}

void TimelineModel::refresh()
{
    read(m_events.isEmpty() ? Read::First : Read::Newer);
}

void TimelineModel::clear()
{
    ++m_generation;
    m_reading = false;
    beginResetModel();
    m_events.clear();
    m_more = false;
    endResetModel();
    setState(State::Loading);
}

void TimelineModel::setVeil(const NameVeil &veil)
{
    m_veil = veil;
    if (!m_events.isEmpty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

const Event *TimelineModel::eventAt(int row) const
{
    return row >= 0 && row < m_events.size() ? &m_events.at(row) : nullptr;
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

bool TimelineModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_more && !m_reading;
}

void TimelineModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        read(Read::Next);
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    const Event *event = index.isValid() ? eventAt(index.row()) : nullptr;
    if (!event)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return m_veil.sentence(event->summary);
    case Qt::AccessibleTextRole:
        return QString(m_veil.sentence(event->summary) % u", "_s % exactMoment(event->time));
    case RowRole::TrailingText:
        return momentText(event->time, m_workspace.snapshot()->takenAt);
    case RowRole::CellIcon:
        return static_cast<int>(iconFor(*event));
    case RowRole::CellInk:
        return static_cast<int>(event->severity >= Severity::High ? Ink::Danger : Ink::Text1);
    default:
        return {};
    }
}

} // namespace drawbridge::ui
