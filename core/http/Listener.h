// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/base/SecretBytes.h"
#include "core/http/Responder.h"

#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace drawbridge {

/// Every deadline is absolute: it counts from the start of its phase, and bytes that trickle in do not extend it.
struct ListenerDeadlines
{
    std::chrono::milliseconds handshake{5'000}; ///< TLS, from the accepted connection
    std::chrono::milliseconds head{
        5'000}; ///< request line and fields, from connection or first byte
    std::chrono::milliseconds body{10'000};   ///< from the end of the head
    std::chrono::milliseconds answer{30'000}; ///< for the handler; then 504
    std::chrono::milliseconds write{10'000};  ///< for the sender to take the answer
    std::chrono::milliseconds idle{60'000};   ///< between two requests of a connection
    std::chrono::milliseconds linger{1'000};  ///< for a refused sender to read why
};

struct ListenerLimits
{
    qsizetype headBytes = 16 * 1024;   ///< then 431
    qsizetype bodyBytes = 1024 * 1024; ///< then 413
    int headerFields = 100;            ///< then 431
    int requestsPerConnection = 1'000; ///< the last one is answered with "Connection: close"
    int connections = 1'024;           ///< of all senders; then 503 and closed
    int connectionsPerAddress =
        256; ///< an IPv6 /64 counts as one; then 429 and closed; 0 = no limit of its own
    qsizetype heldBytes =
        64 * 1024 * 1024; ///< of bodies read or being read and not yet answered; then 503
};

/// A certificate chain, leaf first, and its unencrypted key, both PEM.
struct TlsIdentity
{
    QByteArray certificateChainPem;
    SharedSecret privateKeyPem;
};

struct ListenerConfig
{
    QStringList addresses{QStringLiteral("127.0.0.1")}; ///< numeric IPv4 or IPv6; all must be there
    QStringList
        addressesIfPresent; ///< for example "::1"; left out where the machine has no such address
    quint16 port = 0;       ///< 0: any that is free on all addresses
    int threads = 1;
    std::optional<TlsIdentity> tls; ///< TLS 1.2 or newer; without it plain HTTP
    ListenerDeadlines deadlines;
    ListenerLimits limits;
    std::shared_ptr<const Clock> clock; ///< for the Date field; the system's where empty
};

/// What has happened since the start.
struct ListenerCounts
{
    qint64 accepted = 0;         ///< connections let in
    qint64 turnedAway = 0;       ///< connections over a limit
    qint64 handshakesFailed = 0; ///< given up, garbage or late
    qint64 requests = 0;         ///< handed to the handler
    qint64 refused = 0;          ///< requests answered 4xx or 503 without the handler
    qint64 late = 0;             ///< connections ended by a deadline
    int open = 0;                ///< connections now
};

/// An HTTP/1.1 server (RFC 9110, 9112) that assumes its senders are hostile: limits and absolute deadlines bound
/// what each may hold. Threads of its own; the object itself may be used from any thread but a handler's.
class Listener
{
public:
    /// Called in a listener thread, never while start() runs; it must not block: whoever needs time keeps the
    /// responder. An exception is answered 500.
    using Handler = std::function<void(const ServerRequest &, Responder)>;

    /// Bound and listening when it returns. InvalidInput: an address, a limit or the certificate is unusable;
    /// Busy: the port is taken; Denied: the port is not permitted to this user; Unavailable: no such address here.
    [[nodiscard]] static Result<std::unique_ptr<Listener>> start(ListenerConfig config,
                                                                 Handler handler);

    /// stop() without grace.
    ~Listener();
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;

    [[nodiscard]] quint16 port() const;
    /// Those bound, as given.
    [[nodiscard]] QStringList addresses() const;
    [[nodiscard]] ListenerCounts counts() const;

    /// Stops accepting at once, lets requests that have begun be read and answered for up to `grace`, ends
    /// the rest and waits for the threads. The port is free when it returns. Never from a handler.
    void stop(std::chrono::milliseconds grace);

private:
    class Private;
    explicit Listener(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace drawbridge
