// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/FormRow.h"

#include "ui/kit/PlainLabel.h"
#include "ui/kit/SecretField.h"

#include <QAbstractSpinBox>
#include <QBoxLayout>
#include <QLineEdit>
#include <QStyle>

namespace drawbridge::ui {

FormRow::FormRow(const QString &label, QWidget *field, QWidget *parent)
    : QWidget(parent)
    , m_field(field)
    , m_help(new PlainLabel({}, TextRole::Muted, Wrap::Yes))
    , m_error(new PlainLabel({}, TextRole::Error, Wrap::Yes))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    auto *name = new PlainLabel(label, TextRole::Strong);
    name->setBuddy(field);
    column->addWidget(name);
    column->addWidget(field);
    column->addWidget(m_help);
    column->addWidget(m_error);
    m_help->hide();
    m_error->hide();
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(label);
    // The part of a spin box that has the keyboard is a field of its own.
    if (qobject_cast<QAbstractSpinBox *>(field) != nullptr)
        field->findChild<QLineEdit *>()->setAccessibleName(field->accessibleName());
}

void FormRow::setHelp(const QString &help)
{
    m_help->setText(help);
    m_help->setVisible(!help.isEmpty() && !hasError());
    m_field->setAccessibleDescription(help);
}

void FormRow::setError(const QString &error)
{
    m_error->setText(error);
    m_error->setVisible(!error.isEmpty());
    m_help->setVisible(error.isEmpty() && !m_help->text().isEmpty());
    m_field->setAccessibleDescription(error.isEmpty() ? m_help->text() : error);
    if (auto *secret = qobject_cast<SecretField *>(m_field)) {
        secret->setInvalid(!error.isEmpty());
        return;
    }
    // The style sheet paints the frame by this property, and reads it only when polishing.
    m_field->setProperty("invalid", !error.isEmpty());
    m_field->style()->unpolish(m_field);
    m_field->style()->polish(m_field);
}

bool FormRow::hasError() const
{
    return !m_error->text().isEmpty();
}

} // namespace drawbridge::ui
