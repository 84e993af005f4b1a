// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/PassphraseDialog.h"

#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/SecretField.h"

#include <QBoxLayout>

namespace drawbridge::ui {

NewPassphrase::NewPassphrase(QWidget *parent)
    : QWidget(parent)
    , m_first(new SecretField(tr("New passphrase")))
    , m_second(new SecretField(tr("New passphrase again")))
    , m_firstRow(new FormRow(tr("New passphrase"), m_first))
    , m_secondRow(new FormRow(tr("The same again"), m_second))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    column->addWidget(m_firstRow);
    column->addWidget(m_secondRow);
    m_firstRow->setHelp(tr("Four or more words are easy to remember and hard to guess. Nobody can "
                           "bring it back for you."));
}

bool NewPassphrase::check()
{
    m_firstRow->setError(
        m_first->length() < shortest
            ? tr("Use at least %1 characters: four plain words will do.").arg(shortest)
            : QString());
    const bool same = m_first->copySecret().equals(m_second->copySecret());
    m_secondRow->setError(same ? QString() : tr("The two are not the same. Type it again."));
    return same && m_first->length() >= shortest;
}

SharedSecret NewPassphrase::take()
{
    m_second->clear();
    return share(m_first->takeSecret());
}

PassphraseDialog::PassphraseDialog(Workspace &workspace, QWidget *anchor)
    : Dialog(tr("Change the passphrase"),
             tr("Backups made before keep the passphrase they were made with."),
             anchor)
    , m_workspace(workspace)
    , m_current(new SecretField(tr("Passphrase until now")))
    , m_currentRow(new FormRow(tr("Passphrase until now"), m_current))
    , m_next(new NewPassphrase)
    , m_error(new PlainLabel({}, TextRole::Error, Wrap::Yes))
{
    body()->addWidget(m_currentRow);
    body()->addWidget(m_next);
    body()->addWidget(m_error);
    m_error->hide();
    addCancel();
    m_change = addPrimary(tr("Change it"));
    connect(m_change, &QAbstractButton::clicked, this, &PassphraseDialog::send);
}

void PassphraseDialog::send()
{
    m_error->hide();
    m_currentRow->setError(m_current->isEmpty() ? tr("Type the passphrase used until now.")
                                                : QString());
    if (m_change->isBusy() || m_current->isEmpty() || !m_next->check())
        return;
    m_change->setBusy(true);
    ChangePassphrase command;
    command.current = share(m_current->takeSecret());
    command.next = m_next->take();
    whenDone(m_workspace.dispatch(std::move(command)), this, [this](const Result<bool> &result) {
        m_change->setBusy(false);
        if (!result.isOk()) {
            m_error->setText(result.error().what);
            m_error->show();
            return;
        }
        Q_EMIT changed();
        accept();
    });
}

} // namespace drawbridge::ui
