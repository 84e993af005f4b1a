// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/Notices.h"

#include <QObject>

namespace drawbridge::ui {

class ChooseAppView;

/// What becomes of a file that the owner drops or chooses on the first screen: an .env file is offered for import, a
/// description of an app is looked at, kept, and gone on with. Belongs to the view.
class GivenFiles final : public QObject
{
    Q_OBJECT

public:
    GivenFiles(Workspace &workspace, ChooseAppView &view);

    /// `meant`: what its owner said it is, for one that does not tell by itself.
    void take(const QString &path, GivenFile meant);
    /// One that is being read is given up.
    void stop();

Q_SIGNALS:
    void kept(const drawbridge::AppId &app);
    void told(const drawbridge::ui::Notice &notice);

private:
    void look(const QString &path);
    void fail(const QString &why);

    Workspace &m_workspace;
    ChooseAppView &m_view;
    CancelToken m_cancel;
    int m_asked = 0; ///< an answer about an earlier file is dropped
};

} // namespace drawbridge::ui
