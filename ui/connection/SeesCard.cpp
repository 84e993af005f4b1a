// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/SeesCard.h"

#include "ui/connection/NoteRow.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/DateText.h"
#include "ui/kit/PlainLabel.h"

#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

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
    column->setSpacing(space::xs);
    card->body()->addLayout(column);
    return column;
}

QDate todayOf(const ConnectionShown &shown)
{
    return shown.snapshot.takenAt.toLocalTime().date();
}

QString kindText(SightKind kind, bool isOver)
{
    switch (kind) {
    case SightKind::Key:
        return isOver ? SeesCard::tr("Had the key") : SeesCard::tr("Has the key");
    case SightKind::Admin:
        return isOver ? SeesCard::tr("Managed the app") : SeesCard::tr("Manages the app");
    case SightKind::App:
        break;
    }
    return isOver ? SeesCard::tr("Signed in to the app") : SeesCard::tr("Signs in to the app");
}

/// "Has the key since 3 Mar. Checked today."
QString detailsOf(const Sighting &sighting, const QDate &today)
{
    const QString kind = kindText(sighting.kind, sighting.until.has_value());
    if (sighting.until)
        return SeesCard::tr("%1 until %2.").arg(kind, shortDate(*sighting.until, today));
    const QString checked =
        SeesCard::tr("Last checked %1.").arg(dateText(sighting.checkedOn, today));
    return sighting.since
        ? SeesCard::tr("%1 since %2. %3").arg(kind, shortDate(*sighting.since, today), checked)
        : SeesCard::tr("%1. %2").arg(kind, checked);
}

NoteSighting commandFor(const Sighting &sighting)
{
    return {sighting.person,
            sighting.connection,
            sighting.credential,
            sighting.kind,
            sighting.since,
            {},
            {}};
}

QString placeKindText(PlaceKind kind)
{
    switch (kind) {
    case PlaceKind::App:
        return PlacesCard::tr("App");
    case PlaceKind::WebsitePlugIn:
        return PlacesCard::tr("Website plug-in");
    case PlaceKind::Script:
        return PlacesCard::tr("Script");
    case PlaceKind::Colleague:
        return PlacesCard::tr("Colleague");
    case PlaceKind::Other:
        break;
    }
    return PlacesCard::tr("Other place");
}

/// The number of the key in use, 0 where there is none.
int currentNumber(const ConnectionShown &shown, const CredentialId &id)
{
    for (const Credential &credential : shown.snapshot.credentialsOf(shown.connection.id)) {
        const CredentialVersion *current = credential.id == id ? credential.current() : nullptr;
        if (current)
            return current->number;
    }
    return 0;
}

} // namespace

SeesCard::SeesCard(QWidget *parent)
    : Card(tr("Who can see it"), parent)
    , m_lines(columnIn(this))
{
    auto *add = new LinkButton(tr("Add"), Icon::Plus, this);
    add->setAccessibleName(tr("Add who can see it"));
    connect(add, &QPushButton::clicked, this, &SeesCard::addWanted);
    addAction(add);
}

void SeesCard::clear()
{
    clearColumn(m_lines);
}

void SeesCard::setConnection(const ConnectionShown &shown)
{
    clear();
    int rows = 0;
    for (const bool isOver : {false, true}) {
        for (const Sighting &sighting : shown.snapshot.sightings) {
            const Person *person = shown.snapshot.person(sighting.person);
            if (sighting.connection != shown.connection.id || !person
                || sighting.until.has_value() != isOver)
                continue;
            addRow(shown, sighting, *person);
            ++rows;
        }
    }
    if (rows == 0)
        m_lines->addWidget(new PlainLabel(tr("Nobody is noted yet. When somebody leaves, this is "
                                             "how you know which keys to replace."),
                                          TextRole::Muted,
                                          Wrap::Yes,
                                          this));
    if (!shown.snapshot.people.isEmpty()) {
        auto *people =
            new LinkButton(tr("People, and when somebody leaves"), Icon::ArrowRight, this);
        people->setSymbolTrailing(true);
        people->setFlush();
        connect(people, &QPushButton::clicked, this, &SeesCard::peopleWanted);
        m_lines->addWidget(people, 0, Qt::AlignLeft);
    }
}

