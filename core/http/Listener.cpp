// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/Listener.h"

#include "core/http/Lane.h"

#include <QCoreApplication>

#include <boost/asio/ip/v6_only.hpp>
#include <sys/socket.h>

#include <mutex>
#include <system_error>

namespace drawbridge {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int backlog = 1'024;
constexpr int portAttempts = 16;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Listener)
};

struct Place
{
    asio::ip::address address;
    QString text;
    bool isRequired = true;
};

/// The acceptors of one address, one for each lane.
using Row = std::vector<tcp::acceptor>;

struct Bound
{
    std::vector<Row> rows;
    QStringList addresses;
    quint16 port = 0;
};

Result<std::vector<Place>> placesOf(const ListenerConfig &config)
{
    std::vector<Place> places;
    const auto add = [&places](const QString &text, bool isRequired) {
        error_code error;
        const auto address = asio::ip::make_address(text.toStdString(), error);
        if (!error)
            places.push_back({address, text, isRequired});
        return !error;
    };
    for (const QString &text : config.addresses) {
        if (!add(text, true))
            return Error{ErrorCode::InvalidInput,
                         Words::tr("“%1” is no address to listen on. Give a numeric one, "
                                   "such as 127.0.0.1.")
                             .arg(text),
                         {}};
    }
    for (const QString &text : config.addressesIfPresent) {
        if (!add(text, false))
            return Error{ErrorCode::InvalidInput,
                         Words::tr(
                             "“%1” is no address to listen on. Give a numeric one, such as ::1.")
                             .arg(text),
                         {}};
    }
    if (places.empty())
        return Error{ErrorCode::InvalidInput, Words::tr("Give an address to listen on."), {}};
    return places;
}

Result<void> checkNumbers(const ListenerConfig &config)
{
    using std::chrono::milliseconds;
    const ListenerDeadlines &times = config.deadlines;
    for (const milliseconds time : {times.handshake,
                                    times.head,
                                    times.body,
                                    times.answer,
                                    times.write,
                                    times.idle,
                                    times.linger}) {
        if (time <= milliseconds::zero())
            return Error{ErrorCode::InvalidInput,
                         Words::tr("Every time limit of a listener must be longer than nothing."),
                         {}};
    }
    const ListenerLimits &limits = config.limits;
    if (limits.headBytes < 64 || limits.bodyBytes < 0 || limits.headerFields < 1
        || limits.requestsPerConnection < 1 || limits.connections < 1
        || limits.connectionsPerAddress < 0 || limits.heldBytes < limits.bodyBytes
        || config.threads < 1 || config.threads > 64)
        return Error{ErrorCode::InvalidInput,
                     Words::tr("A limit of a listener is out of range."),
                     {}};
    return {};
}

bool isAbsent(const error_code &error)
{
    return error == asio::error::address_family_not_supported || error.value() == EADDRNOTAVAIL;
}

Error bindError(const Place &place, quint16 port, const error_code &error)
{
    const QString detail =
        QStringLiteral("%1 port %2: %3")
            .arg(place.text, QString::number(port), QString::fromStdString(error.message()));
    if (error == asio::error::address_in_use)
        return {ErrorCode::Busy,
                Words::tr(
                    "Port %1 is in use by another program. End that one, or choose another port.")
                    .arg(port),
                detail};
    if (error == asio::error::access_denied)
        return {ErrorCode::Denied,
                Words::tr("This user may not open port %1. Choose one above 1023.").arg(port),
                detail};
    if (isAbsent(error))
        return {ErrorCode::Unavailable,
                Words::tr("This computer has no address %1. Choose one that it has.").arg(place.text),
                detail};
    return {ErrorCode::Unavailable,
            Words::tr("Port %1 could not be opened. Choose another port or address.").arg(port),
            detail};
}

enum class Sharing { Alone, AmongLanes };

error_code listenOn(tcp::acceptor &acceptor, const tcp::endpoint &endpoint, Sharing sharing)
{
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error)
        acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error && endpoint.protocol() == tcp::v6())
        acceptor.set_option(asio::ip::v6_only(true), error);
    const int yes = 1;
    if (!error && sharing == Sharing::AmongLanes
        && ::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) != 0)
        error.assign(errno, boost::system::system_category());
    if (!error)
        acceptor.bind(endpoint, error);
    if (!error)
        acceptor.listen(backlog, error);
    return error;
}

