// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/MoveKeysDialog.h"

#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressRow.h"
#include "ui/settings/PassphraseDialog.h"

#include <QBoxLayout>

namespace drawbridge::ui {

namespace {

QString titleFor(SecretsKind to)
{
    return to == SecretsKind::Vault ? MoveKeysDialog::tr("Move the keys to a vault file")
                                    : MoveKeysDialog::tr("Move the keys to the keychain");
}

QString textFor(SecretsKind to)
{
    return to == SecretsKind::Vault
        ? MoveKeysDialog::tr(
            "Every key goes into a sealed file that only the passphrase opens, and "
            "leaves the keychain. Drawbridge asks for the passphrase from then on.")
        : MoveKeysDialog::tr("Every key goes into the keychain of this computer, which opens when "
                             "you log in, and leaves where it is now.");
}

} // namespace

MoveKeysDialog::MoveKeysDialog(Workspace &workspace, SecretsKind to, QWidget *anchor)
    : Dialog(titleFor(to), textFor(to), anchor)
    , m_workspace(workspace)
    , m_to(to)
    , m_error(new PlainLabel({}, TextRole::Error, Wrap::Yes))
    , m_progress(new ProgressRow)
{
    if (to == SecretsKind::Vault) {
        m_passphrase = new NewPassphrase;
        body()->addWidget(m_passphrase);
    }
    body()->addWidget(m_error);
    body()->addWidget(m_progress);
    m_error->hide();
    m_stop = addCancel();
    m_move = addPrimary(tr("Move them"));
    connect(m_move, &QAbstractButton::clicked, this, &MoveKeysDialog::send);
    connect(m_progress, &ProgressRow::cancelled, this, [this] { m_cancel.cancel(); });
}

/// Not while they are on their way: what came of it must be told.
void MoveKeysDialog::escape()
{
    if (m_move->isBusy())
        m_cancel.cancel();
    else
        Dialog::escape();
}

void MoveKeysDialog::send()
{
    m_error->hide();
    if (m_move->isBusy() || (m_passphrase != nullptr && !m_passphrase->check()))
        return;
    m_move->setBusy(true);
    m_stop->setEnabled(false);
    m_cancel = CancelToken();
    MoveSecrets command;
    command.to = m_to;
    if (m_passphrase != nullptr)
        command.vaultPassphrase = m_passphrase->take();
    m_progress->begin(tr("Moving your keys"));
    const QPointer<ProgressRow> row = m_progress;
    const auto told = [row](qint64 done, qint64 total) {
        if (row)
            row->setProgress(static_cast<int>(done), static_cast<int>(total));
    };
    whenDone(m_workspace.moveSecrets(command, m_cancel, told),
             this,
             [this](const Result<MovedSecrets> &result) { showResult(result); });
}

void MoveKeysDialog::showResult(const Result<MovedSecrets> &result)
{
    m_move->setBusy(false);
    m_stop->setEnabled(true);
    m_progress->finish();
    if (!result.isOk()) {
        m_error->setText(result.error().what);
        m_error->show();
        return;
    }
    QString sentence = m_to == SecretsKind::Vault
        ? tr("Your keys are in the vault file now.")
        : tr("Your keys are in the keychain of this computer now.");
    if (!result->toPaste.isEmpty()) {
        sentence += QStringLiteral(" ");
        sentence += tr("Paste these again, they were not there any more: %1.")
                        .arg(result->toPaste.join(QStringLiteral(", ")));
    }
    Q_EMIT moved(sentence);
    accept();
}

} // namespace drawbridge::ui
