// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/Session.h"

#include "core/base/Log.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

// With g++ 12 a co_await expression holds neither a braced aggregate nor a lambda with captures: both are
// destroyed twice. What a call takes is made before it.
namespace drawbridge {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);
constexpr qsizetype headBuffer = 4 * 1024;
constexpr qsizetype bodyBuffer = 64 * 1024;
constexpr qsizetype smallBody = 16 * 1024;
constexpr qsizetype lingerBytes = 256 * 1024;

asio::const_buffer bufferOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

asio::mutable_buffer bufferOf(QByteArray &bytes)
{
    return {bytes.data(), static_cast<std::size_t>(bytes.size())};
}

ParseLimits parseLimits(const ListenerLimits &limits)
{
    return {limits.headBytes, limits.bodyBytes, limits.headerFields};
}

void callHandler(const ListenerState &state, const ServerRequest &request, Responder responder)
{
    try {
        state.handler(request, std::move(responder));
    } catch (const std::exception &failure) {
        writeLog(LogLevel::Error,
                 QLatin1StringView("http"),
                 QStringLiteral("A request's handler threw: ")
                     + QString::fromLocal8Bit(failure.what()));
    }
}

} // namespace

PeerSession::PeerSession(Lane &lane,
                         std::unique_ptr<Wire> wire,
                         QByteArray sender,
                         QString peerAddress)
    : m_lane(lane)
    , m_state(lane.state())
    , m_config(lane.state().config)
    , m_wire(std::move(wire))
    , m_sender(std::move(sender))
    , m_peerAddress(std::move(peerAddress))
    , m_parser(parseLimits(m_config.limits))
    , m_answered(lane.context(), SteadyTime::max())
{
    allow(m_state.tls ? m_config.deadlines.handshake : m_config.deadlines.head);
}

PeerSession::~PeerSession()
{
    releaseHeld();
    m_state.connections.release(m_sender);
}

asio::awaitable<void> PeerSession::run()
{
    const error_code error = co_await m_wire->handshake();
    if (error) {
        ++m_state.handshakesFailed;
        if (m_isExpired)
            ++m_state.late;
        co_return;
    }
    allow(m_config.deadlines.head);
    bool goesOn = true;
    while (goesOn)
        goesOn = co_await serveOne();
}

void PeerSession::expire()
{
    m_isExpired = true;
    error_code ignored;
    m_wire->socket().cancel(ignored);
    m_answered.cancel();
}

void PeerSession::hurry()
{
    if (m_isIdle)
        expire();
    else
        m_deadline = m_lane.bounded(m_deadline);
}

void PeerSession::deliver(ServerResponse response)
{
    m_response = std::move(response);
    m_answered.cancel();
}

asio::awaitable<bool> PeerSession::serveOne()
{
    const Reading reading = co_await readRequest();
    if (reading == Reading::Gone)
        co_return false;
    AfterAnswer after = AfterAnswer::Close;
    QByteArray method;
    if (reading == Reading::Complete) {
        const bool mayGoOn =
            m_parser.keepsAlive() && ++m_served < m_config.limits.requestsPerConnection;
        ServerRequest request = m_parser.takeRequest();
        method = request.method;
        co_await askHandler(std::move(request));
        if (mayGoOn && !m_lane.isStopping())
            after = AfterAnswer::KeepOpen;
    }
    const bool isSent = co_await send(after, std::move(method));
    releaseHeld();
    if (!isSent)
        co_return false;
    if (after == AfterAnswer::Close) {
        co_await leave();
        co_return false;
    }
    if (m_buffer.size() > headBuffer)
        m_buffer = QByteArray();
    m_parser.next();
    m_isIdle = !m_parser.hasBegun();
    allow(m_isIdle ? m_config.deadlines.idle : m_config.deadlines.head);
    co_return true;
}

