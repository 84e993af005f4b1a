// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/HttpClient.h"

#include "core/net/HttpExchange.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QNetworkProxyFactory>

#include <future>
#include <mutex>
#include <thread>
#include <utility>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// How a CancelToken, which may be pulled from any thread at any time, reaches an exchange that may be gone.
struct CancelLine
{
    std::mutex mutex;
    HttpExchange *exchange = nullptr;
    bool pulled = false;

    void pull()
    {
        const std::lock_guard lock(mutex);
        pulled = true;
        if (exchange)
            QMetaObject::invokeMethod(exchange, &HttpExchange::cancel, Qt::QueuedConnection);
    }
};

QList<QNetworkProxy> proxiesOfTheSystem(const QUrl &url)
{
    return QNetworkProxyFactory::systemProxyForQuery(
        QNetworkProxyQuery(url, QNetworkProxyQuery::UrlRequest));
}

} // namespace

/// Lives in the client's thread and owns the exchanges under way.
class HttpClient::Worker final : public QObject
{
public:
    void work() { m_loop.exec(); }
    void end()
    {
        cancelAll();
        // Behind what the cancelled ones have to say.
        QMetaObject::invokeMethod(&m_loop, &QEventLoop::quit, Qt::QueuedConnection);
    }

private:
    void cancelAll()
    {
        const auto exchanges = findChildren<HttpExchange *>(QString(), Qt::FindDirectChildrenOnly);
        for (HttpExchange *exchange : exchanges)
            exchange->cancel();
    }

    QEventLoop m_loop;
};

class HttpClient::Engine
{
public:
    Engine(const Clock &clock, Options options)
        : m_surroundings{clock,
                         std::move(options.resolver),
                         std::move(options.proxies),
                         m_contacts,
                         {}}
    {
        if (!m_surroundings.resolver)
            m_surroundings.resolver = std::make_shared<SystemResolver>();
        if (!m_surroundings.proxies)
            m_surroundings.proxies = proxiesOfTheSystem;
    }

    ~Engine()
    {
        if (!m_worker)
            return;
        QMetaObject::invokeMethod(
            m_worker, [worker = m_worker] { worker->end(); }, Qt::QueuedConnection);
        m_thread.join();
    }

    Q_DISABLE_COPY_MOVE(Engine)

    void start()
    {
        std::call_once(m_started, [this] {
            std::promise<Worker *> ready;
            m_thread = std::thread([&ready] {
                {
                    Worker worker;
                    ready.set_value(&worker);
                    worker.work();
                }
                QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            });
            m_worker = ready.get_future().get();
        });
    }

    HttpAttempt run(const HttpRequest &request, const CheckedUrl &target, const CancelToken &cancel)
    {
        start();
        auto promise = std::make_shared<std::promise<HttpAttempt>>();
        auto line = std::make_shared<CancelLine>();
        std::future<HttpAttempt> outcome = promise->get_future();
        QMetaObject::invokeMethod(
            m_worker,
            [this, request, target, promise, line] {
                auto done = [promise, line](HttpAttempt result) {
                    {
                        const std::lock_guard lock(line->mutex);
                        line->exchange = nullptr;
                    }
                    promise->set_value(std::move(result));
                };
                auto *exchange =
                    new HttpExchange(request, target, m_surroundings, std::move(done), m_worker);
                const std::lock_guard lock(line->mutex);
                line->exchange = exchange;
                exchange->start();
                if (line->pulled)
                    QMetaObject::invokeMethod(exchange, &HttpExchange::cancel, Qt::QueuedConnection);
            },
            Qt::QueuedConnection);
        cancel.onCancel([weak = std::weak_ptr(line)] {
            if (const auto alive = weak.lock())
                alive->pull();
        });
        return outcome.get();
    }

    [[nodiscard]] const Contacts &contacts() const { return m_contacts; }
    [[nodiscard]] const Clock &clock() const { return m_surroundings.clock; }

private:
    Contacts m_contacts;
    ExchangeSurroundings m_surroundings;
    // Not a QThread, whose wait() returns while the thread's own storage is still being freed (Qt 6.4): a program that
    // ends right then leaves OpenSSL's part of it behind.
    std::thread m_thread;
    std::once_flag m_started;
    Worker *m_worker = nullptr; // gone with its thread
};

HttpClient::HttpClient(const Clock &clock)
    : HttpClient(clock, Options())
{}

HttpClient::HttpClient(const Clock &clock, Options options)
    : m_engine(std::make_unique<Engine>(clock, std::move(options)))
{}

HttpClient::~HttpClient() = default;

HttpAttempt HttpClient::attempt(const HttpRequest &request, const CancelToken &cancel)
{
    const Carries carries = request.carriesSecret() ? Carries::Credential : Carries::Nothing;
    const Result<CheckedUrl> target = checkUrl(request.url, request.rules, carries);
    if (target.isOk() && !cancel.isCancelled())
        return m_engine->run(request, *target, cancel);

    Failure failure;
    failure.kind = target.isOk() ? FailureKind::Cancelled : FailureKind::PolicyRefused;
    failure.host = request.url.host(QUrl::FullyEncoded);
    failure.app = request.app;
    failure.at = m_engine->clock().now();
    if (!target.isOk())
        failure.refusal = target.error();
    return failure;
}

QList<Contact> HttpClient::contacts() const
{
    return m_engine->contacts().list();
}

} // namespace drawbridge
