// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QHostAddress>
#include <QStringList>
#include <QUrl>

namespace drawbridge {

/// What an address is for, by the special-purpose registries (see AddressPolicy.cpp for the table and its sources).
enum class AddressKind {
    Public,
    Loopback,
    OwnNetwork, ///< private, shared (carrier) and unique local ranges, link-local
    Metadata,   ///< where cloud machines hand out their own credentials: never a peer
    Unusable,   ///< unspecified, multicast, broadcast, documentation, reserved, transition tunnels
};

[[nodiscard]] AddressKind kindOf(const QHostAddress &address);

/// Where requests of one connection may go.
struct AddressRules
{
    /// The owner said that this app stands in the house: private addresses are let through, and plain http to a
    /// loopback address.
    bool onMyNetwork = false;

    /// The only hosts that may see the connection's credential: `api.stripe.com`, `*.myshopify.com` (one label or
    /// more in front; the rest has two or more), each with `:port` where only that port is meant.
    QStringList ownHosts;
};

/// A URL that passed, taken apart for the call.
struct CheckedUrl
{
    QString host; ///< ASCII form, lower case, no trailing dot, no brackets
    quint16 port = 0;
    bool tls = true;
    QHostAddress literal; ///< set if the host is an address already

    /// `host` or `host:port` as it stands in a Host header.
    [[nodiscard]] QByteArray authority() const;
};

enum class Carries { Nothing, Credential };

/// Pure. What can be said before a name is resolved: scheme, user info, host, port, own hosts, literal address.
/// Insecure: refused by the policy. InvalidInput: not a usable URL.
[[nodiscard]] Result<CheckedUrl> checkUrl(const QUrl &url,
                                          const AddressRules &rules,
                                          Carries carries);

/// Pure. Those of the resolved addresses that may be connected to, in their order. Insecure: none may.
[[nodiscard]] Result<QList<QHostAddress>> checkAddresses(const CheckedUrl &url,
                                                         const AddressRules &rules,
                                                         const QList<QHostAddress> &resolved);

/// Whether `host` (as in CheckedUrl) at `port` is meant by one of the patterns of AddressRules::ownHosts.
[[nodiscard]] bool isOwnHost(const QString &host, quint16 port, const QStringList &patterns);

/// What an owner typed or pasted as an address, read strictly: no user info, no odd number forms (0x7f.1,
/// 2130706433), no fragment, `https://` where no scheme was given. InvalidInput with a sentence otherwise.
[[nodiscard]] Result<QUrl> urlFromOwner(const QString &text);

} // namespace drawbridge
