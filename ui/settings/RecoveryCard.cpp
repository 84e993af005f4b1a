// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/RecoveryCard.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressRow.h"
#include "ui/kit/StatusPill.h"
#include "ui/settings/BackupDialog.h"

#include <QBoxLayout>
#include <QFileDialog>
#include <QStandardPaths>

namespace drawbridge::ui {

RecoveryCard::RecoveryCard(Workspace &workspace, QWidget *parent)
    : Card(tr("If this computer is lost"), parent)
    , m_workspace(workspace)
    , m_hasSheet(new StatusPill)
    , m_sheet(new SecondaryButton(tr("Make the sheet"), Icon::Print))
    , m_backup(new SecondaryButton(tr("Make a backup"), Icon::Archive))
    , m_progress(new ProgressRow)
{
    setObjectName(QStringLiteral("recovery"));
    addSheet();
    body()->addSpacing(space::s);
    addBackup();
    body()->addWidget(m_progress);
    connect(m_progress, &ProgressRow::cancelled, this, [this] { m_cancel.cancel(); });
    connect(m_sheet, &QAbstractButton::clicked, this, &RecoveryCard::askSheet);
    connect(m_backup, &QAbstractButton::clicked, this, &RecoveryCard::askBackup);
}

void RecoveryCard::addSheet()
{
    auto *head = new QHBoxLayout;
    head->setSpacing(space::s);
    head->addWidget(new PlainLabel(tr("Recovery sheet"), TextRole::Strong));
    head->addWidget(m_hasSheet);
    head->addStretch(1);
    body()->addLayout(head);
    body()->addWidget(new PlainLabel(
        tr("One page to print, with a code. The code opens the folder of your business on a new "
           "computer, "
           "or after the keychain or the passphrase was lost. Keep the paper where you keep "
           "contracts, delete the "
           "file afterwards, and show it to nobody. A new sheet makes the old one useless."),
        TextRole::Muted,
        Wrap::Yes));
    auto *row = new QHBoxLayout;
    row->addWidget(m_sheet);
    row->addStretch(1);
    body()->addLayout(row);
}

void RecoveryCard::addBackup()
{
    body()->addWidget(new PlainLabel(tr("Backup"), TextRole::Strong));
    body()->addWidget(new PlainLabel(
        tr("One sealed file with everything, opened by a passphrase of its own. Keep "
           "it on another computer or a stick. What was restored rests until you "
           "start it, so that two computers do not do the same work."),
        TextRole::Muted,
        Wrap::Yes));
    auto *row = new QHBoxLayout;
    row->addWidget(m_backup);
    row->addStretch(1);
    body()->addLayout(row);
}

void RecoveryCard::showSnapshot(const Snapshot &snapshot)
{
    if (snapshot.hasRecoverySheet)
        m_hasSheet->setStatus(tr("Made"), Tone::Good, Icon::Check);
    else
        m_hasSheet->setStatus(tr("Not made yet"), Tone::Warning);
    m_sheet->setText(snapshot.hasRecoverySheet ? tr("Make a new sheet") : tr("Make the sheet"));
}

void RecoveryCard::askFile(const QString &title,
                           const QString &name,
                           const QString &filter,
                           const std::function<void(const QString &)> &chosen)
{
    auto *dialog = new QFileDialog(window(), title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOption(QFileDialog::DontUseNativeDialog);
    // Neither is ever written over a file that is there; the answer says so.
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(filter);
    dialog->setDefaultSuffix(name.section(QChar(u'.'), -1));
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->selectFile(name);
    connect(dialog, &QFileDialog::fileSelected, this, chosen);
    dialog->open();
}

void RecoveryCard::begin(Button *button, const QString &sentence)
{
    button->setBusy(true);
    m_cancel = CancelToken();
    m_progress->begin(sentence);
}

void RecoveryCard::end(Button *button)
{
    button->setBusy(false);
    m_progress->finish();
}

void RecoveryCard::askSheet()
{
    askFile(tr("Where to put the recovery sheet"),
            tr("recovery-sheet") + QStringLiteral(".pdf"),
            tr("Pages to print (*.pdf);;Pictures (*.svg);;Plain text (*.txt)"),
            [this](const QString &file) { makeSheet(file); });
}

void RecoveryCard::makeSheet(const QString &file)
{
    if (m_sheet->isBusy() || m_backup->isBusy())
        return;
    begin(m_sheet, tr("Making the sheet"));
    whenDone(m_workspace.dispatch(MakeRecoverySheet{file}, m_cancel),
             this,
             [this](const Result<bool> &result) {
                 end(m_sheet);
                 if (!result.isOk())
                     Q_EMIT told({result.error().what, Tone::Danger, {}, {}});
                 else
                     Q_EMIT told({tr("The sheet is made. Print it now, and delete the file."),
                                  Tone::Good,
                                  {},
                                  {}});
             });
}

void RecoveryCard::askBackup()
{
    auto *dialog = new BackupDialog(this);
    connect(dialog, &BackupDialog::asked, this, [this](const BackUp &request) {
        const QString day = QDate::currentDate().toString(Qt::ISODate);
        askFile(tr("Where to put the backup"),
                tr("backup") + QStringLiteral("-") + day + QStringLiteral(".drawbridge"),
                tr("Backups (*.drawbridge)"),
                [this, request](const QString &file) { backUp(request, file); });
    });
    dialog->open();
}

void RecoveryCard::backUp(BackUp request, const QString &file)
{
    if (m_sheet->isBusy() || m_backup->isBusy())
        return;
    request.file = file;
    begin(m_backup, tr("Making the backup"));
    whenDone(m_workspace.dispatch(std::move(request), m_cancel),
             this,
             [this](const Result<bool> &result) {
                 end(m_backup);
                 if (result.isOk())
                     Q_EMIT told({tr("The backup is made."), Tone::Good, {}, {}});
                 else if (result.error().code == ErrorCode::Cancelled)
                     Q_EMIT told({tr("Stopped. No backup was made."), Tone::Neutral, {}, {}});
                 else
                     Q_EMIT told({result.error().what, Tone::Danger, {}, {}});
             });
}

} // namespace drawbridge::ui
