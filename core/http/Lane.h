// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/ConnectionCount.h"
#include "core/http/Listener.h"
#include "core/http/Wire.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>
#include <vector>

namespace drawbridge {

class PeerSession;
using SteadyTime = std::chrono::steady_clock::time_point;

/// What the lanes of a listener have in common. Outlives them; atomics and ConnectionCount apart it is constant.
struct ListenerState
{
    explicit ListenerState(ListenerConfig listenerConfig, Listener::Handler requestHandler)
        : config(std::move(listenerConfig))
        , handler(std::move(requestHandler))
        , connections(config.limits.connections, config.limits.connectionsPerAddress)
    {}

    const ListenerConfig config;
    const Listener::Handler handler;
    std::shared_ptr<TlsContext> tls; ///< set before the lanes run
    ConnectionCount connections;
    std::atomic<qint64> accepted = 0;
    std::atomic<qint64> turnedAway = 0;
    std::atomic<qint64> handshakesFailed = 0;
    std::atomic<qint64> requests = 0;
    std::atomic<qint64> refused = 0;
    std::atomic<qint64> late = 0;
    std::atomic<qint64> heldBytes = 0;
};

/// Where a session waits for its answer. Only the lane's thread touches `session`, which is null once nobody waits.
struct Exchange
{
    PeerSession *session = nullptr;
};

/// Brings answers from any thread into the lane's, many with one wake-up. Responders keep it alive, so that an
/// answer after the listener's end goes nowhere instead of wrong.
class Mailbox : public std::enable_shared_from_this<Mailbox>
{
public:
    explicit Mailbox(boost::asio::io_context &context)
        : m_context(&context)
    {}

    void post(std::shared_ptr<Exchange> exchange, ServerResponse response);
    /// From now on answers are dropped.
    void close();

private:
    void drain();

    std::mutex m_mutex;
    boost::asio::io_context *m_context;
    std::vector<std::pair<std::shared_ptr<Exchange>, ServerResponse>> m_letters;
};

/// One thread with an event loop of its own: it accepts, keeps its sessions and ends those that are late.
class Lane
{
public:
    explicit Lane(ListenerState &state);
    ~Lane();
    Lane(const Lane &) = delete;
    Lane &operator=(const Lane &) = delete;

    [[nodiscard]] boost::asio::io_context &context() { return m_context; }
    [[nodiscard]] ListenerState &state() { return m_state; }
    [[nodiscard]] const std::shared_ptr<Mailbox> &mailbox() const { return m_mailbox; }

    /// Before run(): an acceptor of this lane's context that listens already.
    void add(boost::asio::ip::tcp::acceptor acceptor);
    /// Accepts and serves in a thread of its own until stop().
    void run();
    /// From any thread: see Listener::stop(). join() waits for the end.
    void stop(SteadyTime endOfGrace);
    void join();

    /// In the lane's thread: whether stop() has been called.
    [[nodiscard]] bool isStopping() const { return m_endOfGrace.has_value(); }
    /// `deadline`, or the end of grace if that comes first.
    [[nodiscard]] SteadyTime bounded(SteadyTime deadline) const;

private:
    struct Door
    {
        boost::asio::ip::tcp::acceptor acceptor;
        boost::asio::steady_timer retry;
    };

    void accept(std::size_t index);
    void welcome(boost::asio::ip::tcp::socket socket);
    void turnAway(boost::asio::ip::tcp::socket &socket, int status);
    void forget(PeerSession *session);
    void scheduleSweep();
    void expireLate();
    void beginStop(SteadyTime endOfGrace);
    void endIfDone();

    ListenerState &m_state;
    boost::asio::io_context m_context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work;
    boost::asio::steady_timer m_sweepTimer;
    std::shared_ptr<Mailbox> m_mailbox;
    std::vector<Door> m_doors;
    std::unordered_set<PeerSession *> m_sessions;
    std::optional<SteadyTime> m_endOfGrace;
    bool m_isSweepDue = false;
    std::thread m_thread;
};

} // namespace drawbridge
