// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/PracticeShop.h"

#include "core/http/Listener.h"
#include "core/practice/ShopApi.h"
#include "core/practice/ShopFolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QTemporaryFile>

#include <mutex>

namespace drawbridge {

namespace {

using namespace Qt::StringLiterals;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(PracticeShop)
};

/// Of the client with a secret; a name that never leads anywhere (RFC 2606).
constexpr QLatin1StringView registeredAddress("https://app.example/oauth/callback");

QStringList readScopes()
{
    return practiceScopes().filter(u":read"_s);
}

ListenerConfig listenerConfig(const PracticeConfig &config, const Clock &clock)
{
    ListenerConfig listener;
    listener.addressesIfPresent = {u"::1"_s};
    listener.port = config.port;
    listener.limits.bodyBytes = 64 * 1024;
    listener.limits.connections = 256;
    listener.limits.connectionsPerAddress = 0; // all of it is this computer
    listener.limits.heldBytes = 4 * 1024 * 1024;
    listener.clock = std::shared_ptr<const Clock>(&clock, [](const Clock *) {});
    return listener;
}

QJsonObject told(const PracticeKey &key)
{
    return {{u"label"_s, key.label},
            {u"value"_s, key.value},
            {u"scopes"_s, QJsonArray::fromStringList(key.scopes)}};
}

QJsonObject told(const PracticeClient &client)
{
    QJsonObject told{{u"label"_s, client.label},
                     {u"clientId"_s, client.clientId},
                     {u"scopes"_s, QJsonArray::fromStringList(client.scopes)},
                     {u"redirectUris"_s, QJsonArray::fromStringList(client.redirectUris)}};
    if (!client.clientSecret.isEmpty())
        told.insert(u"clientSecret"_s, client.clientSecret);
    return told;
}

} // namespace

class PracticeShop::Private
{
public:
    Private(const PracticeConfig &shopConfig, const Clock &shopClock, Random &random)
        : config(shopConfig)
        , clock(shopClock)
        , book(shopClock, random)
        , api(
              book,
              [this](const KeyBook &changed) {
                  return folder ? folder->saveKeys(changed.toJson()) : Result<void>();
              },
              config,
              shopClock,
              random)
    {}

    [[nodiscard]] Result<void> prepareKeys();
    [[nodiscard]] Result<void> addKey(const QString &label,
                                      const QStringList &scopes,
                                      ShopEnvironment environment);
    [[nodiscard]] Result<void> listen();
    [[nodiscard]] QString address() const
    {
        return u"https://127.0.0.1:%1"_s.arg(listener->port());
    }
    [[nodiscard]] Result<void> provideCaFile();
    void serve(const ServerRequest &request, const Responder &responder);

    const PracticeConfig config;
    const Clock &clock;
    std::unique_ptr<ShopFolder> folder; ///< none: nothing is kept
    std::mutex mutex;                   ///< guards book and api once the listener runs
    KeyBook book;
    ShopApi api;
    std::vector<PracticeKey> keys;
    std::vector<PracticeClient> clients;
    ShopIdentity identity;
    std::unique_ptr<QTemporaryFile> caFile; ///< where there is no folder
    std::unique_ptr<Listener> listener;     // goes first, as it calls the others
};

Result<void> PracticeShop::Private::addKey(const QString &label,
                                           const QStringList &scopes,
                                           ShopEnvironment environment)
{
    TRY(made, book.add({label, scopes, environment, KeyOrigin::Start, std::nullopt}));
    keys.push_back({label, made.value, scopes});
    return {};
}

Result<void> PracticeShop::Private::prepareKeys()
{
    if (folder) {
        TRY(kept, folder->loadKeys());
        if (kept)
            TRY_DONE(book.load(*kept));
    }
    TRY_DONE(addKey(Words::tr("Owner"), practiceScopes(), ShopEnvironment::Live));
    TRY_DONE(addKey(Words::tr("Read everything"), readScopes(), ShopEnvironment::Live));
    TRY_DONE(addKey(Words::tr("Orders only"), {u"orders:read"_s}, ShopEnvironment::Live));
    TRY_DONE(addKey(Words::tr("Test shop"), readScopes(), ShopEnvironment::Test));
    const MadeClient client =
        book.addClient(Words::tr("Practice program"), readScopes(), {QString(registeredAddress)});
    clients.push_back({client.record.label,
                       client.record.clientId,
                       client.secret,
                       client.record.scopes,
                       client.record.redirectUris});
    const PracticeClient open = publicClient();
    book.addPublicClient({.clientId = open.clientId,
                          .label = open.label,
                          .scopes = open.scopes,
                          .origin = KeyOrigin::Start,
                          .lastUsedAt = {},
                          .hash = {},
                          .redirectUris = open.redirectUris});
    return folder ? folder->saveKeys(book.toJson()) : Result<void>();
}

