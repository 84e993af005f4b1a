// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/Lane.h"

#include "core/base/Log.h"
#include "core/http/Session.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <exception>

namespace drawbridge {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

constexpr milliseconds acceptRetry{50};

/// Late by a quarter of the shortest deadline at most.
milliseconds sweepInterval(const ListenerDeadlines &deadlines)
{
    const milliseconds shortest = std::min({deadlines.handshake,
                                            deadlines.head,
                                            deadlines.body,
                                            deadlines.answer,
                                            deadlines.write,
                                            deadlines.idle,
                                            deadlines.linger});
    return std::clamp(shortest / 4, milliseconds(5), milliseconds(250));
}

QByteArray addressBytes(const asio::ip::address &address)
{
    if (address.is_v4()) {
        const auto bytes = address.to_v4().to_bytes();
        return QByteArray(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    }
    const auto bytes = address.to_v6().to_bytes();
    return QByteArray(reinterpret_cast<const char *>(bytes.data()), bytes.size());
}

void logFailure(const QString &what)
{
    writeLog(LogLevel::Error, QLatin1StringView("http"), what);
}

} // namespace

void Mailbox::post(std::shared_ptr<Exchange> exchange, ServerResponse response)
{
    const std::lock_guard lock(m_mutex);
    if (!m_context)
        return;
    m_letters.emplace_back(std::move(exchange), std::move(response));
    if (m_letters.size() == 1)
        asio::post(*m_context, [self = shared_from_this()] { self->drain(); });
}

void Mailbox::close()
{
    const std::lock_guard lock(m_mutex);
    m_context = nullptr;
    m_letters.clear();
}

void Mailbox::drain()
{
    std::vector<std::pair<std::shared_ptr<Exchange>, ServerResponse>> letters;
    {
        const std::lock_guard lock(m_mutex);
        letters.swap(m_letters);
    }
    for (auto &[exchange, response] : letters) {
        if (exchange->session)
            exchange->session->deliver(std::move(response));
    }
}

Lane::Lane(ListenerState &state)
    : m_state(state)
    , m_work(asio::make_work_guard(m_context))
    , m_sweepTimer(m_context)
    , m_mailbox(std::make_shared<Mailbox>(m_context))
{}

Lane::~Lane()
{
    m_mailbox->close();
}

void Lane::add(tcp::acceptor acceptor)
{
    m_doors.push_back(Door{std::move(acceptor), asio::steady_timer(m_context)});
}

void Lane::run()
{
    for (std::size_t i = 0; i < m_doors.size(); ++i)
        accept(i);
    // Signals belong to the thread that was started with the program.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    m_thread = std::thread([this] {
        pthread_setname_np(pthread_self(), "http");
        for (;;) {
            try {
                m_context.run();
                return;
            } catch (const std::exception &failure) {
                logFailure(QStringLiteral("A connection ended in an exception: ")
                           + QString::fromLocal8Bit(failure.what()));
            }
        }
    });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Lane::stop(SteadyTime endOfGrace)
{
    asio::post(m_context, [this, endOfGrace] { beginStop(endOfGrace); });
}

void Lane::join()
{
    if (m_thread.joinable())
        m_thread.join();
}

SteadyTime Lane::bounded(SteadyTime deadline) const
{
    return m_endOfGrace ? std::min(deadline, *m_endOfGrace) : deadline;
}

void Lane::accept(std::size_t index)
{
    m_doors[index].acceptor.async_accept([this, index](error_code error, tcp::socket socket) {
        if (isStopping())
            return;
        if (!error) {
            welcome(std::move(socket));
            accept(index);
            return;
        }
        // No file descriptor is left, most likely: the kernel's queue keeps the sender until one is.
        logFailure(QStringLiteral("A connection could not be accepted: ")
                   + QString::fromStdString(error.message()));
        Door &door = m_doors[index];
        door.retry.expires_after(acceptRetry);
        door.retry.async_wait([this, index](error_code) {
            if (!isStopping())
                accept(index);
        });
    });
}

void Lane::welcome(tcp::socket socket)
{
    error_code error;
    const tcp::endpoint peer = socket.remote_endpoint(error);
    if (error)
        return; // hung up already
    const QByteArray sender = senderOf(addressBytes(peer.address()));
    switch (m_state.connections.admit(sender)) {
    case Admission::Granted:
        break;
    case Admission::TooManyAtAll:
        return turnAway(socket, 503);
    case Admission::TooManyOfThisSender:
        return turnAway(socket, 429);
    }
    ++m_state.accepted;
    socket.set_option(tcp::no_delay(true), error);
    auto wire = m_state.tls ? makeTlsWire(std::move(socket), m_state.tls)
                            : makePlainWire(std::move(socket));
    const auto session =
        std::make_shared<PeerSession>(*this,
                                      std::move(wire),
                                      sender,
                                      QString::fromStdString(peer.address().to_string()));
    m_sessions.insert(session.get());
    asio::co_spawn(m_context, session->run(), [this, session](const std::exception_ptr &failure) {
        forget(session.get());
        if (failure)
            std::rethrow_exception(failure);
    });
    scheduleSweep();
}

/// Says why in the one packet that is free: whoever is turned away must not cost a place. Under TLS nothing can be
/// said before a handshake, so the connection just ends.
void Lane::turnAway(tcp::socket &socket, int status)
{
    ++m_state.turnedAway;
    error_code ignored;
    if (!m_state.tls) {
        ServerResponse response = refusal(status);
        const QByteArray text =
            responseHead(response, AfterAnswer::Close, m_state.config.clock->now()) + response.body;
        socket.non_blocking(true, ignored);
        socket.write_some(asio::const_buffer(text.constData(), static_cast<size_t>(text.size())),
                          ignored);
        socket.shutdown(tcp::socket::shutdown_send, ignored);
    }
    socket.close(ignored);
}

void Lane::forget(PeerSession *session)
{
    m_sessions.erase(session);
    endIfDone();
}

void Lane::scheduleSweep()
{
    if (m_isSweepDue || m_sessions.empty())
        return;
    m_isSweepDue = true;
    m_sweepTimer.expires_after(sweepInterval(m_state.config.deadlines));
    m_sweepTimer.async_wait([this](error_code error) {
        m_isSweepDue = false;
        if (error)
            return;
        expireLate();
        scheduleSweep();
    });
}

void Lane::expireLate()
{
    const SteadyTime now = std::chrono::steady_clock::now();
    for (PeerSession *session : m_sessions) {
        if (session->deadline() <= now)
            session->expire();
    }
}

void Lane::beginStop(SteadyTime endOfGrace)
{
    m_endOfGrace = endOfGrace;
    error_code ignored;
    for (Door &door : m_doors) {
        door.acceptor.close(ignored);
        door.retry.cancel();
    }
    for (PeerSession *session : m_sessions)
        session->hurry();
    expireLate();
    endIfDone();
}

void Lane::endIfDone()
{
    if (!isStopping() || !m_sessions.empty())
        return;
    m_sweepTimer.cancel();
    m_work.reset();
}

} // namespace drawbridge
