// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/SingleWindow.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLocalSocket>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int answerWithinMs = 1000;

} // namespace

SingleWindow::SingleWindow(const QString &workspaceFolder, QObject *parent)
    : QObject(parent)
{
    // The runtime folder belongs to this login alone; a full path keeps the socket there.
    QString folder = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (folder.isEmpty())
        folder = QDir::tempPath();
    const QByteArray hash = QCryptographicHash::hash(QDir(workspaceFolder).absolutePath().toUtf8(),
                                                     QCryptographicHash::Sha256);
    m_name = folder % u"/drawbridge-"_s % QString::fromLatin1(hash.toHex().first(16));
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection()) {
            socket->write("raised\n");
            socket->disconnectFromServer();
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
            Q_EMIT raiseRequested();
        }
    });
}

bool SingleWindow::raiseOther()
{
    QLocalSocket socket;
    socket.connectToServer(m_name);
    // An answer is waited for: a socket left behind by a killed window accepts nobody.
    return socket.waitForConnected(answerWithinMs) && socket.waitForReadyRead(answerWithinMs);
}

bool SingleWindow::listen()
{
    if (m_server.listen(m_name))
        return true;
    QLocalServer::removeServer(m_name);
    return m_server.listen(m_name);
}

} // namespace drawbridge
