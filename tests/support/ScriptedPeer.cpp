// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ScriptedPeer.h"

#include <QFile>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTimer>

#include <memory>
#include <utility>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QByteArray contentOf(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(name));
    return file.readAll();
}

QSslConfiguration serverConfiguration(const TestCertificate &files)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(contentOf(files.certificateFile)));
    configuration.setPrivateKey(QSslKey(contentOf(files.keyFile), QSsl::Ec));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    return configuration;
}

} // namespace

ScriptedPeer::ScriptedPeer(Answer answer, std::optional<TestCertificate> tls)
    : m_answer(std::move(answer))
{
    m_thread.start();
    auto *home = new QObject;
    home->moveToThread(&m_thread);
    m_server = home;
    QObject::connect(&m_thread, &QThread::finished, home, &QObject::deleteLater);
    QMetaObject::invokeMethod(
        home,
        [this, home, tls = std::move(tls)] {
            QTcpServer *server = nullptr;
            if (tls) {
                auto *secured = new QSslServer(home);
                secured->setSslConfiguration(serverConfiguration(*tls));
                server = secured;
            } else {
                server = new QTcpServer(home);
            }
            QObject::connect(server, &QTcpServer::pendingConnectionAvailable, home, [this, server] {
                while (QTcpSocket *socket = server->nextPendingConnection())
                    serve(socket);
            });
            if (!server->listen(QHostAddress::LocalHost))
                qFatal("no free port");
            m_port = server->serverPort();
        },
        Qt::BlockingQueuedConnection);
}

ScriptedPeer::~ScriptedPeer()
{
    m_thread.quit();
    m_thread.wait();
}

void ScriptedPeer::serve(QTcpSocket *socket)
{
    QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    auto collected = std::make_shared<QByteArray>();
    auto *reading = new QObject(socket);
    QObject::connect(socket, &QTcpSocket::readyRead, reading, [this, socket, collected, reading] {
        collected->append(socket->readAll());
        if (!collected->contains("\r\n\r\n"))
            return;
        {
            const std::lock_guard lock(m_mutex);
            m_requests.append(*collected);
        }
        m_arrived.release();
        reading->deleteLater(); // what follows is the answer's to read
        m_answer(*socket, *collected);
    });
}

QList<QByteArray> ScriptedPeer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

bool ScriptedPeer::waitForRequest(std::chrono::milliseconds limit)
{
    return m_arrived.try_acquire_for(limit);
}

ScriptedPeer::Answer ScriptedPeer::saying(const QByteArray &bytes)
{
    return [bytes](QTcpSocket &socket, const QByteArray &) {
        socket.write(bytes);
        socket.disconnectFromHost();
    };
}

ScriptedPeer::Answer ScriptedPeer::silent()
{
    return [](QTcpSocket &, const QByteArray &) {};
}

ScriptedPeer::Answer ScriptedPeer::dripping(const QByteArray &start, std::chrono::milliseconds every)
{
    return [start, every](QTcpSocket &socket, const QByteArray &) {
        socket.write(start);
        auto *timer = new QTimer(&socket);
        QObject::connect(timer, &QTimer::timeout, &socket, [&socket] { socket.write("x"); });
        timer->start(every);
    };
}

ScriptedPeer::Answer ScriptedPeer::pouring(const QByteArray &start, const QByteArray &piece)
{
    return [start, piece](QTcpSocket &socket, const QByteArray &) {
        socket.write(start);
        auto *timer = new QTimer(&socket);
        QObject::connect(timer, &QTimer::timeout, &socket, [&socket, piece] {
            if (socket.bytesToWrite() < 256 * 1024)
                socket.write(piece);
        });
        timer->start(1);
    };
}

} // namespace drawbridge
