// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QHostAddress>
#include <QList>
#include <QString>

#include <chrono>
#include <optional>
#include <utility>

namespace drawbridge {

/// Headers in their order; names compare without case; a name may come several times.
class HttpHeaders
{
public:
    void add(const QByteArray &name, const QByteArray &value);
    [[nodiscard]] bool contains(QByteArrayView name) const;
    /// The first one's value, empty if there is none.
    [[nodiscard]] QByteArray value(QByteArrayView name) const;
    [[nodiscard]] QList<QByteArray> values(QByteArrayView name) const;
    [[nodiscard]] const QList<std::pair<QByteArray, QByteArray>> &all() const { return m_all; }

private:
    QList<std::pair<QByteArray, QByteArray>> m_all;
};

struct PeerCertificate
{
    QString subject;
    QString issuer;
    QStringList names; ///< the hosts it is made out to
    QDateTime notBefore;
    QDateTime notAfter;
    QByteArray sha256;
};

/// A complete reply of any status. `body` may hold what is secret (tokens): take it with SecretBytes::takeFrom.
struct HttpReply
{
    int status = 0;
    HttpHeaders headers;
    QByteArray body;
    std::optional<PeerCertificate> certificate; ///< none for plain http
    QHostAddress address;                 ///< whom we spoke to; null if a proxy made the connection
    std::chrono::milliseconds latency{0}; ///< from the call to the last byte
    QDateTime receivedAt;                 ///< by our clock
    QDateTime serverDate;                 ///< the Date header; invalid if there was none

    /// Server's clock minus ours, if the server told.
    [[nodiscard]] std::optional<std::chrono::seconds> clockDifference() const;
};

} // namespace drawbridge
