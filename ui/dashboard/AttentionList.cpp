// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/AttentionList.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/DateText.h"
#include "ui/kit/Disclosure.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressBar.h"
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
    case AttentionAction::GoOnReplacing:
        return AttentionList::tr("Continue");
    case AttentionAction::Reconnect:
        return AttentionList::tr("Reconnect");
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

/// A little bar and how far it is, in words.
QHBoxLayout *progressLine(const RotationProgress &progress, QWidget *parent)
{
    constexpr int barWidth = 96;
    auto *line = new QHBoxLayout;
    line->setContentsMargins(0, 2, 0, 0);
    line->setSpacing(space::s);
    const QString words = AttentionList::tr("%1 of %2 steps").arg(progress.done).arg(progress.of);
    auto *bar = new ProgressBar(parent);
    bar->setRange(0, progress.of);
    bar->setValue(progress.done);
    bar->setFixedWidth(barWidth);
    bar->setAccessibleName(words);
    line->addWidget(bar, 0, Qt::AlignVCenter);
    line->addWidget(new PlainLabel(words, TextRole::Caption, Wrap::No, parent));
    line->addStretch(1);
    return line;
}

/// Red where nothing works until it is pressed; the first of the list stands out; the rest is quiet.
Button *makeButton(const AttentionItem &item, bool primary, QWidget *parent)
{
    const QString words = buttonText(item.action);
    if (item.action == AttentionAction::Reconnect)
        return new DangerButton(words, Icon::None, parent);
    if (primary)
        return new PrimaryButton(words, Icon::None, parent);
    return new SecondaryButton(words, Icon::None, parent);
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
    if (const auto progress = m_progress.constFind(item.rotation.text());
        item.rotation.isValid() && progress != m_progress.cend())
        texts->addLayout(progressLine(*progress, row));
    line->addLayout(texts, 1);

    if (item.canGoBack) {
        auto *back = new LinkButton(tr("Go back"), Icon::None, row);
        back->setAccessibleName(tr("Go back to the old key: %1").arg(title));
        connect(back, &QPushButton::clicked, this, [this, item] { Q_EMIT goBackChosen(item); });
        line->addWidget(back, 0, Qt::AlignVCenter);
    }
    Button *button = makeButton(item, primary, row);
    button->setAccessibleName(tr("%1: %2").arg(buttonText(item.action), title));
    connect(button, &QPushButton::clicked, this, [this, item] { Q_EMIT chosen(item); });
    line->addWidget(button, 0, Qt::AlignVCenter);
    return row;
}

void AttentionList::setItems(const QList<AttentionItem> &items,
                             const QDate &today,
                             const NameVeil &veil,
                             const QHash<QString, RotationProgress> &progress)
{
    m_veil = veil;
    m_progress = progress;
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