Result<void> PracticeShop::Private::listen()
{
    const std::lock_guard untilIssuer(
        mutex); // the first request waits until the shop knows its address
    const auto start = [this] {
        ListenerConfig wanted = listenerConfig(config, clock);
        wanted.tls = identity.server;
        return Listener::start(wanted,
                               [this](const ServerRequest &request, const Responder &responder) {
                                   serve(request, responder);
                               });
    };
    const auto keptIdentity = folder ? folder->loadIdentity() : std::nullopt;
    if (keptIdentity) {
        identity = *keptIdentity;
        auto started = start();
        if (started) {
            listener = started.takeValue();
            api.setIssuer(address());
            return {};
        }
        if (started.error().code != ErrorCode::InvalidInput)
            return started.error();
    }
    // There is no certificate yet, or what is kept is none: a new one harms nobody.
    TRY(made, makeShopIdentity());
    identity = made;
    if (folder)
        TRY_DONE(folder->saveIdentity(identity));
    TRY(started, start());
    listener = std::move(started);
    api.setIssuer(address());
    return {};
}

Result<void> PracticeShop::Private::provideCaFile()
{
    if (folder)
        return {};
    caFile = std::make_unique<QTemporaryFile>(
        QDir::temp().filePath(u"drawbridge-practice-ca-XXXXXX.pem"_s));
    if (!caFile->open() || caFile->write(identity.caPem) != identity.caPem.size()
        || !caFile->flush())
        return Error{ErrorCode::Denied,
                     Words::tr("The Practice Shop cannot write a file for its certificate. "
                               "Free some space for temporary files."),
                     caFile->errorString()};
    return {};
}

void PracticeShop::Private::serve(const ServerRequest &request, const Responder &responder)
{
    ShopReply reply;
    {
        const std::lock_guard lock(mutex);
        reply = api.answer(request);
    }
    responder.answer(std::move(reply.response));
    if (config.onRequest)
        config.onRequest(reply.seen);
}

Result<std::unique_ptr<PracticeShop>> PracticeShop::start(const PracticeConfig &config,
                                                          const Clock &clock,
                                                          Random &random)
{
    auto d = std::make_unique<Private>(config, clock, random);
    if (!config.stateFolder.isEmpty()) {
        TRY(folder, ShopFolder::open(config.stateFolder));
        d->folder = std::move(folder);
    }
    TRY_DONE(d->prepareKeys());
    TRY_DONE(d->listen());
    TRY_DONE(d->provideCaFile());
    return std::unique_ptr<PracticeShop>(new PracticeShop(std::move(d)));
}

PracticeShop::PracticeShop(std::unique_ptr<Private> privateData)
    : d(std::move(privateData))
{}

PracticeShop::~PracticeShop()
{
    d->listener->stop(std::chrono::seconds(1));
}

QString PracticeShop::url() const
{
    return d->address();
}

QByteArray PracticeShop::caPem() const
{
    return d->identity.caPem;
}

QString PracticeShop::caFile() const
{
    return d->folder ? d->folder->caFile() : d->caFile->fileName();
}

std::vector<PracticeKey> PracticeShop::keys() const
{
    return d->keys;
}

std::vector<PracticeClient> PracticeShop::clients() const
{
    return d->clients;
}

PracticeClient PracticeShop::publicClient()
{
    return {.label = Words::tr("Drawbridge on this computer"),
            .clientId = u"drawbridge-practice"_s,
            .clientSecret = {},
            .scopes = practiceScopes(),
            .redirectUris = {}};
}

QJsonObject PracticeShop::toJson() const
{
    QJsonArray keys;
    for (const PracticeKey &key : d->keys)
        keys.append(told(key));
    QJsonArray clients;
    for (const PracticeClient &client : d->clients)
        clients.append(told(client));
    return {{u"url"_s, url()},
            {u"issuer"_s, url()},
            {u"ca"_s, caFile()},
            {u"keys"_s, keys},
            {u"clients"_s, clients},
            {u"publicClients"_s, QJsonArray{told(publicClient())}}};
}

} // namespace drawbridge
