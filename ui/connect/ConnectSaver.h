// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Dispatch.h"
#include "ui/connect/ConnectDraft.h"

#include <QObject>

namespace drawbridge {
class Workspace;
}

namespace drawbridge::ui {

/// Puts what the wizard knows into the business: the connection, then the arrow that was asked for with it.
class ConnectSaver final : public QObject
{
    Q_OBJECT

public:
    explicit ConnectSaver(Workspace &workspace, QObject *parent = nullptr);

    void connectApp(const ConnectDraft &draft,
                    const QMap<QString, SharedSecret> &secrets,
                    TestFirst test);
    void connectApp(const ConnectDraft &draft, const SignedIn &signedIn);
    void listApp(const ConnectDraft &draft);
    /// One saving at a time: two presses are one connection.
    [[nodiscard]] bool isBusy() const { return m_busy; }

Q_SIGNALS:
    void busyChanged(bool busy);
    /// `arrowProblem` says why the arrow is missing, if it is.
    void saved(const drawbridge::Connection &connection, const QString &arrowProblem);
    void failed(const QString &problem);

private:
    template<typename Command>
    void save(const Command &command, const ConnectDraft &draft);
    void addArrow(const Connection &connection, const ConnectDraft &draft);
    void setBusy(bool busy);

    Workspace &m_workspace;
    bool m_busy = false;
};

} // namespace drawbridge::ui
