// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/SingleWindow.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QLocalSocket>
#include <QStandardPaths>
#include <QThread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

// With the program's own start, a second one is over within two seconds.
constexpr int answerWithinMs = 1500;
constexpr int lookAgainAfterMs = 20;
constexpr qint64 longestToken = 512;

/// Two ways to one folder are one workspace; what is not there yet counts as it will be.
QByteArray realPath(const QString &folder)
{
    const QString absolute = QDir::cleanPath(QDir(folder).absolutePath());
    std::error_code failed;
    const std::filesystem::path real =
        std::filesystem::weakly_canonical(QFile::encodeName(absolute).toStdString(), failed);
    return failed ? QFile::encodeName(absolute) : QByteArray::fromStdString(real.string());
}

/// What the desktop gave to the start of this process, by Wayland's name or by X11's.
QByteArray ownToken()
{
    const QByteArray token = qgetenv("XDG_ACTIVATION_TOKEN");
    const QByteArray given = token.isEmpty() ? qgetenv("DESKTOP_STARTUP_ID") : token;
    return given.size() > longestToken || given.contains('\n') ? QByteArray() : given;
}

} // namespace

SingleWindow::SingleWindow(const QString &workspaceFolder, QObject *parent)
    : QObject(parent)
{
    // The runtime folder belongs to this login alone; a full path keeps the socket there.
    QString folder = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (folder.isEmpty())
        folder = QDir::tempPath();
    const QByteArray hash =
        QCryptographicHash::hash(realPath(workspaceFolder), QCryptographicHash::Sha256);
    m_name = folder % u"/drawbridge-"_s % QString::fromLatin1(hash.toHex().first(16));
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleWindow::answer);
}

SingleWindow::~SingleWindow()
{
    // The socket first: who takes the lock may make one of the same name at once.
    m_server.close();
    if (m_lock >= 0)
        ::close(m_lock);
}

void SingleWindow::answer()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        const auto read = [this, socket] {
            if (!socket->canReadLine()) {
                if (socket->bytesAvailable() > longestToken)
                    socket->abort();
                return;
            }
            Q_EMIT raiseRequested(socket->readLine(longestToken + 1).trimmed());
            socket->write("raised\n");
            socket->disconnectFromServer();
        };
        connect(socket, &QLocalSocket::readyRead, this, read);
        read();
    }
}

// A socket alone cannot tell: one that is left behind looks like one that is busy, and two starts at once would each
// take it from the other. The lock goes with its process.
SingleWindow::Claim SingleWindow::claim()
{
    const int file = ::open(QFile::encodeName(m_name + u".lock"_s).constData(),
                            O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
                            S_IRUSR | S_IWUSR);
    if (file < 0)
        return Claim::Impossible;
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) {
        m_lock = file;
        return Claim::Taken;
    }
    const bool isHeld = errno == EWOULDBLOCK;
    ::close(file);
    return isHeld ? Claim::HeldByOther : Claim::Impossible;
}

bool SingleWindow::askOther(int ms) const
{
    const QDeadlineTimer deadline(ms);
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(static_cast<int>(deadline.remainingTime())))
        return false;
    socket.write(ownToken() + '\n');
    while (!socket.canReadLine()) {
        if (!socket.waitForReadyRead(static_cast<int>(deadline.remainingTime())))
            return false;
    }
    return socket.readLine() == "raised\n";
}

bool SingleWindow::raiseOther()
{
    const QDeadlineTimer deadline(answerWithinMs);
    while (!deadline.hasExpired()) {
        const Claim claimed = claim();
        if (claimed == Claim::Taken)
            return false;
        if (askOther(static_cast<int>(deadline.remainingTime())))
            return true;
        if (claimed == Claim::Impossible)
            return false;
        QThread::msleep(lookAgainAfterMs);
    }
    return false;
}

bool SingleWindow::listen()
{
    // What lies there is of a process that is gone, or of one that did not answer.
    QLocalServer::removeServer(m_name);
    return m_server.listen(m_name);
}

} // namespace drawbridge
