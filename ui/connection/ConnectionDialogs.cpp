// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/ConnectionDialogs.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/ComboBox.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/ProgressRow.h"
#include "ui/kit/SecretField.h"

#include <QCompleter>
#include <QLineEdit>
#include <QVBoxLayout>

namespace drawbridge::ui {

ReplaceKeyDialog::ReplaceKeyDialog(const Connection &connection,
                                   const AppProfile &profile,
                                   QWidget *anchor)
    : Dialog(tr("Replace the key of %1").arg(connection.name),
             tr("Make a new key at %1 first. It is tried before it is kept, and the old one stays "
                "here as the one "
                "before. Shut the old one off at %1 once everything uses the new one.")
                 .arg(profile.name),
             anchor)
    , m_connection(connection.id)
{
    setCardWidth(480);
    if (const AuthOption *option = profile.authOption(connection.auth)) {
        for (const AuthField &field : option->fields) {
            if (!field.secret)
                continue;
            auto *input = new SecretField(field.label, this);
            auto *row = new FormRow(field.label, input, this);
            row->setHelp(field.where);
            body()->addWidget(row);
            m_fields.append({field.name, input});
            if (!m_first)
                m_first = row;
            connect(input, &SecretField::returnPressed, this, &ReplaceKeyDialog::submit);
            connect(input, &SecretField::edited, this, [this] { m_first->setError(QString()); });
        }
    }
    m_endsAt = new QLineEdit(this);
    m_endsAt->setPlaceholderText(tr("2027-02-21, or empty if it has no end"));
    m_endsRow = new FormRow(tr("Ends at the provider"), m_endsAt, this);
    body()->addWidget(m_endsRow);
    m_progress = new ProgressRow(this);
    connect(m_progress, &ProgressRow::cancelled, this, &ReplaceKeyDialog::stopWanted);
    body()->addWidget(m_progress);
    addCancel();
    m_replace = addPrimary(tr("Replace"));
    connect(m_replace, &QPushButton::clicked, this, &ReplaceKeyDialog::submit);
}

void ReplaceKeyDialog::submit()
{
    ReplaceKey command;
    command.id = m_connection;
    m_endsRow->setError(QString());
    if (!m_endsAt->text().trimmed().isEmpty()) {
        const QDate date = QDate::fromString(m_endsAt->text().trimmed(), Qt::ISODate);
        if (!date.isValid()) {
            m_endsRow->setError(tr("Write the day like 2027-02-21."));
            return;
        }
        command.endsAt = date;
    }
    for (const auto &[name, field] : m_fields) {
        if (field->isEmpty()) {
            setProblem(tr("Paste the new key here."));
            return;
        }
        command.secrets.insert(name, share(field->copySecret()));
    }
    Q_EMIT submitted(command);
}

void ReplaceKeyDialog::setWorking(bool working)
{
    m_replace->setBusy(working);
    if (working)
        m_progress->begin(tr("Trying the new key"));
    else
        m_progress->finish();
}

void ReplaceKeyDialog::setProblem(const QString &problem)
{
    if (m_first)
        m_first->setError(problem);
}

EditConnectionDialog::EditConnectionDialog(const Connection &connection,
                                           const Snapshot &snapshot,
                                           const Catalog &catalog,
                                           QWidget *anchor)
    : Dialog(tr("Change %1").arg(connection.name), QString(), anchor)
    , m_before(connection)
    , m_catalog(catalog)
{
    setCardWidth(480);
    const auto add = [this](const QString &label, const QString &value) {
        auto *input = new QLineEdit(value, this);
        auto *row = new FormRow(label, input, this);
        body()->addWidget(row);
        return std::pair{input, row};
    };
    std::tie(m_name, m_nameRow) = add(tr("Name"), connection.name);
    m_purpose = add(tr("What it is for"), connection.purpose).first;
    m_owner = add(tr("Who looks after it"), connection.owner).first;
    const auto offerPeople = [this, &snapshot](QLineEdit *field) {
        QStringList names;
        for (const Person &person : snapshot.people) {
            if (!person.leftOn)
                names.append(person.name);
        }
        auto *people = new QCompleter(names, this);
        people->setCaseSensitivity(Qt::CaseInsensitive);
        people->setFilterMode(Qt::MatchContains);
        field->setCompleter(people);
    };
    if (!snapshot.settings.hideNames)
        offerPeople(m_owner);
    if (connection.custody == Custody::HeldElsewhere)
        m_heldBy = add(tr("Held by"),
                       m_catalog.app(connection.heldBy) ? m_catalog.app(connection.heldBy)->name
                                                        : connection.heldBy)
                       .first;
    if (m_heldBy && !snapshot.settings.hideNames)
        offerPeople(m_heldBy);
    m_area = new ComboBox(tr("Area"), this);
    for (const Boundary &boundary : snapshot.boundaries)
        m_area->addItem(boundary.name, boundary.id.text());
    m_area->setCurrentIndex(m_area->findData(connection.boundary.text()));
    body()->addWidget(new FormRow(tr("Area on the map"), m_area, this));
    addCancel();
    Button *save = addPrimary(tr("Save"));
    connect(save, &QPushButton::clicked, this, &EditConnectionDialog::submit);
}

QString EditConnectionDialog::holder() const
{
    const QString typed = m_heldBy->text().trimmed();
    for (const AppProfile &app : m_catalog.apps()) {
        if (app.kind == AppKind::Hub && app.name.compare(typed, Qt::CaseInsensitive) == 0)
            return app.id;
    }
    return typed;
}

void EditConnectionDialog::submit()
{
    EditConnection command;
    command.id = m_before.id;
    command.revision = m_before.revision;
    command.name = m_name->text().trimmed();
    command.purpose = m_purpose->text().trimmed();
    command.owner = m_owner->text().trimmed();
    if (m_heldBy)
        command.heldBy = holder();
    if (m_area->currentIndex() >= 0)
        command.boundary = BoundaryId(m_area->currentData().toString());
    Q_EMIT submitted(command);
}

void EditConnectionDialog::setProblem(const QString &problem)
{
    m_nameRow->setError(problem);
}

} // namespace drawbridge::ui
