// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/http/Listener.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace drawbridge {

struct WireRead
{
    boost::system::error_code error;
    std::size_t size = 0;
};

/// One accepted connection, plain or under TLS, so that a session is written once. Used in its lane's thread
/// only. Cancelling or closing socket() ends whatever is waited for.
class Wire
{
public:
    virtual ~Wire() = default;
    [[nodiscard]] virtual boost::asio::ip::tcp::socket &socket() = 0;
    [[nodiscard]] virtual boost::asio::awaitable<boost::system::error_code> handshake() = 0;
    [[nodiscard]] virtual boost::asio::awaitable<WireRead> readSome(
        boost::asio::mutable_buffer into) = 0;
    [[nodiscard]] virtual boost::asio::awaitable<boost::system::error_code> write(
        boost::asio::const_buffer bytes) = 0;
    /// Tells the peer that nothing more will be sent.
    [[nodiscard]] virtual boost::asio::awaitable<void> endSending() = 0;
};

[[nodiscard]] std::unique_ptr<Wire> makePlainWire(boost::asio::ip::tcp::socket socket);

/// What OpenSSL made of a TlsIdentity; shared by the connections of a listener.
class TlsContext;

/// InvalidInput: not a certificate and its key.
[[nodiscard]] Result<std::shared_ptr<TlsContext>> makeTlsContext(const TlsIdentity &identity);
[[nodiscard]] std::unique_ptr<Wire> makeTlsWire(boost::asio::ip::tcp::socket socket,
                                                std::shared_ptr<TlsContext> context);

} // namespace drawbridge
