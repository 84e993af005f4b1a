// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/Dialog.h"

#include <functional>

namespace drawbridge::ui {

class CheckBox;
class PlainLabel;

/// What an .env file could connect, to be ticked; then what became of it.
class EnvImportDialog final : public Dialog
{
    Q_OBJECT

public:
    /// Reads the file and opens over the window of `anchor`, or calls `failed` with the sentence why not.
    static void openFor(Workspace &workspace,
                        const QString &path,
                        QWidget *anchor,
                        std::function<void(const QString &)> failed);

private:
    EnvImportDialog(Workspace &workspace,
                    const QString &path,
                    const QList<EnvOffer> &offers,
                    QWidget *anchor);

    void addOffers(const QList<EnvOffer> &offers);
    void send();
    void showOutcome(const Result<ImportEnvFile::Report> &outcome);

    Workspace &m_workspace;
    QString m_path;
    QList<std::pair<CheckBox *, QString>> m_choices; ///< with the first setting of each
    CheckBox *m_tests;
    CheckBox *m_rewrites;
    PlainLabel *m_told;
    PrimaryButton *m_connect;
    SecondaryButton *m_close;
    CancelToken m_cancel;
};

} // namespace drawbridge::ui
