// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/Wire.h"

#include <QCoreApplication>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>

#include <string>

namespace drawbridge {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

class TlsContext
{
public:
    ssl::context context{ssl::context::tls_server};
};

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

/// Clients that would rather speak HTTP/2 learn that they get HTTP/1.1 (RFC 7301).
int selectProtocol(SSL * /*connection*/,
                   const unsigned char **out,
                   unsigned char *outLength,
                   const unsigned char *offered,
                   unsigned int offeredLength,
                   void * /*unused*/)
{
    static constexpr unsigned char http11[] = "\x08http/1.1";
    unsigned char *selected = nullptr;
    const int found = SSL_select_next_proto(&selected,
                                            outLength,
                                            http11,
                                            sizeof http11 - 1,
                                            offered,
                                            offeredLength);
    if (found != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = selected;
    return SSL_TLSEXT_ERR_OK;
}

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Listener)
};

Error unusable(const error_code &error)
{
    return {ErrorCode::InvalidInput,
            Words::tr("The certificate and its key cannot be used together. "
                      "Give a PEM certificate and its key without a passphrase."),
            QString::fromStdString(error.message())};
}

class TlsWire final : public Wire
{
public:
    TlsWire(tcp::socket socket, std::shared_ptr<TlsContext> context)
        : m_context(std::move(context))
        , m_stream(std::move(socket), m_context->context)
    {}

    tcp::socket &socket() override { return m_stream.next_layer(); }

    asio::awaitable<error_code> handshake() override
    {
        auto [error] = co_await m_stream.async_handshake(ssl::stream_base::server, asTuple);
        co_return error;
    }

    asio::awaitable<WireRead> readSome(asio::mutable_buffer into) override
    {
        auto [error, size] = co_await m_stream.async_read_some(into, asTuple);
        co_return WireRead{error, size};
    }

    asio::awaitable<error_code> write(asio::const_buffer bytes) override
    {
        auto [error, size] = co_await asio::async_write(m_stream, bytes, asTuple);
        co_return error;
    }

    asio::awaitable<void> endSending() override
    {
        // Waits for the peer's own farewell, or for an error or the deadline, all of which end it.
        co_await m_stream.async_shutdown(asTuple);
        error_code ignored;
        socket().shutdown(tcp::socket::shutdown_send, ignored);
    }

private:
    std::shared_ptr<TlsContext> m_context;
    ssl::stream<tcp::socket> m_stream;
};

} // namespace

Result<std::shared_ptr<TlsContext>> makeTlsContext(const TlsIdentity &identity)
{
    if (!identity.privateKeyPem)
        return unusable({});
    auto tls = std::make_shared<TlsContext>();
    ssl::context &context = tls->context;
    error_code error;
    // Without this, OpenSSL would ask for the passphrase of an encrypted key on the terminal.
    context.set_password_callback([](std::size_t,
                                     ssl::context::password_purpose) { return std::string(); },
                                  error);
    const QByteArray &chain = identity.certificateChainPem;
    const QByteArrayView key = identity.privateKeyPem->reveal();
    context.use_certificate_chain(asio::const_buffer(chain.constData(),
                                                     static_cast<size_t>(chain.size())),
                                  error);
    if (error)
        return unusable(error);
    context.use_private_key(asio::const_buffer(key.data(), static_cast<size_t>(key.size())),
                            ssl::context::pem,
                            error);
    if (error)
        return unusable(error);
    SSL_CTX *native = context.native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS); // an idle connection keeps 34 KiB less
    SSL_CTX_set_alpn_select_cb(native, &selectProtocol, nullptr);
    return tls;
}

std::unique_ptr<Wire> makeTlsWire(tcp::socket socket, std::shared_ptr<TlsContext> context)
{
    return std::make_unique<TlsWire>(std::move(socket), std::move(context));
}

} // namespace drawbridge