void SeesCard::addRow(const ConnectionShown &shown, const Sighting &sighting, const Person &person)
{
    const QDate today = todayOf(shown);
    const QString name = shown.veil.name(person.name);
    auto *row = new NoteRow(name, detailsOf(sighting, today), this);
    if (!sighting.until) {
        if (!sighting.isChecked(today))
            row->setStatus(tr("Not checked"), Tone::Warning);
        Button *still = row->addButton(tr("Still so"), tr("%1 can still see it").arg(name));
        connect(still, &QPushButton::clicked, this, [this, sighting] {
            Q_EMIT noteWanted(commandFor(sighting));
        });
        Button *change = row->addButton(tr("Change"), tr("Change what is noted of %1").arg(name));
        connect(change, &QPushButton::clicked, this, [this, id = sighting.id] {
            Q_EMIT editWanted(id);
        });
    }
    Button *remove = row->addButton(tr("Remove"), tr("Remove the note about %1").arg(name));
    connect(remove, &QPushButton::clicked, this, [this, id = sighting.id] {
        Q_EMIT forgetWanted(id);
    });
    m_lines->addWidget(row);
}

PlacesCard::PlacesCard(QWidget *parent)
    : Card(tr("Where it is used"), parent)
    , m_lines(columnIn(this))
{
    auto *add = new LinkButton(tr("Add"), Icon::Plus, this);
    add->setAccessibleName(tr("Add where it is used"));
    connect(add, &QPushButton::clicked, this, &PlacesCard::addWanted);
    addAction(add);
}

void PlacesCard::clear()
{
    clearColumn(m_lines);
}

void PlacesCard::setConnection(const ConnectionShown &shown)
{
    clear();
    int rows = 0;
    for (const bool isOver : {false, true}) {
        for (const Placement &placement : shown.snapshot.placements) {
            const Place *place = shown.snapshot.place(placement.place);
            if (placement.connection != shown.connection.id || !place
                || placement.removedOn.has_value() != isOver)
                continue;
            addRow(shown, placement, *place);
            ++rows;
        }
    }
    if (rows == 0)
        m_lines->addWidget(new PlainLabel(tr("No place is noted yet. Each place that has the key "
                                             "needs the new one when it is replaced."),
                                          TextRole::Muted,
                                          Wrap::Yes,
                                          this));
    addHeld(shown);
}

void PlacesCard::addRow(const ConnectionShown &shown, const Placement &placement, const Place &place)
{
    const QDate today = todayOf(shown);
    const QString name = place.kind == PlaceKind::App ? place.name : shown.veil.name(place.name);
    const QString kind = placeKindText(place.kind);
    const QString since = shortDate(placement.since, today);
    QString details = tr("%1. Since %2.").arg(kind, since);
    if (placement.removedOn)
        details = tr("%1. Taken out %2.").arg(kind, dateText(*placement.removedOn, today));
    else if (placement.version > 0)
        details = tr("%1. Key %2, since %3.").arg(kind, QString::number(placement.version), since);
    else if (placement.credential.isValid())
        details = tr("%1. Since %2; not known which key.").arg(kind, since);
    auto *row = new NoteRow(name, details, this);
    const NotePlacement again{placement.place,
                              placement.connection,
                              placement.credential,
                              {},
                              {},
                              {}};
    if (!placement.removedOn) {
        const int current = currentNumber(shown, placement.credential);
        if (placement.version > 0 && placement.version < current) {
            row->setStatus(tr("Older key"), Tone::Warning);
            Button *pasted =
                row->addButton(tr("Has the new key"), tr("%1 has the new key").arg(name));
            connect(pasted, &QPushButton::clicked, this, [this, again] {
                Q_EMIT noteWanted(again);
            });
        }
        Button *out = row->addButton(tr("Taken out"), tr("The key was taken out of %1").arg(name));
        NotePlacement ended = again;
        ended.removedOn = today;
        connect(out, &QPushButton::clicked, this, [this, ended] { Q_EMIT noteWanted(ended); });
    }
    Button *remove = row->addButton(tr("Remove"), tr("Remove the note about %1").arg(name));
    connect(remove, &QPushButton::clicked, this, [this, id = placement.id] {
        Q_EMIT forgetWanted(id);
    });
    m_lines->addWidget(row);
}

void PlacesCard::addHeld(const ConnectionShown &shown)
{
    if (shown.profile.kind != AppKind::Hub)
        return;
    QStringList names;
    for (const ConnectionId &id : heldBy(shown.connection.app, shown.snapshot.peopleState())) {
        const Connection *held = shown.snapshot.connection(id);
        if (held)
            names.append(shown.veil.name(held->name));
    }
    m_lines->addWidget(new PlainLabel(
        names.isEmpty()
            ? tr("%1 can hold keys of other apps. None is noted yet: add it on the page of each.")
                  .arg(shown.profile.name)
            : tr("%1 holds at least: %2. Whoever manages it can use them.")
                  .arg(shown.profile.name, names.join(QStringLiteral(", "))),
        names.isEmpty() ? TextRole::Muted : TextRole::Body,
        Wrap::Yes,
        this));
}

} // namespace drawbridge::ui
