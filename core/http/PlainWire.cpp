// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/Wire.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace drawbridge {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

class PlainWire final : public Wire
{
public:
    explicit PlainWire(tcp::socket socket)
        : m_socket(std::move(socket))
    {}

    tcp::socket &socket() override { return m_socket; }

    asio::awaitable<error_code> handshake() override { co_return error_code(); }

    asio::awaitable<WireRead> readSome(asio::mutable_buffer into) override
    {
        auto [error, size] = co_await m_socket.async_read_some(into, asTuple);
        co_return WireRead{error, size};
    }

    asio::awaitable<error_code> write(asio::const_buffer bytes) override
    {
        auto [error, size] = co_await asio::async_write(m_socket, bytes, asTuple);
        co_return error;
    }

    asio::awaitable<void> endSending() override
    {
        error_code ignored; // the peer may be gone, which is just as well
        m_socket.shutdown(tcp::socket::shutdown_send, ignored);
        co_return;
    }

private:
    tcp::socket m_socket;
};

} // namespace

std::unique_ptr<Wire> makePlainWire(tcp::socket socket)
{
    return std::make_unique<PlainWire>(std::move(socket));
}

} // namespace drawbridge
