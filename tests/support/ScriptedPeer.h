// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/TestAuthority.h"

#include <QByteArray>
#include <QList>
#include <QTcpSocket>
#include <QThread>

#include <functional>
#include <mutex>
#include <optional>
#include <semaphore>

namespace drawbridge {

/// A peer that misbehaves to order: a loopback server in a thread of its own that hands each request to a function.
/// For what no proper server does; use NginxFixture for the rest.
class ScriptedPeer
{
public:
    /// Called in the peer's thread when a head has come in whole; the socket lives as long as the connection.
    using Answer = std::function<void(QTcpSocket &socket, const QByteArray &request)>;

    explicit ScriptedPeer(Answer answer, std::optional<TestCertificate> tls = std::nullopt);
    ~ScriptedPeer();
    Q_DISABLE_COPY_MOVE(ScriptedPeer)

    [[nodiscard]] quint16 port() const { return m_port; }
    /// What came in so far, a request an entry.
    [[nodiscard]] QList<QByteArray> requests() const;
    /// Waits until another request has come in; false after `limit`.
    [[nodiscard]] bool waitForRequest(std::chrono::milliseconds limit);

    /// Answers that write `bytes` and then close, keep silent, or never end.
    [[nodiscard]] static Answer saying(const QByteArray &bytes);
    [[nodiscard]] static Answer silent();
    [[nodiscard]] static Answer dripping(const QByteArray &start, std::chrono::milliseconds every);
    [[nodiscard]] static Answer pouring(const QByteArray &start, const QByteArray &piece);

private:
    void serve(QTcpSocket *socket);

    Answer m_answer;
    QThread m_thread;
    QObject *m_server = nullptr;
    quint16 m_port = 0;
    mutable std::mutex m_mutex;
    QList<QByteArray> m_requests;
    std::counting_semaphore<> m_arrived{0};
};

} // namespace drawbridge
