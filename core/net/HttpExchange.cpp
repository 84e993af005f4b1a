// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/HttpExchange.h"

#include "core/base/Log.h"
#include "core/base/PlainText.h"
#include "core/net/HttpDate.h"
#include "core/net/RequestMessage.h"
#include "core/net/TlsFacts.h"

#include <QSslConfiguration>

#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// A peer with dozens of addresses is not tried at all of them.
constexpr qsizetype maxAddresses = 6;
/// For the peer's time only, which is a courtesy.
constexpr std::chrono::milliseconds dateDeadline{3000};

} // namespace

/// Where the scouting thread leaves what it found; by then the exchange may be gone.
struct HttpExchange::Mailbox
{
    std::mutex mutex;
    HttpExchange *receiver = nullptr;
};

HttpExchange::HttpExchange(HttpRequest request,
                           CheckedUrl target,
                           ExchangeSurroundings &surroundings,
                           std::function<void(HttpAttempt)> done,
                           QObject *parent)
    : QObject(parent)
    , m_request(std::move(request))
    , m_target(std::move(target))
    , m_surroundings(surroundings)
    , m_done(std::move(done))
    , m_mailbox(std::make_shared<Mailbox>())
    , m_parser(m_request.method == "HEAD" ? ReplyParser::RequestKind::Head
                                          : ReplyParser::RequestKind::Ordinary,
               m_request.limits.head,
               m_request.limits.body)
{
    m_mailbox->receiver = this;
    for (QTimer *timer :
         {&m_connectDeadline, &m_tryDeadline, &m_firstByteDeadline, &m_totalDeadline})
        timer->setSingleShot(true);
    connect(&m_connectDeadline, &QTimer::timeout, this, [this] {
        if (m_resolved)
            takeDeadline(u"connecting"_s);
        else
            finish(failure(FailureKind::Dns, u"the name service did not answer in time"_s));
    });
    connect(&m_tryDeadline, &QTimer::timeout, this, &HttpExchange::connectToNext);
    connect(&m_firstByteDeadline, &QTimer::timeout, this, [this] { takeDeadline(u"first byte"_s); });
    connect(&m_totalDeadline, &QTimer::timeout, this, [this] { takeDeadline(u"total"_s); });
}

HttpExchange::~HttpExchange()
{
    const std::lock_guard lock(m_mailbox->mutex);
    m_mailbox->receiver = nullptr;
}

void HttpExchange::start()
{
    m_elapsed.start();
    m_totalDeadline.start(m_request.limits.total);
    m_connectDeadline.start(m_request.limits.connect);
    scout();
}

void HttpExchange::cancel()
{
    finish(failure(FailureKind::Cancelled, QString()));
}

Failure HttpExchange::failure(FailureKind kind, const QString &technical) const
{
    Failure made;
    made.kind = kind;
    made.host = m_target.host;
    made.app = m_request.app;
    made.at = m_surroundings.clock.now();
    made.technical = technical;
    if (m_proxy)
        made.technical += u" (through proxy "_s % m_proxy->hostName() % u')';
    else if (!m_address.isNull() && m_target.literal.isNull())
        made.technical += u" (at "_s % m_address.toString() % u')';
    return made;
}

void HttpExchange::scout()
{
    const bool askName = m_target.literal.isNull();
    // Neither this computer nor the owner's own network is reached through a proxy.
    const bool askProxy = !m_request.rules.onMyNetwork;
    auto work = [mailbox = m_mailbox,
                 resolver = m_surroundings.resolver,
                 proxies = m_surroundings.proxies,
                 target = m_target,
                 url = m_request.url,
                 askName,
                 askProxy] {
        Scouted found;
        if (askProxy)
            found.proxies = proxies(url);
        const bool direct =
            found.proxies.isEmpty() || found.proxies.first().type() == QNetworkProxy::NoProxy;
        if (direct)
            found.addresses =
                askName ? resolver->resolve(target.host) : QList<QHostAddress>{target.literal};
        const std::lock_guard lock(mailbox->mutex);
        if (HttpExchange *receiver = mailbox->receiver)
            QMetaObject::invokeMethod(
                receiver, [receiver, found] { receiver->takeScouted(found); }, Qt::QueuedConnection);
    };
    // Detached, as nothing can stop a name look-up; it owns all that it touches.
    try {
        std::thread(std::move(work)).detach();
    } catch (const std::system_error &error) {
        const QString reason = QString::fromLocal8Bit(error.what());
        QMetaObject::invokeMethod(
            this,
            [this, reason] { finish(failure(FailureKind::Other, reason)); },
            Qt::QueuedConnection);
    }
}

