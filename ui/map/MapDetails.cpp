// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/map/MapDetails.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/SidePanel.h"
#include "ui/kit/StatusPill.h"

#include <QBoxLayout>
#include <QDesktopServices>
#include <QUrl>

namespace drawbridge::ui {

namespace {

Tone toneOf(Sensitivity sensitivity)
{
    switch (sensitivity) {
    case Sensitivity::Low:
        return Tone::Good;
    case Sensitivity::Medium:
        return Tone::Accent;
    case Sensitivity::High:
        return Tone::Warning;
    case Sensitivity::Critical:
        break;
    }
    return Tone::Danger;
}

/// The profile's page with the connection's own {shop} filled in; empty where something is missing.
QString pageOf(const Connection &connection, const AppProfile *profile)
{
    if (!connection.shutOffPage.isEmpty())
        return connection.shutOffPage.toString();
    if (profile == nullptr)
        return {};
    QString page = profile->shutOff.page;
    for (auto it = connection.publicFields.cbegin(); it != connection.publicFields.cend(); ++it)
        page.replace(QString(QStringLiteral("{") + it.key() + QStringLiteral("}")), it.value());
    return page.contains(QChar(u'{')) ? QString() : page;
}

bool canOpen(const QString &page)
{
    const QUrl address(page, QUrl::StrictMode);
    return address.isValid() && address.scheme() == QStringLiteral("https");
}

QHBoxLayout *pillRow(std::initializer_list<StatusPill *> pills)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space::s);
    for (StatusPill *pill : pills)
        row->addWidget(pill);
    row->addStretch(1);
    return row;
}

} // namespace

QString holderName(const Catalog &catalog, const QString &idOrName)
{
    const AppProfile *profile = catalog.app(idOrName);
    return profile != nullptr ? profile->name : idOrName;
}

MapDetails::MapDetails(SidePanel &panel, const Workspace &workspace, QObject *parent)
    : QObject(parent)
    , m_panel(panel)
    , m_workspace(workspace)
{}

QVBoxLayout *MapDetails::body() const
{
    return m_panel.body();
}

QString MapDetails::name(const QString &text) const
{
    return nameText(text, m_names);
}

void MapDetails::addHead(const QString &text)
{
    body()->addSpacing(space::xs);
    body()->addWidget(new PlainLabel(text, TextRole::Strong, Wrap::Yes));
}

void MapDetails::addText(const QString &text)
{
    body()->addWidget(new PlainLabel(text, TextRole::Body, Wrap::Yes));
}

/// The name above its value: the panel is too narrow for both beside each other.
void MapDetails::addFact(const QString &title, const QString &value)
{
    if (value.isEmpty())
        return;
    auto *column = new QVBoxLayout;
    column->setSpacing(1);
    column->addWidget(new PlainLabel(title, TextRole::Caption, Wrap::Yes));
    auto *label = new PlainLabel(value, TextRole::Body, Wrap::Yes);
    label->setAccessibleName(title + QStringLiteral(": ") + value);
    column->addWidget(label);
    body()->addLayout(column);
}

void MapDetails::addMuted(const QString &text)
{
    body()->addWidget(new PlainLabel(text, TextRole::Muted, Wrap::Yes));
}

bool MapDetails::showFlow(const FlowId &id)
{
    m_snapshot = m_workspace.snapshot();
    const Flow *flow = m_snapshot->flow(id);
    const Connection *from = flow != nullptr ? m_snapshot->connection(flow->from) : nullptr;
    const Connection *to = flow != nullptr ? m_snapshot->connection(flow->to) : nullptr;
    if (from == nullptr || to == nullptr)
        return false;
    m_names = m_snapshot->settings.hideNames ? Names::Hidden : Names::Shown;
    m_panel.clear();
    m_panel.setTitle(tr("%1 to %2").arg(name(from->name), name(to->name)));
    addTravels(*flow);
    addAccess(*flow, *from, *to);
    addHead(tr("How to shut it off"));
    addShutOff(*from);
    addShutOff(*to);
    if (flow->carrier == Carrier::Hub && flow->carrierName != from->app
        && flow->carrierName != to->app)
        addHubShutOff(flow->carrierName);
    addFlowActions(*flow);
    m_panel.show();
    return true;
}

