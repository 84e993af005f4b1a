// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/UnlockView.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/Dialog.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/SecretField.h"

#include <QBoxLayout>

namespace drawbridge::ui {

UnlockView::UnlockView(QWidget *parent)
    : EntryFrame({}, {}, parent)
    , m_passphrase(new SecretField(tr("Passphrase")))
{
    m_row = new FormRow(tr("Passphrase"), m_passphrase);
    body()->addWidget(m_row);
    setPrimary(tr("Unlock"));
    m_recover = addLink(tr("Use the recovery sheet"));
    connect(m_recover, &QAbstractButton::clicked, this, &UnlockView::recoverRequested);
    m_setAside = addLink(tr("Put it aside, restore a backup"));
    connect(m_setAside, &QAbstractButton::clicked, this, &UnlockView::confirmSettingAside);
    connect(m_passphrase, &SecretField::edited, this, [this] { m_row->setError({}); });
    connect(this, &EntryFrame::submitted, this, &UnlockView::submit);
    showOpening();
}

void UnlockView::showOpening()
{
    finish();
    setTitle({});
    setSentence({});
    m_row->hide();
    m_recover->hide();
    m_setAside->hide();
    showPrimary(false);
    wait(tr("Opening…"));
}

void UnlockView::showLocked(SecretsKind kind, const Error &reason)
{
    finish();
    m_asksPassphrase = kind == SecretsKind::Vault;
    m_asksServer = isInNetwork(kind);
    setTitle(tr("Drawbridge is locked"));
    const bool byOwner = reason.what.isEmpty();
    if (m_asksPassphrase && reason.code == ErrorCode::Conflict) // moved there by another program
        setSentence(reason.what);
    else if (m_asksPassphrase)
        setSentence(tr("Type the passphrase of your key file to go on."));
    else if (byOwner)
        setSentence(tr("Keys and names are out of sight until you go on."));
    else
        setSentence(reason.what);
    m_row->setVisible(m_asksPassphrase);
    m_row->setError({});
    setPrimary(m_asksPassphrase || byOwner ? tr("Unlock") : tr("Try again"));
    showPrimary(true);
    // A passphrase can be forgotten.
    m_recover->setVisible(m_asksPassphrase || reason.code == ErrorCode::NotFound);
    m_setAside->hide();
    if (m_asksPassphrase)
        m_passphrase->setFocus(Qt::OtherFocusReason);
}

void UnlockView::showUnusable(const Error &reason)
{
    m_asksPassphrase = false;
    setTitle(tr("Your business cannot be opened"));
    setSentence(reason.what);
    m_row->hide();
    setPrimary(tr("Try again"));
    showPrimary(true);
    const bool isLost = reason.code == ErrorCode::NotFound || reason.code == ErrorCode::Damaged;
    m_recover->setVisible(isLost);
    m_setAside->setVisible(isLost);
    fail(Error{reason.code, {}, reason.detail});
}

void UnlockView::refuse(const Error &error)
{
    if (!m_asksPassphrase) {
        fail(error);
        return;
    }
    finish();
    m_row->setError(error.what);
    m_passphrase->setFocus(Qt::OtherFocusReason);
}

void UnlockView::confirmSettingAside()
{
    auto *dialog = new Dialog(
        tr("Put this business aside?"),
        tr("Its folder gets another name beside the old one, and nothing in it is changed. Then "
           "Drawbridge begins anew here, and you can restore a backup."),
        this);
    dialog->addCancel();
    connect(dialog->addPrimary(tr("Put it aside")),
            &QAbstractButton::clicked,
            dialog,
            &Dialog::accept);
    connect(dialog, &Dialog::accepted, this, &UnlockView::setAsideRequested);
    dialog->open();
}

void UnlockView::submit()
{
    if (!m_asksPassphrase) {
        begin(m_asksServer ? tr("Asking the server…") : tr("Asking the keychain…"));
        Q_EMIT unlockRequested({});
        return;
    }
    if (m_passphrase->isEmpty()) {
        m_row->setError(tr("Type your passphrase."));
        return;
    }
    begin(tr("Unlocking…"));
    Q_EMIT unlockRequested(share(m_passphrase->takeSecret()));
}

} // namespace drawbridge::ui
