// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/NoteDialogs.h"

#include "core/workspace/Apps.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/ComboBox.h"
#include "ui/kit/DateField.h"
#include "ui/kit/FormRow.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

constexpr int cardWidth = 480;
constexpr int longestName = 120;
/// Before the name of a hub that is no place yet.
const QString hubMark = QStringLiteral("app:");

} // namespace

SightingDialog::SightingDialog(const Snapshot &snapshot,
                               const Connection &connection,
                               const Sighting *known,
                               const NameVeil &veil,
                               QWidget *anchor)
    : Dialog(known ? tr("Change who can see it") : tr("Who can see it?"),
             tr("Note what is so today. When this person leaves, the key comes onto the list of "
                "what to replace."),
             anchor)
    , m_connection(connection.id)
    , m_credential(known ? known->credential : CredentialId())
{
    setCardWidth(cardWidth);
    m_person = new ComboBox(tr("Person"), this);
    for (const Person &person : snapshot.people) {
        if (!person.leftOn || (known && known->person == person.id))
            m_person->addItem(veil.name(person.name), person.id.text());
    }
    m_person->addItem(tr("Somebody new"), QString());
    if (known)
        m_person->setCurrentIndex(m_person->findData(known->person.text()));
    m_person->setEnabled(known == nullptr);
    body()->addWidget(new FormRow(tr("Person"), m_person, this));
    m_name = new QLineEdit(this);
    m_name->setMaxLength(longestName);
    m_nameRow = new FormRow(tr("Name"), m_name, this);
    body()->addWidget(m_nameRow);
    m_kind = new ComboBox(tr("How"), this);
    m_kind->addItem(tr("Has the key itself"), toText(SightKind::Key));
    m_kind->addItem(tr("Manages the app, and can read its keys there"), toText(SightKind::Admin));
    m_kind->addItem(tr("Signs in to the app"), toText(SightKind::App));
    if (known)
        m_kind->setCurrentIndex(m_kind->findData(toText(known->kind)));
    m_kind->setEnabled(known == nullptr);
    body()->addWidget(new FormRow(tr("How"), m_kind, this));
    const QDate today = snapshot.takenAt.toLocalTime().date();
    m_since = new DateField(tr("Since"), this);
    m_since->setNone(tr("not known"));
    m_since->setDay(known ? known->since : std::nullopt);
    body()->addWidget(new FormRow(tr("Since"), m_since, this));
    m_checked = new DateField(tr("Last looked"), this);
    m_checked->setDay(today);
    m_last = new FormRow(tr("Last looked"), m_checked, this);
    m_last->setHelp(tr("After 90 days it counts as not checked."));
    body()->addWidget(m_last);
    if (known) {
        m_until = new DateField(tr("Until"), this);
        m_until->setNone(tr("can see it now"));
        m_until->setDay(known->until);
        m_last = new FormRow(tr("Until"), m_until, this);
        body()->addWidget(m_last);
    }
    connect(m_person, &QComboBox::currentIndexChanged, this, &SightingDialog::showName);
    showName();
    addCancel();
    Button *save = addPrimary(tr("Note it"));
    connect(save, &QPushButton::clicked, this, &SightingDialog::submit);
}

void SightingDialog::showName()
{
    m_nameRow->setVisible(m_person->currentData().toString().isEmpty());
}

void SightingDialog::submit()
{
    const QString person = m_person->currentData().toString();
    const QString name = m_name->text().trimmed();
    m_nameRow->setError(QString());
    m_last->setError(QString());
    if (person.isEmpty() && name.isEmpty()) {
        m_nameRow->setError(tr("Say the person's name."));
        m_name->setFocus();
        return;
    }
    NoteSighting command;
    command.person = PersonId(person);
    command.connection = m_connection;
    command.credential = m_credential;
    command.kind = fromText<SightKind>(m_kind->currentData().toString()).value_or(SightKind::Key);
    command.since = m_since->day();
    command.checkedOn = m_checked->day();
    command.until = m_until ? m_until->day() : std::nullopt;
    Q_EMIT submitted(command, person.isEmpty() ? name : QString());
}

