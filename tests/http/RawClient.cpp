// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/http/RawClient.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

using std::chrono::milliseconds;

namespace {

struct Endpoint
{
    sockaddr_storage storage{};
    socklen_t size = 0;
};

Endpoint endpointOf(const char *address, quint16 port)
{
    Endpoint endpoint;
    sockaddr_in v4{};
    if (inet_pton(AF_INET, address, &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::memcpy(&endpoint.storage, &v4, sizeof v4);
        endpoint.size = sizeof v4;
        return endpoint;
    }
    sockaddr_in6 v6{};
    inet_pton(AF_INET6, address, &v6.sin6_addr);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&endpoint.storage, &v6, sizeof v6);
    endpoint.size = sizeof v6;
    return endpoint;
}

} // namespace

RawClient::RawClient(quint16 port, const char *address, const char *from)
{
    const Endpoint to = endpointOf(address, port);
    m_socket = ::socket(to.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const Endpoint source = from ? endpointOf(from, 0) : Endpoint{};
    const bool isBound = !from
        || ::bind(m_socket, reinterpret_cast<const sockaddr *>(&source.storage), source.size) == 0;
    if (!isBound
        || ::connect(m_socket, reinterpret_cast<const sockaddr *>(&to.storage), to.size) != 0) {
        ::close(m_socket);
        m_socket = -1;
    }
}

RawClient::~RawClient()
{
    if (m_socket >= 0)
        ::close(m_socket);
}

RawClient::RawClient(RawClient &&other) noexcept
    : m_socket(std::exchange(other.m_socket, -1))
    , m_received(std::move(other.m_received))
{}

bool RawClient::send(QByteArrayView bytes) const
{
    while (!bytes.isEmpty()) {
        const ssize_t sent =
            ::send(m_socket, bytes.data(), static_cast<size_t>(bytes.size()), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes = bytes.sliced(sent);
    }
    return true;
}

void RawClient::endSending() const
{
    ::shutdown(m_socket, SHUT_WR);
}

void RawClient::reset()
{
    const linger atOnce{1, 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    ::close(std::exchange(m_socket, -1));
}

bool RawClient::hasNews(milliseconds within) const
{
    pollfd waiting{m_socket, POLLIN, 0};
    return ::poll(&waiting, 1, static_cast<int>(within.count())) > 0;
}

RawClient::Got RawClient::receive(milliseconds timeout)
{
    if (!hasNews(timeout))
        return Got::Nothing;
    char buffer[16384];
    const ssize_t size = ::recv(m_socket, buffer, sizeof buffer, 0);
    if (size <= 0)
        return Got::End;
    m_received.append(buffer, size);
    return Got::Bytes;
}

QByteArray RawClient::readAnswer(milliseconds timeout)
{
    const auto end = std::chrono::steady_clock::now() + timeout;
    while (true) {
        const qsizetype headEnd = m_received.indexOf("\r\n\r\n");
        if (headEnd >= 0) {
            const QByteArray head = m_received.left(headEnd).toLower();
            const qsizetype field = head.indexOf("\r\ncontent-length: ");
            const qsizetype length = field < 0
                ? 0
                : head.mid(field + 18, head.indexOf('\r', field + 18) - field - 18).toInt();
            if (m_received.size() >= headEnd + 4 + length) {
                QByteArray answer = m_received.left(headEnd + 4 + length);
                m_received.remove(0, answer.size());
                return answer;
            }
        }
        const auto left =
            std::chrono::duration_cast<milliseconds>(end - std::chrono::steady_clock::now());
        if (left <= milliseconds::zero() || receive(left) != Got::Bytes)
            return std::exchange(m_received, {});
    }
}

std::optional<QByteArray> RawClient::readToEnd(milliseconds timeout)
{
    const auto end = std::chrono::steady_clock::now() + timeout;
    while (true) {
        const auto left =
            std::chrono::duration_cast<milliseconds>(end - std::chrono::steady_clock::now());
        if (left <= milliseconds::zero())
            return std::nullopt;
        const Got got = receive(left);
        if (got == Got::Nothing)
            return std::nullopt;
        if (got == Got::End)
            return std::exchange(m_received, {});
    }
}

int statusOf(const QByteArray &answer)
{
    return answer.startsWith("HTTP/1.1 ") ? answer.mid(9, 3).toInt() : 0;
}

QByteArray bodyOf(const QByteArray &answer)
{
    const qsizetype headEnd = answer.indexOf("\r\n\r\n");
    return headEnd < 0 ? QByteArray() : answer.mid(headEnd + 4);
}
