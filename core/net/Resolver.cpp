// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/Resolver.h"

#include "core/net/Net.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>

namespace drawbridge {

// getaddrinfo and not QHostInfo: a look-up can outlive the program's main() when a name server is silent, and
// QHostInfo uses a cache that is gone by then. It also keeps answers for a minute, here each request asks.
Result<QList<QHostAddress>> SystemResolver::resolve(const QString &host)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *raw = nullptr;
    const int outcome = getaddrinfo(host.toLatin1().constData(), nullptr, &hints, &raw);
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> list(raw, &freeaddrinfo);
    if (outcome != 0)
        return Error{ErrorCode::NotFound,
                     Net::tr("No address was found for %1.").arg(host),
                     QString::fromLocal8Bit(gai_strerror(outcome))};
    QList<QHostAddress> addresses;
    for (const addrinfo *entry = list.get(); entry; entry = entry->ai_next) {
        const QHostAddress address(entry->ai_addr);
        if (!address.isNull() && !addresses.contains(address))
            addresses.append(address);
    }
    return addresses;
}

QList<QHostAddress> alternatingFamilies(const QList<QHostAddress> &addresses, qsizetype most)
{
    QList<QHostAddress> first;
    QList<QHostAddress> other;
    for (const QHostAddress &address : addresses)
        (address.protocol() == addresses.first().protocol() ? first : other).append(address);
    QList<QHostAddress> ordered;
    while (!first.isEmpty() || !other.isEmpty()) {
        for (QList<QHostAddress> *family : {&first, &other}) {
            if (!family->isEmpty())
                ordered.append(family->takeFirst());
        }
    }
    return ordered.first(std::min(ordered.size(), most));
}

} // namespace drawbridge