void HttpExchange::takeScouted(const Scouted &scouted)
{
    if (!m_done)
        return;
    m_resolved = true;
    if (!scouted.proxies.isEmpty() && scouted.proxies.first().type() != QNetworkProxy::NoProxy) {
        m_proxy = scouted.proxies.first();
        // Else the name would be looked up here once more, past the policy.
        m_proxy->setCapabilities(m_proxy->capabilities() | QNetworkProxy::HostNameLookupCapability);
        connectToNext();
        return;
    }
    if (!scouted.addresses.isOk()) {
        finish(failure(FailureKind::Dns, scouted.addresses.error().detail));
        return;
    }
    const auto allowed = checkAddresses(m_target, m_request.rules, *scouted.addresses);
    if (!allowed.isOk()) {
        const bool none = allowed.error().code == ErrorCode::NotFound;
        Failure refused = failure(none ? FailureKind::Dns : FailureKind::PolicyRefused, QString());
        if (!none)
            refused.refusal = allowed.error();
        finish(std::move(refused));
        return;
    }
    m_addresses = alternatingFamilies(*allowed, maxAddresses);
    connectToNext();
}

QSslConfiguration HttpExchange::tlsConfiguration() const
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    configuration.setAllowedNextProtocols({QByteArray("http/1.1")});
    const TrustedAuthorities &trusted = m_request.authorities;
    if (!trusted.extra().isEmpty()) {
        if (trusted.usesSystem() && m_surroundings.systemAuthorities.isEmpty())
            m_surroundings.systemAuthorities = QSslConfiguration::systemCaCertificates();
        configuration.setCaCertificates(trusted.usesSystem()
                                            ? m_surroundings.systemAuthorities + trusted.extra()
                                            : trusted.extra());
    }
    return configuration;
}

void HttpExchange::connectToNext()
{
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket.release()->deleteLater();
    }
    m_socket = std::make_unique<QSslSocket>();
    m_socket->setReadBufferSize(65'536);
    m_socket->setProxy(m_proxy.value_or(QNetworkProxy(QNetworkProxy::NoProxy)));
    connect(m_socket.get(), &QSslSocket::sslErrors, this, &HttpExchange::takeTlsErrors);
    connect(m_socket.get(), &QSslSocket::errorOccurred, this, &HttpExchange::takeSocketError);
    connect(m_socket.get(), &QSslSocket::readyRead, this, &HttpExchange::takeReadable);
    connect(m_socket.get(), &QSslSocket::connected, &m_tryDeadline, &QTimer::stop);
    if (m_target.tls)
        connect(m_socket.get(), &QSslSocket::encrypted, this, &HttpExchange::takeConnected);
    else
        connect(m_socket.get(), &QSslSocket::connected, this, &HttpExchange::takeConnected);

    QString where = m_target.host;
    if (!m_proxy) {
        // The checked address itself, so that nobody asks the name service a second time and is told another one.
        m_address = m_addresses.takeFirst();
        where = m_address.toString();
        if (m_addresses.isEmpty())
            m_tryDeadline.stop();
        else
            m_tryDeadline.start(m_request.limits.nextAddress);
    }
    if (m_target.tls) {
        m_socket->setSslConfiguration(tlsConfiguration());
        // The last name is the one sent in SNI and looked for in the certificate.
        m_socket->connectToHostEncrypted(where, m_target.port, m_target.host);
    } else {
        m_socket->connectToHost(where, m_target.port);
    }
}

void HttpExchange::takeConnected()
{
    m_connectDeadline.stop();
    if (m_untrusted) {
        m_firstByteDeadline.start(dateDeadline);
        m_sent += m_socket->write("HEAD / HTTP/1.1\r\nHost: " + m_target.authority()
                                  + "\r\nConnection: close\r\n\r\n");
        return;
    }
    const Result<SecretBytes> message = requestMessage(m_request, m_target);
    if (!message.isOk()) {
        Failure refused = failure(FailureKind::PolicyRefused, QString());
        refused.refusal = message.error();
        finish(std::move(refused));
        return;
    }
    m_firstByteDeadline.start(m_request.limits.firstByte);
    m_sent += m_socket->write(message->reveal().data(), message->size());
}

void HttpExchange::takeTlsErrors(const QList<QSslError> &errors)
{
    Failure untrusted = failure(tlsFailureKind(errors), tlsDetail(errors));
    untrusted.certificate = certificateFacts(m_socket->peerCertificate());
    if (!onlyOutOfDate(errors)) {
        finish(std::move(untrusted));
        return;
    }
    // Everything is right but the dates: then the peer's own time tells whose clock is wrong. Nothing of the
    // request is sent, and the answer goes into words only.
    m_untrusted = std::move(untrusted);
    m_socket->ignoreSslErrors();
}

void HttpExchange::takeSocketError(QAbstractSocket::SocketError error)
{
    if (m_untrusted) {
        takeDateOfUntrusted();
        return;
    }
    const bool sentSomething = m_sent > 0;
    if (!sentSomething && !m_addresses.isEmpty()) {
        connectToNext();
        return;
    }
    if (error == QAbstractSocket::RemoteHostClosedError && sentSomething) {
        takeReadable();
        if (m_done)
            takeOutcome(m_parser.closed());
        return;
    }
    const bool inHandshake =
        m_target.tls && !sentSomething && m_socket->mode() != QSslSocket::UnencryptedMode;
    FailureKind kind = kindOfSocketError(error, inHandshake);
    if (m_proxy && !sentSomething && kind == FailureKind::Other)
        kind = FailureKind::Unreachable; // a proxy's refusals have no code of their own
    finish(failure(kind, plainText(m_socket->errorString(), 300)));
}

