// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/RedirectReceiver.h"

#include "core/auth/SignInAttempt.h"
#include "core/http/Listener.h"

#include <QCoreApplication>

#include <condition_variable>
#include <mutex>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype pathBytes = 24;
constexpr std::chrono::milliseconds lastWords{1000};

QString tr(const char *text)
{
    return QCoreApplication::translate("RedirectReceiver", text);
}

/// A page without any address, script or style from elsewhere; nothing of the request stands in it.
ServerResponse page(int status, const QString &title, const QString &text)
{
    const QString html =
        u"<!doctype html><html><head><meta charset=\"utf-8\"><title>Drawbridge</title>"
        "<style>body{font:16px sans-serif;max-width:34em;margin:15vh auto;padding:0 1em;"
        "color-scheme:light dark}</style></head><body><h1>%1</h1><p>%2</p></body></html>"_s
            .arg(title.toHtmlEscaped(), text.toHtmlEscaped());
    ServerResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/html; charset=utf-8"},
                        {"Cache-Control", "no-store"},
                        {"Referrer-Policy", "no-referrer"},
                        {"X-Content-Type-Options", "nosniff"},
                        {"X-Frame-Options", "DENY"},
                        {"Content-Security-Policy",
                         "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}};
    response.body = html.toUtf8();
    return response;
}

} // namespace

struct RedirectReceiver::Private
{
    QByteArray path;
    std::function<bool(const QByteArray &)> isMeant;
    std::mutex mutex;
    std::condition_variable arrived;
    quint16 port = 0; ///< 0 until it is known
    std::optional<QByteArray> query;
    bool taken = false;
    int strangers = 0;
    std::unique_ptr<Listener> listener; // goes first, as it calls the others

    [[nodiscard]] bool isForUs(const ServerRequest &request) const
    {
        const QByteArray number = ':' + QByteArray::number(port);
        const QByteArray host = request.header("Host").value_or(QByteArray());
        return port != 0 && request.method == "GET" && request.path == path
            && request.headerCount("Host") == 1
            && (host == "127.0.0.1" + number || host == "[::1]" + number);
    }

    ServerResponse answer(const ServerRequest &request)
    {
        const std::lock_guard lock(mutex);
        if (taken || !isForUs(request) || (isMeant && !isMeant(request.query))) {
            ++strangers;
            return page(404, tr("Nothing is here"), tr("Drawbridge does not wait for this page."));
        }
        taken = true;
        query = request.query;
        arrived.notify_all();
        return page(200,
                    tr("Back to Drawbridge"),
                    tr("Drawbridge has the answer. You can close this page and go on there."));
    }
};

RedirectReceiver::RedirectReceiver(std::unique_ptr<Private> parts)
    : d(std::move(parts))
{}

RedirectReceiver::~RedirectReceiver()
{
    d->listener->stop(lastWords);
}

Result<std::unique_ptr<RedirectReceiver>> RedirectReceiver::open(const Options &options,
                                                                 Random &random)
{
    auto d = std::make_unique<Private>();
    d->path =
        options.path.isEmpty() ? '/' + base64Url(random.bytes(pathBytes)) : options.path.toUtf8();
    d->isMeant = options.isMeant;
    ListenerConfig config;
    config.addressesIfPresent = {u"::1"_s};
    config.port = options.port;
    config.limits.bodyBytes = 1024;
    config.limits.connections = 32;
    config.limits.connectionsPerAddress = 0; // all of it is this computer
    config.deadlines.idle = std::chrono::seconds(5);
    TRY(listener,
        Listener::start(config,
                        [parts = d.get()](const ServerRequest &request, const Responder &responder) {
                            responder.answer(parts->answer(request));
                        }));
    d->listener = std::move(listener);
    {
        const std::lock_guard lock(d->mutex);
        d->port = d->listener->port();
    }
    return std::unique_ptr<RedirectReceiver>(new RedirectReceiver(std::move(d)));
}

QUrl RedirectReceiver::address() const
{
    QUrl url;
    url.setScheme(u"http"_s);
    url.setHost(u"127.0.0.1"_s);
    url.setPort(d->listener->port());
    url.setPath(QString::fromUtf8(d->path));
    return url;
}

std::optional<QByteArray> RedirectReceiver::wait(std::chrono::milliseconds limit)
{
    std::unique_lock lock(d->mutex);
    d->arrived.wait_for(lock, limit, [this] { return d->query.has_value(); });
    return std::exchange(d->query, std::nullopt);
}

int RedirectReceiver::strangers() const
{
    const std::lock_guard lock(d->mutex);
    return d->strangers;
}

} // namespace drawbridge
