// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/HttpClient.h"
#include "tests/support/TestAuthority.h"

#include <QHash>

#include <mutex>

namespace drawbridge {

/// Knows the names it was told, and counts who asks.
class MapResolver final : public Resolver
{
public:
    /// The answers are given in turn; the last one stays.
    void set(const QString &host, const QList<QStringList> &answers);
    [[nodiscard]] Result<QList<QHostAddress>> resolve(const QString &host) override;
    [[nodiscard]] int asked() const;

private:
    mutable std::mutex m_mutex;
    QHash<QString, QList<QStringList>> m_answers;
    int m_asked = 0;
};

/// What every test of the client needs: one that finds shop.test and bakery.test on this computer, uses no proxy
/// and trusts the authority given.
class Customer
{
public:
    explicit Customer(const TestAuthority &trusted);

    HttpClient &client() { return *m_client; }
    MapResolver &resolver() { return *m_resolver; }
    [[nodiscard]] std::shared_ptr<Resolver> clientResolver() const { return m_resolver; }
    void endClient() { m_client.reset(); }

    /// A GET with a marked key for shop.test at `port`.
    [[nodiscard]] HttpRequest request(quint16 port, const QString &path) const;
    [[nodiscard]] static QByteArray key();

    /// fetch() of JSON, and the word of what came of it: `ok` or that of the failure.
    QString outcome(const HttpRequest &request);
    /// What outcome() failed with last.
    [[nodiscard]] const Failure &failure() const { return m_failure; }

private:
    SystemClock m_clock;
    std::shared_ptr<MapResolver> m_resolver;
    std::unique_ptr<HttpClient> m_client;
    TrustedAuthorities m_trusted;
    Failure m_failure;
};

} // namespace drawbridge