/// Opens `place` for every lane. With several, the port is first taken alone for a moment: SO_REUSEPORT would
/// otherwise let two programs of one user share it unawares.
error_code openRow(const Place &place,
                   quint16 &port,
                   const std::vector<std::unique_ptr<Lane>> &lanes,
                   Row &row)
{
    const Sharing sharing = lanes.size() > 1 ? Sharing::AmongLanes : Sharing::Alone;
    if (sharing == Sharing::AmongLanes) {
        tcp::acceptor probe(lanes.front()->context());
        if (const error_code error =
                listenOn(probe, tcp::endpoint(place.address, port), Sharing::Alone))
            return error;
        port = probe.local_endpoint().port();
    }
    for (const auto &lane : lanes) {
        tcp::acceptor acceptor(lane->context());
        if (const error_code error = listenOn(acceptor, tcp::endpoint(place.address, port), sharing))
            return error;
        port = acceptor.local_endpoint().port();
        row.push_back(std::move(acceptor));
    }
    return {};
}

Result<Bound> bindOnce(const std::vector<Place> &places,
                       quint16 port,
                       const std::vector<std::unique_ptr<Lane>> &lanes)
{
    Bound bound;
    bound.port = port;
    for (const Place &place : places) {
        Row row;
        const error_code error = openRow(place, bound.port, lanes, row);
        if (!place.isRequired && isAbsent(error))
            continue;
        if (error)
            return bindError(place, bound.port, error);
        bound.rows.push_back(std::move(row));
        bound.addresses.append(place.text);
    }
    if (bound.rows.empty())
        return Error{ErrorCode::Unavailable,
                     Words::tr("This computer has none of the addresses to listen on."),
                     {}};
    return bound;
}

/// A port that is free on the first address may be taken on the next one; then another is tried.
Result<Bound> bindAll(const std::vector<Place> &places,
                      quint16 port,
                      const std::vector<std::unique_ptr<Lane>> &lanes)
{
    for (int attempt = 1;; ++attempt) {
        Result<Bound> bound = bindOnce(places, port, lanes);
        const bool isUnlucky = !bound.isOk() && port == 0 && places.size() > 1
            && bound.error().code == ErrorCode::Busy;
        if (!isUnlucky || attempt == portAttempts)
            return bound;
    }
}

} // namespace

class Listener::Private
{
public:
    Private(ListenerConfig config, Handler handler)
        : state(std::move(config), std::move(handler))
    {}

    ListenerState state; // outlives the lanes
    std::vector<std::unique_ptr<Lane>> lanes;
    QStringList addresses;
    quint16 port = 0;
    std::mutex stopping; ///< two threads may stop, one joins
};

Result<std::unique_ptr<Listener>> Listener::start(ListenerConfig config, Handler handler)
{
    TRY_DONE(checkNumbers(config));
    TRY(places, placesOf(config));
    if (!config.clock)
        config.clock = std::make_shared<SystemClock>();
    auto d = std::make_unique<Private>(std::move(config), std::move(handler));
    if (d->state.config.tls) {
        TRY(tls, makeTlsContext(*d->state.config.tls));
        d->state.tls = tls;
    }
    try {
        for (int i = 0; i < d->state.config.threads; ++i)
            d->lanes.push_back(std::make_unique<Lane>(d->state));
        TRY(bound, bindAll(places, d->state.config.port, d->lanes));
        for (Row &row : bound.rows) {
            for (std::size_t i = 0; i < row.size(); ++i)
                d->lanes[i]->add(std::move(row[i]));
        }
        d->addresses = bound.addresses;
        d->port = bound.port;
        std::unique_ptr<Listener> listener(new Listener(std::move(d)));
        for (const auto &lane : listener->d->lanes)
            lane->run();
        return listener;
    } catch (const std::system_error &failure) { // no thread or no descriptor is left
        return Error{ErrorCode::Unavailable,
                     Words::tr(
                         "The system is short of resources. Close some programs and try again."),
                     QString::fromLocal8Bit(failure.what())};
    }
}

Listener::Listener(std::unique_ptr<Private> privateData)
    : d(std::move(privateData))
{}

Listener::~Listener()
{
    stop(std::chrono::milliseconds::zero());
}

quint16 Listener::port() const
{
    return d->port;
}

QStringList Listener::addresses() const
{
    return d->addresses;
}

ListenerCounts Listener::counts() const
{
    const ListenerState &state = d->state;
    return {.accepted = state.accepted,
            .turnedAway = state.turnedAway,
            .handshakesFailed = state.handshakesFailed,
            .requests = state.requests,
            .refused = state.refused,
            .late = state.late,
            .open = state.connections.open()};
}

void Listener::stop(std::chrono::milliseconds grace)
{
    const std::lock_guard lock(d->stopping);
    const SteadyTime end = std::chrono::steady_clock::now() + grace;
    for (const auto &lane : d->lanes)
        lane->stop(end);
    for (const auto &lane : d->lanes)
        lane->join();
}

} // namespace drawbridge
