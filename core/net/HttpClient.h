// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/Contacts.h"
#include "core/net/HttpSender.h"
#include "core/net/Resolver.h"

#include <QNetworkProxy>

#include <functional>
#include <memory>

namespace drawbridge {

/// Sends requests over TLS 1.2 or newer by AddressPolicy: a name is resolved once and exactly the address that
/// passed is connected to, with the name in SNI and checked against the certificate. One connection a request; no
/// redirects, cookies, cache, silent repetition. The log gets method, host, path without query, outcome, duration.
///
/// A proxy of the system is used for peers outside the owner's network. The proxy resolves the name then, so that
/// only literal addresses are checked here.
///
/// Its thread starts with the first request. All calls are thread-safe and block; not for the window's thread.
class HttpClient final : public HttpSender
{
public:
    struct Options
    {
        std::shared_ptr<Resolver> resolver; ///< empty: the system's
        /// Proxies for a URL, best first; empty: the system's.
        std::function<QList<QNetworkProxy>(const QUrl &)> proxies;
    };

    /// `clock` must outlive the client.
    explicit HttpClient(const Clock &clock);
    HttpClient(const Clock &clock, Options options);
    /// Requests under way end as Cancelled; their callers must have returned before this is through.
    ~HttpClient() override;
    Q_DISABLE_COPY_MOVE(HttpClient)

    [[nodiscard]] HttpAttempt attempt(const HttpRequest &request,
                                      const CancelToken &cancel) override;

    /// Who was talked to since the start, latest first; bounded.
    [[nodiscard]] QList<Contact> contacts() const;

private:
    class Worker;
    class Engine;

    std::unique_ptr<Engine> m_engine;
};

} // namespace drawbridge
