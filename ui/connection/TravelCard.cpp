// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/TravelCard.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/PlainLabel.h"

#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

constexpr int lineGap = 6;

void clearColumn(QVBoxLayout *column)
{
    while (QLayoutItem *item = column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

QVBoxLayout *columnIn(Card *card)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(lineGap);
    card->body()->addLayout(column);
    return column;
}

QString carriedText(const Flow &flow, const ConnectionShown &shown)
{
    switch (flow.carrier) {
    case Carrier::Direct:
        return TravelCard::tr("directly");
    case Carrier::Webhook:
        return TravelCard::tr("by automatic message");
    case Carrier::Hub:
        return TravelCard::tr("through %1").arg(shown.holderOf(flow.carrierName));
    case Carrier::Script:
        return flow.carrierName.isEmpty()
            ? TravelCard::tr("by a script")
            : TravelCard::tr("by the script %1").arg(flow.carrierName);
    case Carrier::Person:
        break;
    }
    return flow.carrierName.isEmpty()
        ? TravelCard::tr("by hand")
        : TravelCard::tr("by hand, by %1").arg(shown.veil.name(flow.carrierName));
}

QString travelLine(const Flow &flow, const ConnectionShown &shown)
{
    const bool out = flow.from == shown.connection.id;
    const Connection *other = shown.snapshot.connection(out ? flow.to : flow.from);
    const QString name = other ? shown.veil.name(other->name) : QString();
    const QString line =
        out ? TravelCard::tr("Sends %1 to %2, %3") : TravelCard::tr("Receives %1 from %2, %3");
    return line.arg(shown.kindsOf(flow), name, carriedText(flow, shown));
}

} // namespace

TravelCard::TravelCard(QWidget *parent)
    : Card(tr("What goes where"), parent)
    , m_lines(columnIn(this))
{
    auto *map = new LinkButton(tr("Map"), Icon::ArrowRight, this);
    map->setAccessibleName(tr("Show this connection on the map"));
    map->setSymbolTrailing(true);
    connect(map, &QPushButton::clicked, this, &TravelCard::mapWanted);
    addAction(map);
}

void TravelCard::clear()
{
    clearColumn(m_lines);
}

void TravelCard::setConnection(const ConnectionShown &shown)
{
    clear();
    const QList<Flow> flows = shown.snapshot.flowsOf(shown.connection.id);
    for (const Flow &flow : flows)
        m_lines->addWidget(new PlainLabel(travelLine(flow, shown), TextRole::Body, Wrap::Yes, this));
    if (!flows.isEmpty())
        return;
    m_lines->addWidget(
        new PlainLabel(tr("Nothing is on the map for this connection yet. Say there what it sends "
                          "and receives."),
                       TextRole::Muted,
                       Wrap::Yes,
                       this));
}

WhoCard::WhoCard(QWidget *parent)
    : Card(tr("Who holds it"), parent)
    , m_lines(columnIn(this))
{}

void WhoCard::clear()
{
    clearColumn(m_lines);
}

void WhoCard::setConnection(const ConnectionShown &shown)
{
    clear();
    QStringList lines;
    const Connection &connection = shown.connection;
    if (connection.custody == Custody::HeldElsewhere)
        lines << tr("%1 holds its key.").arg(shown.holderOf(connection.heldBy));
    else
        lines << tr("Drawbridge keeps its key on this computer.");
    lines << tr("%1 looks after it.").arg(shown.veil.name(connection.owner));
    for (const Flow &flow : shown.snapshot.flowsOf(connection.id)) {
        if (flow.carrier == Carrier::Hub)
            lines << tr("%1 carries its data, so it has a key or a sign-in of its own.")
                         .arg(shown.holderOf(flow.carrierName));
        else if (flow.carrier == Carrier::Script && !flow.carrierName.isEmpty())
            lines << tr("The script %1 carries its data.").arg(flow.carrierName);
        else if (flow.carrier == Carrier::Person && !flow.carrierName.isEmpty())
            lines << tr("%1 carries its data by hand and sees it.")
                         .arg(shown.veil.name(flow.carrierName));
    }
    lines.removeDuplicates();
    for (const QString &line : std::as_const(lines))
        m_lines->addWidget(new PlainLabel(line, TextRole::Body, Wrap::Yes, this));
    m_lines->addWidget(new PlainLabel(tr("This is what you told. A copy that somebody made "
                                         "elsewhere cannot be seen from here."),
                                      TextRole::Muted,
                                      Wrap::Yes,
                                      this));
}

} // namespace drawbridge::ui