void MapDetails::addTravels(const Flow &flow)
{
    Sensitivity highest = Sensitivity::Low;
    QStringList kinds;
    for (const QString &id : flow.dataClasses) {
        const DataClass *kind = m_workspace.catalog().dataClass(id);
        kinds << (kind != nullptr ? kind->label : id);
        highest = std::max(highest, kind != nullptr ? kind->sensitivity : Sensitivity::Critical);
    }
    body()->addLayout(pillRow(
        {new StatusPill(sensitivityLabel(highest), toneOf(highest)),
         new StatusPill(howKnownLabel(flow.howKnown),
                        Tone::Neutral,
                        flow.howKnown == HowKnown::NotVisible ? Icon::Person : Icon::Eye)}));
    addFact(tr("What travels"), kinds.join(QStringLiteral(", ")));
    addFact(tr("Which fields"), flow.fields);
    addFact(tr("What for"), flow.purpose);
    addFact(tr("When"), flow.trigger);
    addFact(tr("How"),
            carrierText(flow.carrier, holderName(m_workspace.catalog(), flow.carrierName), m_names));
    addFact(tr("If it runs twice"), flow.ifTwice);
    addFact(tr("If it fails"), flow.ifItFails);
    addFact(tr("Who hears of it"), name(flow.whoHears));
    if (flow.howKnown == HowKnown::NotVisible)
        addMuted(tr("Drawbridge does not see this itself: it stands here because you said so."));
}

void MapDetails::addAccess(const Flow &flow, const Connection &from, const Connection &to)
{
    addHead(tr("Who can access it"));
    for (const Connection *end : {&from, &to}) {
        if (!end->owner.isEmpty())
            addText(tr("%1 looks after %2").arg(name(end->owner), name(end->name)));
        if (end->custody == Custody::HeldElsewhere)
            addText(tr("The key of %1 is not kept here. Who holds it: %2")
                        .arg(name(end->name), name(holderName(m_workspace.catalog(), end->heldBy))));
        else
            addText(tr("The key of %1 is kept here").arg(name(end->name)));
    }
    const QString carrier = holderName(m_workspace.catalog(), flow.carrierName);
    if (flow.carrier == Carrier::Hub && !carrier.isEmpty())
        addText(tr("%1 carries it and can read all of it").arg(carrier));
    else if (flow.carrier == Carrier::Person && !carrier.isEmpty())
        addText(tr("%1 carries it by hand").arg(name(carrier)));
    addMuted(tr("Whoever can log in at these apps may see it as well. Drawbridge cannot tell who "
                "that is."));
}

void MapDetails::addShutOff(const Connection &connection)
{
    const AppProfile *profile = m_workspace.catalog().app(connection.app);
    const ShutOff nothing;
    addSteps(tr("At %1").arg(name(connection.name)),
             profile != nullptr ? profile->shutOff : nothing,
             pageOf(connection, profile));
}

void MapDetails::addHubShutOff(const AppId &app)
{
    const AppProfile *profile = m_workspace.catalog().app(app);
    if (profile == nullptr)
        return;
    const QString page =
        profile->shutOff.page.contains(QChar(u'{')) ? QString() : profile->shutOff.page;
    addSteps(tr("At %1").arg(profile->name), profile->shutOff, page);
}

void MapDetails::addSteps(const QString &title, const ShutOff &shutOff, const QString &page)
{
    auto *head = new PlainLabel(title, TextRole::Muted, Wrap::Yes);
    body()->addWidget(head);
    for (qsizetype i = 0; i < shutOff.steps.size(); ++i)
        addText(tr("%1. %2").arg(QString::number(i + 1), shutOff.steps.at(i)));
    if (shutOff.steps.isEmpty())
        addText(tr("Delete or withdraw the key on the app's own page for keys or connected apps."));
    if (canOpen(page)) {
        auto *open = new SecondaryButton(tr("Open page"), Icon::ExternalLink);
        open->setAccessibleDescription(page);
        connect(open, &QAbstractButton::clicked, this, [page] {
            QDesktopServices::openUrl(QUrl(page));
        });
        auto *row = new QHBoxLayout;
        row->addWidget(open);
        row->addStretch(1);
        body()->addLayout(row);
    }
    if (!shutOff.livesOn.isEmpty())
        addMuted(tr("Afterwards: %1").arg(shutOff.livesOn));
}

