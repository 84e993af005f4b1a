// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/KeysCard.h"

#include "ui/kit/Banner.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/FactList.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressRow.h"
#include "ui/settings/MoveKeysDialog.h"
#include "ui/settings/PassphraseDialog.h"

#include <QBoxLayout>
#include <QDir>

namespace drawbridge::ui {

KeysCard::KeysCard(Workspace &workspace, QWidget *parent)
    : Card(tr("Where your keys are"), parent)
    , m_workspace(workspace)
    , m_facts(new FactList)
    , m_explanation(new PlainLabel({}, TextRole::Muted, Wrap::Yes))
    , m_change(new SecondaryButton(tr("Change the passphrase"), Icon::Key))
    , m_check(new SecondaryButton(tr("Check everything"), Icon::ShieldCheck))
    , m_move(new SecondaryButton({}, Icon::ArrowRight))
    , m_progress(new ProgressRow)
    , m_found(new QVBoxLayout)
{
    body()->addWidget(m_facts);
    body()->addWidget(m_explanation);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::s);
    row->addWidget(m_check);
    row->addWidget(m_change);
    row->addWidget(m_move);
    row->addStretch(1);
    body()->addLayout(row);
    body()->addWidget(m_progress);
    m_found->setSpacing(space::s);
    body()->addLayout(m_found);
    connect(m_check, &QAbstractButton::clicked, this, &KeysCard::check);
    connect(m_move, &QAbstractButton::clicked, this, &KeysCard::askMove);
    connect(m_progress, &ProgressRow::cancelled, this, [this] { m_cancel.cancel(); });
    connect(m_change, &QAbstractButton::clicked, this, [this] {
        auto *dialog = new PassphraseDialog(m_workspace, this);
        connect(dialog, &PassphraseDialog::changed, this, &KeysCard::passphraseChanged);
        dialog->open();
    });
}

void KeysCard::showSnapshot(const Snapshot &snapshot)
{
    m_facts->clear();
    m_facts->addFact(tr("Keys"), snapshot.secretsDescription);
    m_facts->addFact(tr("Everything else"), QDir::toNativeSeparators(snapshot.folder));
    const bool vault = snapshot.secrets == SecretsKind::Vault;
    m_kind = snapshot.secrets;
    m_change->setVisible(vault);
    const bool here = !isInNetwork(snapshot.secrets);
    m_move->setText(vault || !here ? tr("Move to the keychain") : tr("Move to a vault file"));
    m_explanation->setText(
        vault
            ? tr("The keys are in a sealed file that only your passphrase opens. Nobody can bring "
                 "the passphrase back: make a recovery sheet below.")
            : !here
            ? tr("The keys are on a server; this computer's keychain has the sign-in to it. What "
                 "else Drawbridge knows is sealed with a key that is kept there as well. Without "
                 "the server nothing opens: make a recovery sheet below.")
            : tr("The keys are in the keychain of this computer, which opens when you log in. What "
                 "else Drawbridge knows is sealed with a key that is kept there as well."));
}

void KeysCard::askMove()
{
    const SecretsKind to =
        m_kind == SecretsKind::Keychain ? SecretsKind::Vault : SecretsKind::Keychain;
    auto *dialog = new MoveKeysDialog(m_workspace, to, this);
    connect(dialog, &MoveKeysDialog::moved, this, &KeysCard::moved);
    dialog->open();
}

void KeysCard::check()
{
    if (m_check->isBusy())
        return;
    m_check->setBusy(true);
    m_cancel = CancelToken();
    m_progress->begin(tr("Checking everything that is kept"));
    whenDone(m_workspace.dispatch(CheckWorkspace{}, m_cancel),
             this,
             [this](const Result<QList<WorkspaceProblem>> &found) {
                 m_check->setBusy(false);
                 m_progress->finish();
                 showProblems(found);
             });
}

void KeysCard::showProblems(const Result<QList<WorkspaceProblem>> &found)
{
    while (QLayoutItem *item = m_found->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (!found.isOk()) {
        if (found.error().code != ErrorCode::Cancelled)
            m_found->addWidget(new Banner(Tone::Danger, found.error().what));
        return;
    }
    if (found.value().isEmpty())
        m_found->addWidget(
            new Banner(Tone::Good, tr("Checked just now: everything is as it was written.")));
    for (const WorkspaceProblem &problem : found.value())
        m_found->addWidget(new Banner(Tone::Warning, problem.what));
}

} // namespace drawbridge::ui
