// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/RecentCard.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/DateText.h"
#include "ui/kit/PlainLabel.h"

#include <QVBoxLayout>

namespace drawbridge::ui {

RecentCard::RecentCard(QWidget *parent)
    : Card(tr("What happened"), parent)
    , m_lines(new QVBoxLayout)
{
    m_lines->setSpacing(8);
    body()->addLayout(m_lines);
    auto *all = new LinkButton(tr("Timeline"), Icon::ArrowRight, this);
    all->setAccessibleName(tr("Show all that happened to this connection"));
    all->setSymbolTrailing(true);
    connect(all, &QPushButton::clicked, this, &RecentCard::timelineWanted);
    addAction(all);
}

void RecentCard::clear()
{
    while (QLayoutItem *item = m_lines->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void RecentCard::setEvents(const QList<Event> &events, const QDateTime &now, const NameVeil &veil)
{
    clear();
    for (const Event &event : events) {
        auto *line = new QWidget(this);
        auto *pair = new QVBoxLayout(line);
        pair->setContentsMargins(0, 0, 0, 0);
        pair->setSpacing(1);
        pair->addWidget(
            new PlainLabel(veil.sentence(event.summary), TextRole::Body, Wrap::Yes, line));
        pair->addWidget(
            new PlainLabel(momentText(event.time, now), TextRole::Caption, Wrap::No, line));
        m_lines->addWidget(line);
    }
    if (events.isEmpty())
        m_lines->addWidget(
            new PlainLabel(tr("Nothing happened yet."), TextRole::Muted, Wrap::Yes, this));
}

void RecentCard::setProblem(const QString &problem)
{
    clear();
    m_lines->addWidget(new PlainLabel(problem, TextRole::Error, Wrap::Yes, this));
}

} // namespace drawbridge::ui
