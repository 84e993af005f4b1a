// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/WelcomeView.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/SecretField.h"
#include "ui/shell/SecretsChoice.h"

#include <QBoxLayout>
#include <QFileDialog>
#include <QLineEdit>

namespace drawbridge::ui {

WelcomeView::WelcomeView(QWidget *parent)
    : EntryFrame({}, {}, parent)
    , m_name(new QLineEdit)
    , m_nameRow(new FormRow(tr("Name of your business"), m_name))
    , m_backup(new QWidget)
    , m_file(new QLineEdit)
    , m_passphrase(new SecretField(tr("Passphrase of the backup")))
    , m_secrets(new SecretsChoice)
{
    m_name->setMaxLength(80);
    m_name->setPlaceholderText(tr("Ada's Shop"));
    body()->addWidget(m_nameRow);

    auto *backup = new QVBoxLayout(m_backup);
    backup->setContentsMargins(0, 0, 0, 0);
    backup->setSpacing(space::l);
    auto *fileLine = new QWidget;
    auto *line = new QHBoxLayout(fileLine);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::s);
    m_file->setAccessibleName(tr("Backup file"));
    auto *choose = new SecondaryButton(tr("Choose…"));
    line->addWidget(m_file, 1);
    line->addWidget(choose);
    fileLine->setFocusProxy(m_file);
    m_fileRow = new FormRow(tr("Backup file"), fileLine);
    m_passphraseRow = new FormRow(tr("Passphrase of the backup"), m_passphrase);
    backup->addWidget(m_fileRow);
    backup->addWidget(m_passphraseRow);
    body()->addWidget(m_backup);
    body()->addWidget(m_secrets);
    setPrimary({});
    m_otherWay = addLink({});

    connect(choose, &QAbstractButton::clicked, this, &WelcomeView::chooseFile);
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_nameRow->setError({}); });
    connect(m_file, &QLineEdit::textChanged, this, [this] { m_fileRow->setError({}); });
    connect(m_passphrase, &SecretField::edited, this, [this] { m_passphraseRow->setError({}); });
    connect(m_otherWay, &QAbstractButton::clicked, this, [this] {
        show(m_way == Way::New ? Way::Backup : Way::New);
    });
    connect(this, &EntryFrame::submitted, this, &WelcomeView::submit);
    show(Way::New);
}

void WelcomeView::show(Way way)
{
    m_way = way;
    const bool isNew = way == Way::New;
    fail({});
    m_nameRow->setVisible(isNew);
    m_backup->setVisible(!isNew);
    setTitle(isNew ? tr("Welcome to Drawbridge") : tr("Bring your business back"));
    setSentence(
        isNew ? tr("It keeps the keys to your apps on this computer and shows you what goes where.")
              : tr("Everything in the backup comes back as it was, paused until you resume it."));
    setPrimary(isNew ? tr("Start") : tr("Restore"));
    m_otherWay->setText(isNew ? tr("I have a backup") : tr("Start afresh instead"));
    (isNew ? m_name : m_file)->setFocus(Qt::OtherFocusReason);
}

void WelcomeView::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Choose a backup"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    dialog->open();
}

void WelcomeView::submit()
{
    if (m_way == Way::New)
        submitNew();
    else
        submitBackup();
}

void WelcomeView::submitNew()
{
    const QString name = m_name->text().simplified();
    if (name.isEmpty()) {
        m_nameRow->setError(tr("Type the name of your business."));
        m_name->setFocus(Qt::OtherFocusReason);
        return;
    }
    if (!m_secrets->check())
        return;
    begin(tr("Making room for your keys…"));
    Q_EMIT createRequested({name, m_secrets->kind(), m_secrets->takePassphrase()});
}

void WelcomeView::submitBackup()
{
    if (m_file->text().trimmed().isEmpty()) {
        m_fileRow->setError(tr("Choose the file of the backup."));
        return;
    }
    if (m_passphrase->isEmpty()) {
        m_passphraseRow->setError(tr("Type the passphrase the backup was made with."));
        m_passphrase->setFocus(Qt::OtherFocusReason);
        return;
    }
    if (!m_secrets->check())
        return;
    begin(tr("Restoring…"));
    const SharedSecret passphrase = share(m_passphrase->takeSecret());
    Q_EMIT restoreRequested(
        {m_file->text().trimmed(), passphrase, m_secrets->kind(), m_secrets->takePassphrase()});
}

} // namespace drawbridge::ui
