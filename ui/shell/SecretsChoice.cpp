// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/SecretsChoice.h"

#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/Toggles.h"

#include <QBoxLayout>

namespace drawbridge::ui {

SecretsChoice::SecretsChoice(QWidget *parent)
    : QWidget(parent)
    , m_keychain(new RadioButton(tr("In this computer's keychain")))
    , m_vault(new RadioButton(tr("In a file, behind a passphrase")))
    , m_vaultFields(new QWidget)
    , m_first(new SecretField(tr("Passphrase")))
    , m_second(new SecretField(tr("The same again")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addWidget(new PlainLabel(tr("Where your keys are kept"), TextRole::Strong));
    column->addWidget(m_keychain);
    column->addWidget(m_vault);
    auto *fields = new QVBoxLayout(m_vaultFields);
    fields->setContentsMargins(0, space::s, 0, 0);
    fields->setSpacing(space::m);
    m_firstRow = new FormRow(tr("Passphrase"), m_first);
    m_firstRow->setHelp(
        tr("Four words or more. Nobody can read the keys without it, not even you."));
    m_secondRow = new FormRow(tr("The same again"), m_second);
    fields->addWidget(m_firstRow);
    fields->addWidget(m_secondRow);
    column->addWidget(m_vaultFields);
    m_keychain->setChecked(true);
    m_vaultFields->hide();
    connect(m_vault, &QAbstractButton::toggled, m_vaultFields, &QWidget::setVisible);
    connect(m_first, &SecretField::edited, this, [this] { m_firstRow->setError({}); });
    connect(m_second, &SecretField::edited, this, [this] { m_secondRow->setError({}); });
}

SecretsKind SecretsChoice::kind() const
{
    return m_vault->isChecked() ? SecretsKind::Vault : SecretsKind::Keychain;
}

bool SecretsChoice::check()
{
    if (kind() == SecretsKind::Keychain)
        return true;
    if (m_first->length() < shortestPassphrase) {
        m_firstRow->setError(tr("Use at least %1 characters: four words are easy to remember.")
                                 .arg(shortestPassphrase));
        m_first->setFocus(Qt::OtherFocusReason);
        return false;
    }
    if (!m_first->copySecret().equals(m_second->copySecret())) {
        m_secondRow->setError(tr("The two are not the same. Type it once more."));
        m_second->setFocus(Qt::OtherFocusReason);
        return false;
    }
    return true;
}

SharedSecret SecretsChoice::takePassphrase()
{
    if (kind() == SecretsKind::Keychain)
        return {};
    m_second->clear();
    return share(m_first->takeSecret());
}

} // namespace drawbridge::ui