void SightingDialog::setProblem(const QString &problem)
{
    (m_nameRow->isVisible() ? m_nameRow : m_last)->setError(problem);
}

PlacementDialog::PlacementDialog(const Snapshot &snapshot,
                                 const Connection &connection,
                                 const Catalog &catalog,
                                 const NameVeil &veil,
                                 QWidget *anchor)
    : Dialog(
        tr("Where is its key used?"),
        tr("Note each place the key was pasted, so that none is forgotten when it is replaced."),
        anchor)
    , m_connection(connection.id)
{
    setCardWidth(cardWidth);
    m_place = new ComboBox(tr("Place"), this);
    for (const Place &place : snapshot.places)
        m_place->addItem(place.kind == PlaceKind::App ? place.name : veil.name(place.name),
                         place.id.text());
    for (const AppProfile &app : catalog.apps()) {
        const bool isThere =
            std::any_of(snapshot.places.cbegin(),
                        snapshot.places.cend(),
                        [&app](const Place &place) { return place.app == app.id; });
        if (app.kind == AppKind::Hub && !isThere)
            m_place->addItem(app.name, QString(hubMark + app.id));
    }
    m_place->addItem(tr("Another place"), QString());
    body()->addWidget(new FormRow(tr("Place"), m_place, this));
    m_name = new QLineEdit(this);
    m_name->setMaxLength(longestName);
    m_nameRow = new FormRow(tr("Name of the place"), m_name, this);
    m_nameRow->setHelp(tr("Such as \"Newsletter plug-in\" or a colleague's name."));
    body()->addWidget(m_nameRow);
    m_kind = new ComboBox(tr("What it is"), this);
    m_kind->addItem(tr("Website plug-in"), toText(PlaceKind::WebsitePlugIn));
    m_kind->addItem(tr("Script"), toText(PlaceKind::Script));
    m_kind->addItem(tr("Colleague"), toText(PlaceKind::Colleague));
    m_kind->addItem(tr("App"), toText(PlaceKind::App));
    m_kind->addItem(tr("Something else"), toText(PlaceKind::Other));
    m_kindRow = new FormRow(tr("What it is"), m_kind, this);
    body()->addWidget(m_kindRow);
    m_since = new DateField(tr("Since"), this);
    m_since->setDay(snapshot.takenAt.toLocalTime().date());
    m_last = new FormRow(tr("Pasted there on"), m_since, this);
    body()->addWidget(m_last);
    connect(m_place, &QComboBox::currentIndexChanged, this, &PlacementDialog::showName);
    showName();
    addCancel();
    Button *save = addPrimary(tr("Note it"));
    connect(save, &QPushButton::clicked, this, &PlacementDialog::submit);
}

void PlacementDialog::showName()
{
    const bool isNew = m_place->currentData().toString().isEmpty();
    m_nameRow->setVisible(isNew);
    m_kindRow->setVisible(isNew);
}

void PlacementDialog::submit()
{
    const QString place = m_place->currentData().toString();
    m_nameRow->setError(QString());
    m_last->setError(QString());
    NotePlacement command;
    command.connection = m_connection;
    command.since = m_since->day();
    AddPlace made;
    if (place.startsWith(hubMark)) {
        made = {m_place->currentText(), PlaceKind::App, place.mid(hubMark.size())};
    } else if (place.isEmpty()) {
        made = {m_name->text().trimmed(),
                fromText<PlaceKind>(m_kind->currentData().toString()).value_or(PlaceKind::Other),
                {}};
        if (made.name.isEmpty()) {
            m_nameRow->setError(tr("Say what the place is called."));
            m_name->setFocus();
            return;
        }
    } else {
        command.place = PlaceId(place);
    }
    Q_EMIT submitted(command, made);
}

void PlacementDialog::setProblem(const QString &problem)
{
    (m_nameRow->isVisible() ? m_nameRow : m_last)->setError(problem);
}

} // namespace drawbridge::ui