void MapDetails::addFlowActions(const Flow &flow)
{
    const FlowId id = flow.id;
    addHead(tr("On this map"));
    auto *row = new QHBoxLayout;
    row->setSpacing(space::s);
    if (!flow.retiredAt.has_value()) {
        auto *change = new SecondaryButton(tr("Change"), Icon::Edit);
        connect(change, &QAbstractButton::clicked, this, [this, id] { Q_EMIT changeAsked(id); });
        auto *retire = new SecondaryButton(tr("Take it off the map"), Icon::Archive);
        connect(retire, &QAbstractButton::clicked, this, [this, id] { Q_EMIT retireAsked(id); });
        row->addWidget(change);
        row->addWidget(retire);
    }
    row->addStretch(1);
    body()->addLayout(row);
    addMuted(
        tr("Taking it off the map stops nothing: what it sends goes on until it is shut off at "
           "the apps."));
}

bool MapDetails::showConnection(const ConnectionId &id)
{
    m_snapshot = m_workspace.snapshot();
    const Connection *connection = m_snapshot->connection(id);
    if (connection == nullptr)
        return false;
    m_names = m_snapshot->settings.hideNames ? Names::Hidden : Names::Shown;
    m_panel.clear();
    m_panel.setTitle(name(connection->name));
    const Answer running = isRunning(*connection);
    auto *state = new StatusPill(tr("Not known if it runs"), Tone::Neutral);
    if (connection->paused)
        state->setStatus(tr("Paused"), Tone::Neutral, Icon::Pause);
    else if (running == Answer::Yes)
        state->setStatus(tr("Running"), Tone::Good);
    else if (running == Answer::No)
        state->setStatus(tr("Not running"), Tone::Danger);
    body()->addLayout(pillRow({state}));

    addFact(tr("App"), holderName(m_workspace.catalog(), connection->app));
    addFact(tr("What for"), connection->purpose);
    addFact(tr("Looked after by"), name(connection->owner));
    const bool here = connection->custody == Custody::HeldHere;
    addFact(tr("Key"), here ? tr("kept here") : tr("kept elsewhere"));
    if (!here)
        addFact(tr("Who holds it"), name(holderName(m_workspace.catalog(), connection->heldBy)));

    auto *open = new PrimaryButton(tr("Open connection"), Icon::ArrowRight);
    open->setSymbolTrailing(true);
    connect(open, &QAbstractButton::clicked, this, [this, id] { Q_EMIT connectionAsked(id); });
    body()->addWidget(open);

    const QList<Flow> flows = m_snapshot->flowsOf(id);
    addHead(flows.isEmpty() ? tr("Nothing is known to go in or out") : tr("What goes in and out"));
    for (const Flow &flow : flows) {
        const bool out = flow.from == id;
        const Connection *other = m_snapshot->connection(out ? flow.to : flow.from);
        if (other == nullptr)
            continue;
        auto *link = new LinkButton(out ? tr("To %1").arg(name(other->name))
                                        : tr("From %1").arg(name(other->name)),
                                    out ? Icon::ArrowRight : Icon::ArrowLeft);
        connect(link, &QAbstractButton::clicked, this, [this, flowId = flow.id] {
            Q_EMIT flowAsked(flowId);
        });
        auto *row = new QHBoxLayout;
        row->addWidget(link);
        row->addStretch(1);
        body()->addLayout(row);
    }
    if (m_snapshot->connections.size() > 1) {
        auto *add = new SecondaryButton(tr("Say what it sends"), Icon::Plus);
        connect(add, &QAbstractButton::clicked, this, [this, id] { Q_EMIT newFlowAsked(id); });
        body()->addWidget(add);
    }
    m_panel.show();
    return true;
}

} // namespace drawbridge::ui