void HttpExchange::takeReadable()
{
    char piece[16 * 1024];
    ReplyParser::Outcome outcome = ReplyParser::Outcome::NeedsMore;
    while (outcome == ReplyParser::Outcome::NeedsMore && m_socket->bytesAvailable() > 0) {
        const qint64 count = m_socket->read(piece, sizeof piece);
        if (count <= 0)
            break;
        m_firstByteDeadline.stop();
        m_received += count;
        outcome = m_sent > 0 ? m_parser.feed(QByteArrayView(piece, count))
                             : ReplyParser::Outcome::Malformed;
    }
    explicit_bzero(piece, sizeof piece);
    if (outcome != ReplyParser::Outcome::NeedsMore)
        takeOutcome(outcome);
    else if (m_untrusted && m_parser.hasHead())
        takeDateOfUntrusted();
}

void HttpExchange::takeOutcome(ReplyParser::Outcome outcome)
{
    if (m_untrusted) {
        takeDateOfUntrusted();
        return;
    }
    switch (outcome) {
    case ReplyParser::Outcome::NeedsMore:
        return;
    case ReplyParser::Outcome::Complete:
        takeReply();
        return;
    case ReplyParser::Outcome::HeadTooLarge:
        finish(failure(FailureKind::Huge, u"headers over %1 bytes"_s.arg(m_request.limits.head)));
        return;
    case ReplyParser::Outcome::BodyTooLarge:
        finish(failure(FailureKind::Huge, u"body over %1 bytes"_s.arg(m_request.limits.body)));
        return;
    case ReplyParser::Outcome::Malformed:
        finish(failure(FailureKind::Other,
                       m_sent > 0 ? m_parser.problem()
                                  : u"spoke before it was asked: not a web server"_s));
        return;
    }
}

void HttpExchange::takeReply()
{
    const QByteArray encoding = m_parser.headers().value("Content-Encoding");
    if (!encoding.isEmpty() && encoding.compare("identity", Qt::CaseInsensitive) != 0) {
        finish(failure(FailureKind::Other, u"sent compressed, though that was declined"_s));
        return;
    }
    HttpReply reply;
    reply.status = m_parser.status();
    reply.headers = m_parser.headers();
    reply.body = m_parser.takeBody();
    if (m_target.tls)
        reply.certificate = certificateFacts(m_socket->peerCertificate());
    if (!m_proxy)
        reply.address = m_address;
    reply.latency = std::chrono::milliseconds(m_elapsed.elapsed());
    reply.receivedAt = m_surroundings.clock.now();
    reply.serverDate = parseHttpDate(reply.headers.value("Date"));
    finish(std::move(reply));
}

void HttpExchange::takeDateOfUntrusted()
{
    Failure untrusted = *std::exchange(m_untrusted, std::nullopt);
    if (m_parser.hasHead())
        untrusted.serverDate = parseHttpDate(m_parser.headers().value("Date"));
    finish(blameClock(std::move(untrusted)));
}

void HttpExchange::takeDeadline(const QString &which)
{
    if (m_untrusted) {
        takeDateOfUntrusted();
        return;
    }
    finish(
        failure(FailureKind::Slow,
                u"deadline passed: %1, after %2 ms, %3 bytes received"_s
                    .arg(which, QString::number(m_elapsed.elapsed()), QString::number(m_received))));
}

void HttpExchange::noteContact()
{
    if (m_address.isNull() && !m_proxy)
        return;
    Contact contact;
    contact.host = m_target.host;
    contact.address = m_proxy ? QString(m_proxy->hostName() % u" (proxy)"_s) : m_address.toString();
    contact.purpose = m_request.purpose;
    contact.lastTime = m_surroundings.clock.now();
    contact.count = 1;
    contact.bytesSent = m_sent;
    contact.bytesReceived = m_received;
    m_surroundings.contacts.note(contact);
}

void HttpExchange::finish(HttpAttempt result)
{
    if (!m_done)
        return;
    for (QTimer *timer :
         {&m_connectDeadline, &m_tryDeadline, &m_firstByteDeadline, &m_totalDeadline})
        timer->stop();
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket.release()->deleteLater(); // it may be what called
    }
    noteContact();
    const auto *failed = std::get_if<Failure>(&result);
    const QString outcome =
        failed ? toText(failed->kind) : QString::number(std::get<HttpReply>(result).status);
    writeLog(LogLevel::Info,
             QLatin1StringView("net"),
             u"%1 %2%3 %4 %5 ms"_s.arg(QString::fromLatin1(m_request.method),
                                       m_target.host,
                                       m_request.url.path(QUrl::FullyEncoded),
                                       outcome,
                                       QString::number(m_elapsed.elapsed())));
    std::exchange(m_done, nullptr)(std::move(result));
    deleteLater();
}

} // namespace drawbridge
