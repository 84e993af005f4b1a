// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/TimelinePage.h"

#include "core/workspace/Workspace.h"
#include "ui/timeline/TimelineView.h"

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

TimelinePage::TimelinePage(Workspace &workspace, QObject *parent)
    : Page(parent)
    , m_workspace(workspace)
{}

QString TimelinePage::id() const
{
    return u"timeline"_s;
}

QString TimelinePage::title() const
{
    return tr("Timeline");
}

Icon TimelinePage::symbol() const
{
    return Icon::Clock;
}

QWidget *TimelinePage::makeWidget(QWidget *parent)
{
    m_view = new TimelineView(m_workspace, parent);
    connect(m_view, &TimelineView::connectionChosen, this, [this](const ConnectionId &id) {
        Q_EMIT goTo(u"connection"_s, id.text());
    });
    return m_view;
}

void TimelinePage::enter(const QString &subject)
{
    if (m_view)
        m_view->showOnly(ConnectionId(subject));
}

bool TimelinePage::escape()
{
    return m_view && m_view->clearFilters();
}

} // namespace drawbridge::ui
