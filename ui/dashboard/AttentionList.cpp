// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/AttentionList.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/DateText.h"
#include "ui/kit/Disclosure.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/StatusPill.h"

#include <QHBoxLayout>

namespace drawbridge::ui {

namespace {

constexpr qsizetype shownAtOnce = 3;

QString buttonText(AttentionAction action)
{
    switch (action) {
    case AttentionAction::TestAgain:
        return AttentionList::tr("Test");
    case AttentionAction::ReplaceKey:
        return AttentionList::tr("Replace");
    case AttentionAction::LookAgain:
        return AttentionList::tr("Review");
    case AttentionAction::SeeShutOff:
        return AttentionList::tr("Shut it off");
    case AttentionAction::SeeDeparture:
        return AttentionList::tr("See the list");
    case AttentionAction::OpenConnection:
        return AttentionList::tr("Open");
    case AttentionAction::MakeRecoverySheet:
        return AttentionList::tr("Make the sheet");
    case AttentionAction::SayWhatGoesWhere:
        return AttentionList::tr("Open the map");
    case AttentionAction::FixClock:
        return AttentionList::tr("What to do");
    }
    return {};
}

std::pair<QString, Tone> urgency(const AttentionItem &item, const QDate &today)
{
    constexpr int week = 7;
    switch (item.severity) {
    case Severity::Critical:
        return {AttentionList::tr("Now"), Tone::Danger};
    case Severity::High:
        return {AttentionList::tr("Soon"), Tone::Danger};
    case Severity::Medium:
        return {item.due && today.daysTo(*item.due) > week ? AttentionList::tr("Within 2 weeks")
                                                           : AttentionList::tr("Within a week"),
                Tone::Warning};
    case Severity::Low:
        break;
    }
    return {AttentionList::tr("When you can"), Tone::Neutral};
}

} // namespace

AttentionList::AttentionList(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(12);
}

QWidget *AttentionList::makeRow(const AttentionItem &item, const QDate &today, bool primary)
{
    auto *row = new QWidget(this);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(16);
    const auto [word, tone] = urgency(item, today);
    auto *pill = new StatusPill(word, tone, Icon::None, row);
    pill->setFixedWidth(std::max(StatusPill::widthOf(tr("When you can")),
                                 StatusPill::widthOf(tr("Within 2 weeks"))));
    line->addWidget(pill, 0, Qt::AlignTop);

    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    const QString title = m_veil.sentence(item.title);
    texts->addWidget(new PlainLabel(title, TextRole::Strong, Wrap::Yes, row));
    QString explanation = m_veil.sentence(item.explanation);
    if (item.due)
        explanation = tr("%1. %2").arg(dateText(*item.due, today), explanation);
    texts->addWidget(new PlainLabel(explanation, TextRole::Muted, Wrap::Yes, row));
    line->addLayout(texts, 1);

    Button *button = primary
        ? static_cast<Button *>(new PrimaryButton(buttonText(item.action), Icon::None, row))
        : new SecondaryButton(buttonText(item.action), Icon::None, row);
    button->setAccessibleName(tr("%1: %2").arg(buttonText(item.action), title));
    connect(button, &QPushButton::clicked, this, [this, item] { Q_EMIT chosen(item); });
    line->addWidget(button, 0, Qt::AlignVCenter);
    return row;
}

void AttentionList::setItems(const QList<AttentionItem> &items,
                             const QDate &today,
                             const NameVeil &veil)
{
    m_veil = veil;
    while (QLayoutItem *old = m_column->takeAt(0)) {
        delete old->widget();
        delete old;
    }
    if (items.isEmpty()) {
        m_column->addWidget(
            new PlainLabel(tr("Nothing needs you today."), TextRole::Muted, Wrap::Yes, this));
        return;
    }
    for (qsizetype i = 0; i < qMin(shownAtOnce, items.size()); ++i)
        m_column->addWidget(makeRow(items.at(i), today, i == 0));
    if (items.size() <= shownAtOnce)
        return;
    auto *later = new Disclosure(tr("Later (%1)").arg(items.size() - shownAtOnce), this);
    later->body()->setSpacing(12);
    // A crowded business has hundreds, and hardly anybody unfolds them.
    connect(later, &Disclosure::opening, later, [this, later, rest = items.mid(shownAtOnce), today] {
        if (later->body()->count() > 0)
            return;
        for (const AttentionItem &item : rest)
            later->body()->addWidget(makeRow(item, today, false));
    });
    m_column->addWidget(later);
}

} // namespace drawbridge::ui
