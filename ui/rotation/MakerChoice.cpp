// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rotation/MakerChoice.h"

#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/Toggles.h"

#include <QVBoxLayout>

namespace drawbridge::ui {

MakerChoice::MakerChoice(const RotationShown &shown,
                                 const ConnectionId &proposed,
                                 QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    column->addWidget(new PlainLabel(whoseKey(shown.profile), TextRole::Muted, Wrap::Yes, this));
    for (const Connection &other : shown.snapshot.connections) {
        const bool fits = other.app == shown.connection.app && other.id != shown.connection.id
            && other.environment == shown.connection.environment
            && other.custody == Custody::HeldHere && !other.paused;
        if (!fits)
            continue;
        auto *choice = new RadioButton(tr("The key of %1").arg(shown.veil.name(other.name)), this);
        choice->setChecked(other.id == proposed);
        column->addWidget(choice);
        m_connections.append({other.id, choice});
    }
    if (!m_connections.isEmpty()) {
        m_paste = new RadioButton(tr("Another one, for this once"), this);
        m_paste->setChecked(connection() == ConnectionId());
        column->addWidget(m_paste);
    }
    m_pasteArea = new QWidget(this);
    auto *area = new QVBoxLayout(m_pasteArea);
    area->setContentsMargins(m_paste ? space::xl : 0, 0, 0, 0);
    area->setSpacing(space::s);
    addFields(shown, area);
    column->addWidget(m_pasteArea);
    m_pasteArea->setVisible(isPasted());
    if (!m_paste)
        return;
    connect(m_paste, &QAbstractButton::toggled, this, [this](bool on) {
        m_pasteArea->setVisible(on);
        Q_EMIT changed();
    });
}

MakerChoice::~MakerChoice() = default;

void MakerChoice::addFields(const RotationShown &shown, QVBoxLayout *column)
{
    const AuthOption *option = shown.profile.authOption(shown.connection.auth);
    for (const AuthField &field : option ? option->fields : QList<AuthField>()) {
        if (!field.secret)
            continue;
        const QString name = tr("%1 that may manage keys").arg(field.label);
        auto *input = new SecretField(name, m_pasteArea);
        auto *row = new FormRow(name, input, m_pasteArea);
        connect(input, &SecretField::edited, row, [row] { row->setError(QString()); });
        connect(input, &SecretField::returnPressed, this, &MakerChoice::submitted);
        column->addWidget(row);
        m_fields.append({field.name, input});
        m_rows.append(row);
    }
    setLater(false);
}

void MakerChoice::setLater(bool later)
{
    if (m_rows.isEmpty())
        return;
    m_rows.first()->setHelp(
        later ? tr("It is used for this only, and not kept. If Drawbridge is closed or "
                   "locked before then, it asks for it again.")
              : tr("It is used for this only, and kept nowhere."));
}

bool MakerChoice::isPasted() const
{
    return !m_paste || m_paste->isChecked();
}

ConnectionId MakerChoice::connection() const
{
    for (const auto &[id, choice] : m_connections) {
        if (choice->isChecked())
            return id;
    }
    return {};
}

OneTimeKey MakerChoice::takeKey()
{
    OneTimeKey key;
    if (!isPasted())
        return key;
    for (const auto &[name, field] : std::as_const(m_fields))
        key.insert(name, share(field->takeSecret()));
    return key;
}

bool MakerChoice::check()
{
    if (!isPasted())
        return true;
    for (qsizetype i = 0; i < m_fields.size(); ++i) {
        if (!m_fields.at(i).second->isEmpty())
            continue;
        m_rows.at(i)->setError(tr("Paste it here."));
        m_fields.at(i).second->setFocus(Qt::OtherFocusReason);
        return false;
    }
    return true;
}

} // namespace drawbridge::ui
