// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QObject>

namespace drawbridge {

/// One window a workspace and login: a second start raises the first instead of opening again.
class SingleWindow : public QObject
{
    Q_OBJECT

public:
    explicit SingleWindow(const QString &workspaceFolder, QObject *parent = nullptr);

    /// True if another window has this workspace open and was asked to come to the front.
    [[nodiscard]] bool raiseOther();
    /// Listens for later starts from now on. False if the socket cannot be made; the window works without.
    bool listen();

Q_SIGNALS:
    void raiseRequested();

private:
    QString m_name;
    QLocalServer m_server;
};

} // namespace drawbridge
