// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/GivenFiles.h"

#include "ui/connect/AppFileDialog.h"
#include "ui/connect/ChooseAppView.h"
#include "ui/connect/EnvImportDialog.h"

#include <QFileInfo>

namespace drawbridge::ui {

GivenFiles::GivenFiles(Workspace &workspace, ChooseAppView &view)
    : QObject(&view)
    , m_workspace(workspace)
    , m_view(view)
{
    connect(&view, &ChooseAppView::fileGiven, this, &GivenFiles::take);
    connect(&view, &ChooseAppView::readingStopped, this, &GivenFiles::stop);
}

void GivenFiles::stop()
{
    ++m_asked;
    m_cancel.cancel();
    m_view.setReading(QString());
}

void GivenFiles::fail(const QString &why)
{
    Q_EMIT told({why, Tone::Warning, {}, {}});
}

void GivenFiles::take(const QString &path, GivenFile meant)
{
    stop();
    m_cancel = CancelToken();
    const QString name = QFileInfo(path).fileName();
    m_view.setReading(tr("Reading \"%1\"").arg(name));
    whenDone(m_workspace.dispatch(TellFile{path}, m_cancel),
             this,
             [this, path, name, meant, asked = m_asked](const Result<GivenFile> &told) {
                 if (asked != m_asked)
                     return;
                 const GivenFile kind = told && *told != GivenFile::Unknown ? *told : meant;
                 if (told && kind == GivenFile::AppDescription) {
                     look(path);
                     return;
                 }
                 m_view.setReading(QString());
                 if (!told)
                     fail(told.error().what);
                 else if (kind == GivenFile::Settings)
                     EnvImportDialog::openFor(m_workspace,
                                              path,
                                              &m_view,
                                              [this](const QString &why) { fail(why); });
                 else
                     fail(tr("\"%1\" is neither a description of an app (OpenAPI, .json or .yaml) "
                             "nor an .env file. Drop one of these.")
                              .arg(name));
             });
}

void GivenFiles::look(const QString &path)
{
    whenDone(m_workspace.dispatch(LookAtAppFile{path}, m_cancel),
             this,
             [this, path, asked = m_asked](const Result<AppFileLook> &seen) {
                 if (asked != m_asked)
                     return;
                 m_view.setReading(QString());
                 if (!seen) {
                     fail(seen.error().what);
                     return;
                 }
                 auto *dialog =
                     new AppFileDialog(m_workspace, QFileInfo(path).fileName(), *seen, &m_view);
                 connect(dialog, &AppFileDialog::kept, this, &GivenFiles::kept);
                 dialog->open();
             });
}

} // namespace drawbridge::ui
