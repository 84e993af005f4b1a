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
    ~SingleWindow() override;

    /// True if another window has this workspace open and came to the front. Waits for one that is just starting or
    /// ending. False: this one is to open, also beside one that hangs: any number of processes share a workspace.
    [[nodiscard]] bool raiseOther();
    /// Listens for later starts from now on; after raiseOther(). False if the socket cannot be made; the window works
    /// without.
    bool listen();

Q_SIGNALS:
    /// `token`: the desktop's leave to take the front, which it gave to the second start; may be empty.
    void raiseRequested(const QByteArray &token);

private:
    enum class Claim { Taken, HeldByOther, Impossible };

    [[nodiscard]] Claim claim();
    [[nodiscard]] bool askOther(int ms) const;
    void answer();

    QString m_name;
    QLocalServer m_server;
    int m_lock =
        -1; ///< a descriptor: held as long as this process lives, whatever becomes of the socket
};

} // namespace drawbridge
