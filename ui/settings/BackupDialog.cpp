// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/BackupDialog.h"

#include "ui/kit/PlainLabel.h"
#include "ui/kit/Toggles.h"
#include "ui/settings/PassphraseDialog.h"

#include <QBoxLayout>

namespace drawbridge::ui {

BackupDialog::BackupDialog(QWidget *anchor)
    : Dialog(tr("Make a backup"),
             tr("One sealed file with everything Drawbridge knows. Whoever has the file and its "
                "passphrase has all of it."),
             anchor)
    , m_passphrase(new NewPassphrase)
    , m_withKeys(new CheckBox(tr("With the keys of the connections")))
{
    body()->addWidget(m_passphrase);
    body()->addWidget(m_withKeys);
    body()->addWidget(new PlainLabel(tr("Without them you paste each key again after restoring."),
                                     TextRole::Muted,
                                     Wrap::Yes));
    addCancel();
    auto *next = addPrimary(tr("Choose the file"));
    connect(next, &QAbstractButton::clicked, this, [this] {
        if (!m_passphrase->check())
            return;
        BackUp request;
        request.passphrase = m_passphrase->take();
        request.secrets = m_withKeys->isChecked() ? WithSecrets::Yes : WithSecrets::No;
        accept();
        Q_EMIT asked(request);
    });
}

} // namespace drawbridge::ui
