// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/RecoverView.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/SecretField.h"
#include "ui/shell/SecretsChoice.h"

#include <QBoxLayout>

namespace drawbridge::ui {

RecoverView::RecoverView(QWidget *parent)
    : EntryFrame(tr("Open with the recovery sheet"),
                 tr("The sheet opens your business on this computer again. Keys that were only in "
                    "the lost keychain "
                    "have to be put in anew."),
                 parent)
    , m_code(new SecretField(tr("Code on the sheet")))
    , m_codeRow(new FormRow(tr("Code on the sheet"), m_code))
    , m_secrets(new SecretsChoice)
{
    m_codeRow->setHelp(tr("Spaces and dashes do not matter."));
    body()->addWidget(m_codeRow);
    body()->addWidget(m_secrets);
    setPrimary(tr("Open"));
    connect(addLink(tr("Back")), &QAbstractButton::clicked, this, &RecoverView::backRequested);
    connect(m_code, &SecretField::edited, this, [this] { m_codeRow->setError({}); });
    connect(this, &EntryFrame::submitted, this, &RecoverView::submit);
}

void RecoverView::submit()
{
    if (m_code->isEmpty()) {
        m_codeRow->setError(tr("Type the code that is printed on the sheet."));
        return;
    }
    if (!m_secrets->check())
        return;
    begin(tr("Opening…"));
    const SecretBytes code = m_code->takeSecret();
    Q_EMIT recoverRequested(
        {QString::fromUtf8(code.reveal()), m_secrets->kind(), m_secrets->takePassphrase()});
}

} // namespace drawbridge::ui
