// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/net/Contacts.h"
#include "core/net/HttpSender.h"
#include "core/net/ReplyParser.h"
#include "core/net/Resolver.h"

#include <QElapsedTimer>
#include <QNetworkProxy>
#include <QObject>
#include <QSslSocket>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace drawbridge {

/// What the exchanges of one client share. Outlives them.
struct ExchangeSurroundings
{
    const Clock &clock;
    std::shared_ptr<Resolver> resolver;
    std::function<QList<QNetworkProxy>(const QUrl &)> proxies;
    Contacts &contacts;
    QList<QSslCertificate> systemAuthorities; // read when first needed beside others
};

/// One request on one connection, from the name to the last byte, in the client's thread. Calls `done` exactly
/// once, never before start() has returned, and then ends itself.
///
/// QNetworkAccessManager is not used because it silently sends a POST again when the peer hangs up, so that a key
/// would be made twice, and because it shares a connection between requests that trust different authorities.
class HttpExchange final : public QObject
{
    Q_OBJECT

public:
    HttpExchange(HttpRequest request,
                 CheckedUrl target,
                 ExchangeSurroundings &surroundings,
                 std::function<void(HttpAttempt)> done,
                 QObject *parent);
    ~HttpExchange() override;

    void start();
    void cancel();

private:
    /// What is found out before connecting, in a thread of its own as both answers can take their time.
    struct Scouted
    {
        QList<QNetworkProxy> proxies;
        Result<QList<QHostAddress>> addresses = QList<QHostAddress>();
    };
    struct Mailbox;

    [[nodiscard]] Failure failure(FailureKind kind, const QString &technical) const;
    [[nodiscard]] QSslConfiguration tlsConfiguration() const;

    void scout();
    void takeScouted(const Scouted &scouted);
    void connectToNext();
    void takeConnected();
    void takeTlsErrors(const QList<QSslError> &errors);
    void takeSocketError(QAbstractSocket::SocketError error);
    void takeReadable();
    void takeOutcome(ReplyParser::Outcome outcome);
    void takeReply();
    void takeDateOfUntrusted();
    void takeDeadline(const QString &which);
    void noteContact();
    void finish(HttpAttempt result);

    const HttpRequest m_request;
    const CheckedUrl m_target;
    ExchangeSurroundings &m_surroundings;
    std::function<void(HttpAttempt)> m_done;
    std::shared_ptr<Mailbox> m_mailbox;
    QElapsedTimer m_elapsed;
    QTimer m_connectDeadline;
    QTimer m_tryDeadline; // for one address to take the connection
    QTimer m_firstByteDeadline;
    QTimer m_totalDeadline;

    QList<QHostAddress> m_addresses;
    QHostAddress m_address;
    std::optional<QNetworkProxy> m_proxy;
    std::unique_ptr<QSslSocket> m_socket;
    ReplyParser m_parser;
    std::optional<Failure>
        m_untrusted; // set while only the peer's time is asked, with nothing of the request
    qint64 m_sent = 0;
    qint64 m_received = 0;
    bool m_resolved = false;
};

} // namespace drawbridge
