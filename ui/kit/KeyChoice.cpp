// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/KeyChoice.h"

#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/Toggles.h"

#include <QLineEdit>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace drawbridge::ui {

KeyChoice::KeyChoice(const Asked &asked, QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    column->addWidget(new PlainLabel(asked.needs, TextRole::Muted, Wrap::Yes, this));
    const bool isOnlyPasted = !asked.itself && asked.kept.isEmpty();
    if (asked.itself)
        addChoice(tr("This key itself"), column)->setChecked(!asked.proposed.isValid());
    for (const auto &[id, name] : asked.kept) {
        QRadioButton *choice = addChoice(tr("The key of %1").arg(name), column);
        choice->setChecked(id == asked.proposed);
        m_connections.append({id, choice});
    }
    if (!isOnlyPasted) {
        m_paste = addChoice(tr("Another one, for this once"), column);
        m_paste->setChecked(!asked.itself && !connection().isValid());
    }
    m_pasteArea = new QWidget(this);
    auto *area = new QVBoxLayout(m_pasteArea);
    area->setContentsMargins(m_paste ? space::xl : 0, 0, 0, 0);
    area->setSpacing(space::s);
    for (const AuthField &field : asked.fields)
        addField(field, area);
    setLater(false);
    column->addWidget(m_pasteArea);
    showPasteArea();
}

QRadioButton *KeyChoice::addChoice(const QString &text, QVBoxLayout *column)
{
    auto *choice = new RadioButton(text, this);
    column->addWidget(choice);
    connect(choice, &QAbstractButton::toggled, this, [this](bool on) {
        if (!on || !m_pasteArea)
            return;
        showPasteArea();
        Q_EMIT changed();
    });
    return choice;
}

void KeyChoice::addField(const AuthField &about, QVBoxLayout *column)
{
    Field field;
    field.about = about;
    if (about.secret) {
        field.secret = new SecretField(about.label, m_pasteArea);
        field.row = new FormRow(about.label, field.secret, m_pasteArea);
        connect(field.secret, &SecretField::edited, field.row, [row = field.row] {
            row->setError(QString());
        });
        connect(field.secret, &SecretField::returnPressed, this, &KeyChoice::submitted);
    } else {
        field.text = new QLineEdit(m_pasteArea);
        field.text->setPlaceholderText(about.example);
        field.row = new FormRow(about.label, field.text, m_pasteArea);
        field.row->setHelp(about.help);
        connect(field.text, &QLineEdit::textEdited, field.row, [row = field.row] {
            row->setError(QString());
        });
        connect(field.text, &QLineEdit::returnPressed, this, &KeyChoice::submitted);
    }
    column->addWidget(field.row);
    m_fields.append(field);
}

void KeyChoice::setLater(bool later)
{
    for (const Field &field : std::as_const(m_fields)) {
        if (!field.secret)
            continue;
        field.row->setHelp(
            later ? tr("It is used for this only, and not kept. If Drawbridge is closed or "
                       "locked before then, it asks for it again.")
                  : tr("It is used for this only, and kept nowhere."));
        return;
    }
}

/// What was pasted and is not wanted after all does not stay.
void KeyChoice::showPasteArea()
{
    m_pasteArea->setVisible(isPasted());
    if (isPasted())
        return;
    for (const Field &field : std::as_const(m_fields)) {
        if (field.secret)
            field.secret->clear();
    }
}

bool KeyChoice::isPasted() const
{
    return !m_paste || m_paste->isChecked();
}

ConnectionId KeyChoice::connection() const
{
    for (const auto &[id, choice] : m_connections) {
        if (choice->isChecked())
            return id;
    }
    return {};
}

QMap<QString, SharedSecret> KeyChoice::takeSecrets()
{
    QMap<QString, SharedSecret> secrets;
    for (const Field &field : std::as_const(m_fields)) {
        if (isPasted() && field.secret && !field.secret->isEmpty())
            secrets.insert(field.about.name, share(field.secret->takeSecret()));
    }
    return secrets;
}

QMap<QString, QString> KeyChoice::publicFields() const
{
    QMap<QString, QString> values;
    for (const Field &field : m_fields) {
        if (isPasted() && field.text && !field.text->text().trimmed().isEmpty())
            values.insert(field.about.name, field.text->text().trimmed());
    }
    return values;
}

QString KeyChoice::problemOf(const Field &field)
{
    if (field.secret)
        return field.secret->isEmpty() && field.about.required ? tr("Paste it here.") : QString();
    const QString value = field.text->text().trimmed();
    if (value.isEmpty())
        return field.about.required ? tr("It goes with that key.") : QString();
    const QRegularExpression pattern(
        QRegularExpression::anchoredPattern(QString(u'(' % field.about.pattern % u')')));
    if (field.about.pattern.isEmpty() || pattern.match(value).hasMatch())
        return {};
    return field.about.example.isEmpty() ? tr("It does not look like one.")
                                         : tr("It looks like %1.").arg(field.about.example);
}

bool KeyChoice::check()
{
    if (!isPasted())
        return true;
    for (const Field &field : std::as_const(m_fields)) {
        const QString problem = problemOf(field);
        field.row->setError(problem);
        if (problem.isEmpty())
            continue;
        field.row->field()->setFocus(Qt::OtherFocusReason);
        return false;
    }
    return true;
}

} // namespace drawbridge::ui