asio::awaitable<PeerSession::Reading> PeerSession::readRequest()
{
    using State = RequestParser::State;
    bool isInBody = false;
    bool hasContinued = false;
    while (true) {
        const State state = m_parser.state();
        if (state == State::Refused)
            co_return refuse(m_parser.status());
        if (!hold(m_parser.bodySize()))
            co_return refuse(503);
        if (state == State::Done)
            co_return Reading::Complete;
        if (state == State::NeedBody && !isInBody) {
            isInBody = true;
            allow(m_config.deadlines.body);
        }
        if (m_parser.awaitsContinue() && !hasContinued) {
            hasContinued = true;
            const QByteArray goOn = QByteArrayLiteral("HTTP/1.1 100 Continue\r\n\r\n");
            const error_code error = co_await m_wire->write(bufferOf(goOn));
            if (error)
                co_return Reading::Gone;
        }
        const bool hasMore = co_await readMore();
        if (!hasMore) {
            if (!m_isExpired)
                co_return Reading::Gone; // hung up
            if (m_lane.isStopping())
                co_return Reading::Gone;
            ++m_state.late;
            co_return m_parser.hasBegun() ? refuse(408) : Reading::Gone;
        }
        if (m_isIdle && m_parser.hasBegun()) {
            m_isIdle = false;
            if (m_served > 0) // the first head's time runs from the connection
                allow(m_config.deadlines.head);
        }
    }
}

asio::awaitable<bool> PeerSession::readMore()
{
    if (m_isExpired)
        co_return false;
    const qsizetype wanted =
        m_parser.state() == RequestParser::State::NeedBody ? bodyBuffer : headBuffer;
    if (m_buffer.size() < wanted)
        m_buffer.resize(wanted);
    const asio::mutable_buffer into = bufferOf(m_buffer);
    const WireRead got = co_await m_wire->readSome(into);
    if (got.error)
        co_return false;
    m_parser.feed(QByteArrayView(m_buffer.constData(), static_cast<qsizetype>(got.size)));
    co_return true;
}

asio::awaitable<void> PeerSession::askHandler(ServerRequest request)
{
    ++m_state.requests;
    request.peerAddress = m_peerAddress;
    const auto exchange = std::make_shared<Exchange>();
    exchange->session = this;
    m_response.reset();
    allow(m_config.deadlines.answer);
    Responder responder([mailbox = m_lane.mailbox(), exchange](ServerResponse response) {
        mailbox->post(exchange, std::move(response));
    });
    callHandler(m_state, request, std::move(responder));
    request = ServerRequest(); // whoever needs it longer has a copy
    while (!m_response && !m_isExpired)
        co_await m_answered.async_wait(asTuple);
    exchange->session = nullptr;
    if (!m_response) {
        ++m_state.late;
        m_response = refusal(m_lane.isStopping() ? 503 : 504);
    }
}

asio::awaitable<bool> PeerSession::send(AfterAnswer after, QByteArray method)
{
    allow(m_config.deadlines.write);
    QByteArray text = responseHead(*m_response, after, m_config.clock->now());
    const QByteArray body =
        hasBody(*m_response, method) ? std::exchange(m_response->body, {}) : QByteArray();
    m_response.reset();
    const bool isSmall = body.size() <= smallBody;
    if (isSmall)
        text.append(body);
    error_code error = co_await m_wire->write(bufferOf(text));
    if (!error && !isSmall)
        error = co_await m_wire->write(bufferOf(body));
    if (error && m_isExpired)
        ++m_state.late;
    co_return !error;
}

/// Closing while bytes of the peer are unread would make the kernel reset the connection and take the answer with
/// it, so they are read and dropped, within bounds.
asio::awaitable<void> PeerSession::leave()
{
    allow(m_config.deadlines.linger);
    co_await m_wire->endSending();
    m_buffer.resize(headBuffer);
    qsizetype dropped = 0;
    while (!m_isExpired && m_deadline > std::chrono::steady_clock::now() && dropped < lingerBytes) {
        const asio::mutable_buffer into = bufferOf(m_buffer);
        auto [error, size] = co_await m_wire->socket().async_read_some(into, asTuple);
        if (error)
            co_return;
        dropped += static_cast<qsizetype>(size);
    }
}

void PeerSession::allow(std::chrono::milliseconds time)
{
    m_deadline = m_lane.bounded(std::chrono::steady_clock::now() + time);
    m_isExpired = false;
}

bool PeerSession::hold(qsizetype bytes)
{
    const qint64 more = bytes - m_held;
    m_held = bytes;
    return (m_state.heldBytes += more) <= m_config.limits.heldBytes;
}

void PeerSession::releaseHeld()
{
    m_state.heldBytes -= m_held;
    m_held = 0;
}

PeerSession::Reading PeerSession::refuse(int status)
{
    ++m_state.refused;
    m_response = refusal(status);
    m_isIdle = false;
    return Reading::Refused;
}

} // namespace drawbridge
