// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/Lane.h"
#include "core/http/RequestParser.h"
#include "core/http/ResponseText.h"

#include <boost/asio/awaitable.hpp>

namespace drawbridge {

/// One connection from its acceptance to its end, request after request. Lives in its lane's thread; its
/// coroutine keeps it alive.
class PeerSession
{
public:
    PeerSession(Lane &lane, std::unique_ptr<Wire> wire, QByteArray sender, QString peerAddress);
    ~PeerSession();
    PeerSession(const PeerSession &) = delete;
    PeerSession &operator=(const PeerSession &) = delete;

    [[nodiscard]] boost::asio::awaitable<void> run();

    [[nodiscard]] SteadyTime deadline() const { return m_deadline; }
    /// The deadline has passed: ends what is waited for; the coroutine decides what follows.
    void expire();
    /// The listener stops: a session between requests ends, any other has until the end of grace.
    void hurry();
    void deliver(ServerResponse response);

private:
    enum class Reading { Complete, Refused, Gone };

    [[nodiscard]] boost::asio::awaitable<bool> serveOne();
    [[nodiscard]] boost::asio::awaitable<Reading> readRequest();
    [[nodiscard]] boost::asio::awaitable<bool> readMore();
    [[nodiscard]] boost::asio::awaitable<void> askHandler(ServerRequest request);
    [[nodiscard]] boost::asio::awaitable<bool> send(AfterAnswer after, QByteArray method);
    [[nodiscard]] boost::asio::awaitable<void> leave();

    void allow(std::chrono::milliseconds time);
    [[nodiscard]] bool hold(qsizetype bytes);
    void releaseHeld();
    [[nodiscard]] Reading refuse(int status);

    Lane &m_lane;
    ListenerState &m_state;
    const ListenerConfig &m_config;
    std::unique_ptr<Wire> m_wire;
    const QByteArray m_sender;
    const QString m_peerAddress;
    RequestParser m_parser;
    boost::asio::steady_timer m_answered; ///< never fires; cancelled when there is an answer
    QByteArray m_buffer;
    std::optional<ServerResponse> m_response;
    SteadyTime m_deadline;
    qint64 m_held = 0;
    int m_served = 0;
    bool m_isExpired = false;
    bool m_isIdle = true; ///< between requests: nothing is owed to the sender
};

} // namespace drawbridge
