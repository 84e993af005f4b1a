// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/DepartureCard.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/DateText.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/StatusPill.h"

#include <QBoxLayout>

namespace drawbridge::ui {

namespace {

std::pair<QString, Tone> stateOf(const DepartureItem &item)
{
    switch (item.state) {
    case ItemState::Open:
        return {DepartureCard::tr("Open"),
                item.danger >= Severity::High ? Tone::Danger : Tone::Warning};
    case ItemState::Replaced:
        return {DepartureCard::tr("Replaced"), Tone::Good};
    case ItemState::ShutOff:
        return {DepartureCard::tr("Shut off"), Tone::Good};
    case ItemState::NotNeeded:
        break;
    }
    return {DepartureCard::tr("Stays"), Tone::Neutral};
}

} // namespace

DepartureCard::DepartureCard(const Departure &departure,
                             const Person &person,
                             const Snapshot &snapshot,
                             const NameVeil &veil,
                             QWidget *parent)
    : Card(departure.isOpen() ? tr("%1 leaves").arg(veil.name(person.name))
                              : tr("%1 left").arg(veil.name(person.name)),
           parent)
    , m_id(departure.id)
    , m_isOpen(departure.isOpen())
{
    body()->setSpacing(space::m);
    const QDate today = snapshot.takenAt.toLocalTime().date();
    QString text = sentenceFor(departure);
    if (departure.endedAt)
        text = tr("Done %1.").arg(dateText(departure.endedAt->toLocalTime().date(), today))
            + QChar(u' ') + text;
    else if (person.leftOn)
        text = tr("Last day: %1.").arg(dateText(*person.leftOn, today)) + QChar(u' ') + text;
    body()->addWidget(new PlainLabel(text, TextRole::Muted, Wrap::Yes, this));
    for (const DepartureItem &item : departure.items)
        addItem(item, snapshot, veil);
    if (!m_isOpen)
        return;
    const bool isDone = departure.openItems() == 0;
    auto *row = new QHBoxLayout;
    row->setSpacing(space::s);
    auto *end = new PrimaryButton(tr("Finish the list"), Icon::Check, this);
    end->setEnabled(isDone);
    connect(end, &QPushButton::clicked, this, [this] { Q_EMIT endWanted(m_id); });
    auto *stays = new LinkButton(tr("Stays after all"), Icon::None, this);
    stays->setAccessibleName(
        tr("%1 stays after all: take this list back").arg(veil.name(person.name)));
    connect(stays, &QPushButton::clicked, this, [this] { Q_EMIT cancelWanted(m_id); });
    row->addWidget(end);
    row->addWidget(stays);
    row->addStretch(1);
    body()->addLayout(row);
    if (!isDone)
        body()->addWidget(new PlainLabel(tr("A key is ticked off by itself when you replace it or "
                                            "shut it off here."),
                                         TextRole::Caption,
                                         Wrap::Yes,
                                         this));
}

void DepartureCard::addItem(const DepartureItem &item,
                            const Snapshot &snapshot,
                            const NameVeil &veil)
{
    const QString name = veil.name(item.name);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::m);
    const auto [word, tone] = stateOf(item);
    auto *pill = new StatusPill(word, tone, Icon::None, this);
    pill->setFixedWidth(std::max(pill->sizeHint().width(), 84));
    row->addWidget(pill, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(new PlainLabel(item.assumed ? tr("%1 (assumed)").arg(name) : name,
                                     TextRole::Strong,
                                     Wrap::Yes,
                                     this));
    column->addWidget(
        new PlainLabel(veil.sentence(item.why.join(QStringLiteral(". "))) + QChar(u'.'),
                       TextRole::Muted,
                       Wrap::Yes,
                       this));
    if (!item.reason.isEmpty()) {
        auto *reason = new PlainLabel(veil.sentence(item.reason), TextRole::Body, Wrap::Yes, this);
        column->addWidget(reason);
    }
    row->addLayout(column, 1);
    if (m_isOpen)
        addButtons(row, item, snapshot, name);
    body()->addLayout(row);
}

void DepartureCard::addButtons(QHBoxLayout *row,
                               const DepartureItem &item,
                               const Snapshot &snapshot,
                               const QString &name)
{
    const Connection *connection = snapshot.connection(item.connection);
    const auto add = [this, row](Button *button, const QString &spoken) {
        button->setAccessibleName(spoken);
        row->addWidget(button, 0, Qt::AlignVCenter);
        return button;
    };
    SettleItem command{m_id, item.connection, item.credential, ItemState::Open, {}};
    if (item.state == ItemState::NotNeeded && connection) {
        connect(add(new LinkButton(tr("Open again"), Icon::None, this),
                    tr("Put the key of %1 back on the list").arg(name)),
                &QPushButton::clicked,
                this,
                [this, command] { Q_EMIT settleWanted(command); });
        return;
    }
    if (item.state != ItemState::Open || !connection)
        return;
    const bool isHere = connection->custody == Custody::HeldHere && item.credential.isValid();
    const QString subject = item.connection.text();
    if (isHere) {
        connect(add(new SecondaryButton(tr("Replace"), Icon::None, this),
                    tr("Replace the key of %1").arg(name)),
                &QPushButton::clicked,
                this,
                [this, subject] { Q_EMIT replaceWanted(subject); });
    } else {
        command.state = ItemState::Replaced;
        connect(add(new SecondaryButton(tr("It is replaced"), Icon::None, this),
                    tr("The key of %1 is replaced where it is held").arg(name)),
                &QPushButton::clicked,
                this,
                [this, command] { Q_EMIT settleWanted(command); });
    }
    connect(add(new LinkButton(tr("Show"), Icon::None, this), tr("Show %1").arg(name)),
            &QPushButton::clicked,
            this,
            [this, subject] { Q_EMIT connectionWanted(subject); });
    command.state = ItemState::NotNeeded;
    connect(add(new LinkButton(tr("Can stay"), Icon::None, this),
                tr("The key of %1 can stay").arg(name)),
            &QPushButton::clicked,
            this,
            [this, command] { Q_EMIT reasonWanted(command); });
}

} // namespace drawbridge::ui
