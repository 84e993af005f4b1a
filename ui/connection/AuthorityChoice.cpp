// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/AuthorityChoice.h"

#include "ui/kit/ComboBox.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/SecretField.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

/// In the box's data, where a connection has its id.
const QString itself = QStringLiteral("itself");
const QString pasted = QStringLiteral("pasted");

bool hasKeyToUse(const Connection &connection, const ConnectionShown &shown)
{
    if (connection.id == shown.connection.id || connection.app != shown.connection.app
        || connection.custody != Custody::HeldHere || connection.auth != shown.connection.auth)
        return false;
    for (const Credential &credential : shown.snapshot.credentialsOf(connection.id)) {
        if (credential.current())
            return true;
    }
    return false;
}

/// What goes with a key and is another with each: the id that a request shows beside the secret.
bool goesWithTheKey(const AuthOption &option, const AuthField &field)
{
    const QString name = QStringLiteral("{%1}").arg(field.name);
    return !field.secret && (option.request.user == name || option.request.password == name);
}

} // namespace

AuthorityChoice::AuthorityChoice(const ConnectionShown &shown, QWidget *parent)
    : QWidget(parent)
    , m_who(new ComboBox(tr("Which key tells %1").arg(shown.profile.name), this))
    , m_once(new QWidget(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(12);
    column->addWidget(new PlainLabel(tr("To end a key, %1 wants: %2.")
                                         .arg(shown.profile.name, shown.profile.shutOff.api->needs),
                                     TextRole::Body,
                                     Wrap::Yes,
                                     this));
    m_who->addItem(tr("This key itself"), itself);
    for (const Connection &connection : shown.snapshot.connections) {
        if (hasKeyToUse(connection, shown))
            m_who->addItem(tr("The key of %1").arg(shown.veil.name(connection.name)),
                           connection.id.text());
    }
    m_who->addItem(tr("Another key, pasted for this once"), pasted);
    column->addWidget(new FormRow(tr("Which key tells %1").arg(shown.profile.name), m_who, this));
    addOnce(shown);
    column->addWidget(m_once);
    connect(m_who, &QComboBox::currentIndexChanged, this, &AuthorityChoice::showOnce);
    showOnce();
}

void AuthorityChoice::addOnce(const ConnectionShown &shown)
{
    auto *column = new QVBoxLayout(m_once);
    column->setContentsMargins({});
    column->setSpacing(12);
    const AuthOption *option = shown.profile.authOption(shown.connection.auth);
    for (const AuthField &field : option ? option->fields : QList<AuthField>()) {
        FormRow *row = nullptr;
        if (field.secret) {
            auto *input = new SecretField(field.label, m_once);
            row = new FormRow(field.label, input, m_once);
            connect(input, &SecretField::edited, row, [row] { row->setError(QString()); });
            m_secrets.append({field.name, input});
        } else if (goesWithTheKey(*option, field)) {
            auto *input = new QLineEdit(m_once);
            row = new FormRow(field.label, input, m_once);
            connect(input, &QLineEdit::textEdited, row, [row] { row->setError(QString()); });
            m_fields.append({field.name, input});
        } else {
            continue;
        }
        column->addWidget(row);
        m_rows.append(row);
    }
    column->addWidget(
        new PlainLabel(tr("It goes to %1 with this one call and is kept nowhere here.")
                           .arg(shown.profile.name),
                       TextRole::Muted,
                       Wrap::Yes,
                       m_once));
}

void AuthorityChoice::showOnce()
{
    m_once->setVisible(m_who->currentData().toString() == pasted);
    if (m_once->isVisible())
        return;
    for (const auto &[name, field] : std::as_const(m_secrets))
        field->clear();
}

bool AuthorityChoice::fill(StartShutOff &command)
{
    const QString who = m_who->currentData().toString();
    if (who == itself)
        return true;
    if (who != pasted) {
        command.authority = ConnectionId(who);
        return true;
    }
    for (const auto &[name, field] : std::as_const(m_secrets)) {
        if (field->isEmpty()) {
            for (FormRow *row : std::as_const(m_rows)) {
                if (row->field() == field)
                    row->setError(tr("Paste the key here, or choose another above."));
            }
            return false;
        }
        command.onceSecrets.insert(name, share(field->copySecret()));
    }
    for (const auto &[name, field] : std::as_const(m_fields)) {
        if (!field->text().trimmed().isEmpty())
            command.onceFields.insert(name, field->text().trimmed());
    }
    return true;
}

} // namespace drawbridge::ui
