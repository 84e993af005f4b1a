// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Event.h"
#include "ui/kit/Card.h"
#include "ui/kit/NameVeil.h"

namespace drawbridge::ui {

/// The newest of what happened to one connection, and the way to all of it.
class RecentCard final : public Card
{
    Q_OBJECT

public:
    static constexpr int shownEvents = 5;

    explicit RecentCard(QWidget *parent = nullptr);

    void setEvents(const QList<Event> &events, const QDateTime &now, const NameVeil &veil);
    void setProblem(const QString &problem);
    void clear();

Q_SIGNALS:
    void timelineWanted();

private:
    QVBoxLayout *m_lines;
};

} // namespace drawbridge::ui
