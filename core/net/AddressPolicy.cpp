// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/AddressPolicy.h"

#include "core/base/PlainText.h"
#include "core/net/Net.h"

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

Error insecure(const QString &what, const QString &detail = {})
{
    return Error{ErrorCode::Insecure, what, detail};
}

Error invalid(const QString &what)
{
    return Error{ErrorCode::InvalidInput, what, {}};
}

struct SpecialRange
{
    const char *subnet;
    AddressKind kind;
};

// The IANA special-purpose registries (RFC 6890, kept up at iana.org/assignments/iana-ipv4-special-registry and
// iana-ipv6-special-registry), and the addresses at which cloud machines serve their own credentials (the providers'
// own pages: 169.254.169.254 nearly all, 169.254.170.2 and .23 Amazon containers, 168.63.129.16 Azure,
// 100.100.100.200 Alibaba, 192.0.0.192 Oracle, fd00:ec2::254 and ::23 Amazon, fd20:ce::254 Google). The first match
// counts, so the narrower range stands above the wider.
constexpr std::array ranges4{
    SpecialRange{"169.254.169.0/24", AddressKind::Metadata},
    SpecialRange{"169.254.170.0/24", AddressKind::Metadata},
    SpecialRange{"168.63.129.16/32", AddressKind::Metadata},
    SpecialRange{"100.100.100.200/32", AddressKind::Metadata},
    SpecialRange{"192.0.0.192/32", AddressKind::Metadata},
    SpecialRange{"0.0.0.0/8",
                 AddressKind::Unusable}, // RFC 791; 0.0.0.0 reaches this computer on Linux
    SpecialRange{"10.0.0.0/8", AddressKind::OwnNetwork},    // RFC 1918
    SpecialRange{"100.64.0.0/10", AddressKind::OwnNetwork}, // RFC 6598, shared by a carrier or a VPN
    SpecialRange{"127.0.0.0/8", AddressKind::Loopback},     // RFC 1122
    SpecialRange{"169.254.0.0/16", AddressKind::OwnNetwork}, // RFC 3927
    SpecialRange{"172.16.0.0/12", AddressKind::OwnNetwork},  // RFC 1918
    SpecialRange{"192.0.0.0/24", AddressKind::Unusable},     // RFC 6890
    SpecialRange{"192.0.2.0/24", AddressKind::Unusable},     // RFC 5737
    SpecialRange{"192.88.99.0/24", AddressKind::Unusable},   // RFC 7526
    SpecialRange{"192.168.0.0/16", AddressKind::OwnNetwork}, // RFC 1918
    SpecialRange{"198.18.0.0/15", AddressKind::Unusable},    // RFC 2544
    SpecialRange{"198.51.100.0/24", AddressKind::Unusable},  // RFC 5737
    SpecialRange{"203.0.113.0/24", AddressKind::Unusable},   // RFC 5737
    SpecialRange{"224.0.0.0/4", AddressKind::Unusable},      // RFC 5771
    SpecialRange{"240.0.0.0/4", AddressKind::Unusable},      // RFC 1112, with 255.255.255.255
};

constexpr std::array ranges6{
    SpecialRange{"fd00:ec2::/32", AddressKind::Metadata},
    SpecialRange{"fd20:ce::254/128", AddressKind::Metadata},
    SpecialRange{"::1/128", AddressKind::Loopback},     // RFC 4291
    SpecialRange{"fc00::/7", AddressKind::OwnNetwork},  // RFC 4193
    SpecialRange{"fe80::/10", AddressKind::OwnNetwork}, // RFC 4291
    SpecialRange{"2001::/23", AddressKind::Unusable}, // RFC 2928, with Teredo, benchmarking, ORCHID
    SpecialRange{"2001:db8::/32", AddressKind::Unusable}, // RFC 3849
    SpecialRange{"2002::/16", AddressKind::Unusable},     // RFC 3056, carries an IPv4 address
    SpecialRange{"3fff::/20", AddressKind::Unusable},     // RFC 9637
    SpecialRange{"2000::/3", AddressKind::Public},        // RFC 4291: all that is handed out so far
};

template<size_t N>
AddressKind lookUp(const std::array<SpecialRange, N> &table,
                   const QHostAddress &address,
                   AddressKind otherwise)
{
    for (const SpecialRange &range : table) {
        if (address.isInSubnet(QHostAddress::parseSubnet(QLatin1StringView(range.subnet))))
            return range.kind;
    }
    return otherwise;
}

/// RFC 6052: networks without IPv4 reach the whole of it under this prefix, so the address inside decides.
bool isTranslated(const QHostAddress &address)
{
    return address.isInSubnet(QHostAddress::parseSubnet(u"64:ff9b::/96"_s));
}

QHostAddress addressInside(const QHostAddress &translated)
{
    const Q_IPV6ADDR bytes = translated.toIPv6Address();
    quint32 inner = 0;
    for (int i = 12; i < 16; ++i)
        inner = (inner << 8) | bytes[i];
    return QHostAddress(inner);
}

/// A port of another service, where a request could be mistaken for that service's commands: the "bad ports" of
/// the Fetch standard above 1023. Below, only those of the web are let through.
bool isPortOfTheWeb(quint16 port)
{
    constexpr std::array<quint16, 21> others{1719, 1720, 1723, 2049, 3659,  4045, 4190,
                                             5060, 5061, 6000, 6566, 6665,  6666, 6667,
                                             6668, 6669, 6679, 6697, 10080, 3306, 5432};
    if (port < 1024)
        return port == 443 || port == 80;
    return std::find(others.begin(), others.end(), port) == others.end();
}

/// `7`, `0177`, `0x7f`: a number in one of the forms that old resolvers take for a part of an IPv4 address.
bool isNumericLabel(QStringView label)
{
    const bool hex = label.startsWith(u"0x");
    if (hex)
        label = label.mid(2);
    return std::all_of(label.begin(), label.end(), [hex](QChar c) {
        return (c >= u'0' && c <= u'9') || (hex && c >= u'a' && c <= u'f');
    });
}

bool isHostName(QStringView host)
{
    if (host.isEmpty() || host.size() > 253)
        return false;
    const QList<QStringView> labels = host.split(u'.');
    for (const QStringView label : labels) {
        if (label.isEmpty() || label.size() > 63)
            return false;
        for (const QChar c : label) {
            const bool good =
                (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'_';
            if (!good)
                return false;
        }
    }
    // A name that ends in a number is somebody's idea of an IPv4 address (URL standard, "ends in a number").
    return !isNumericLabel(labels.last());
}

QString shown(const QString &host)
{
    return plainText(host, 100);
}

Error refusalOf(AddressKind kind, const QString &host, const QHostAddress &address)
{
    const QString detail = host % u" is at "_s % address.toString();
    switch (kind) {
    case AddressKind::Loopback:
    case AddressKind::OwnNetwork:
        return insecure(
            Net::tr(
                "%1 leads into your own network instead of the internet, so nothing was sent. If "
                "this app does stand in your house, mark the connection \"on my network\".")
                .arg(shown(host)),
            detail);
    case AddressKind::Metadata:
        return insecure(
            Net::tr(
                "%1 leads to an address that gives out a computer's own keys, so nothing was sent. "
                "Check the address of this app; do not use one that somebody sent you.")
                .arg(shown(host)),
            detail);
    case AddressKind::Public:
    case AddressKind::Unusable:
        break;
    }
    return insecure(Net::tr("%1 leads to an address at which no app can be, so nothing was sent. "
                            "Check the address of "
                            "this app, then try again.")
                        .arg(shown(host)),
                    detail);
}

} // namespace

AddressKind kindOf(const QHostAddress &address)
{
    switch (address.protocol()) {
    case QAbstractSocket::IPv4Protocol:
        return lookUp(ranges4, address, AddressKind::Public);
    case QAbstractSocket::IPv6Protocol:
        if (isTranslated(address))
            return kindOf(addressInside(address)) == AddressKind::Public ? AddressKind::Public
                                                                         : AddressKind::Unusable;
        // What is in no row, as ::ffff:a.b.c.d, ::a.b.c.d, 64:ff9b:1::/48, 100::/64, 5f00::/16, fec0::/10 and
        // ff00::/8, is no peer's address.
        return lookUp(ranges6, address, AddressKind::Unusable);
    case QAbstractSocket::AnyIPProtocol:
    case QAbstractSocket::UnknownNetworkLayerProtocol:
        break;
    }
    return AddressKind::Unusable;
}

QByteArray CheckedUrl::authority() const
{
    QString text =
        literal.protocol() == QAbstractSocket::IPv6Protocol ? QString(u'[' % host % u']') : host;
    if (port != (tls ? 443 : 80))
        text += u':' % QString::number(port);
    return text.toLatin1();
}

bool isOwnHost(const QString &host, quint16 port, const QStringList &patterns)
{
    for (const QString &given : patterns) {
        QString pattern = given.toLower();
        const bool bracketed = pattern.startsWith(u'[');
        const qsizetype colon = pattern.lastIndexOf(u':');
        const bool hasPort =
            colon >= 0 && (bracketed ? colon > pattern.indexOf(u']') : pattern.count(u':') == 1);
        if (hasPort) {
            if (pattern.mid(colon + 1) != QString::number(port))
                continue;
            pattern.truncate(colon);
        }
        if (bracketed)
            pattern = pattern.mid(1, pattern.indexOf(u']') - 1);
        if (pattern == host)
            return true;
        if (pattern.startsWith(u"*.")) {
            const QString suffix = pattern.mid(1);
            const bool narrow = suffix.count(u'.') >= 2 && QHostAddress(suffix.mid(1)).isNull();
            if (narrow && host.endsWith(suffix))
                return true;
        }
    }
    return false;
}

Result<CheckedUrl> checkUrl(const QUrl &url, const AddressRules &rules, Carries carries)
{
    CheckedUrl checked;
    if (!url.isValid() || url.host().isEmpty())
        return invalid(
            Net::tr("This is not a web address. Copy it again, beginning with https://."));
    const QString scheme = url.scheme();
    if (scheme != u"https" && scheme != u"http")
        return invalid(Net::tr("Only web addresses beginning with https:// can be used here."));
    checked.tls = scheme == u"https";
    if (!url.userInfo().isEmpty())
        return insecure(Net::tr(
            "The address has a user name or password in it, which hides where it really leads. "
            "Remove the part before the @."));

    checked.host = url.host(QUrl::FullyEncoded).toLower();
    if (checked.host.endsWith(u'.'))
        checked.host.chop(1);
    if (!checked.host.contains(u'%'))
        checked.literal = QHostAddress(checked.host);
    if (checked.literal.isNull() && !isHostName(checked.host))
        return invalid(Net::tr("%1 is not a name an app can have. Check the address.")
                           .arg(shown(checked.host)));

    const int port = url.port(checked.tls ? 443 : 80);
    if (port < 1 || port > 65535 || !isPortOfTheWeb(static_cast<quint16>(port)))
        return insecure(
            Net::tr(
                "The address names port %1, which belongs to another kind of service. Check the "
                "address.")
                .arg(port));
    checked.port = static_cast<quint16>(port);

    if (!checked.tls && !rules.onMyNetwork)
        return insecure(Net::tr(
            "The address begins with http://, so that anybody on the way could read along. Use the "
            "one that begins with https://."));
    if (carries == Carries::Credential && !isOwnHost(checked.host, checked.port, rules.ownHosts))
        return insecure(Net::tr("The key of this connection is not sent to %1, because it belongs "
                                "to %2 only. Check the "
                                "address of this app.")
                            .arg(shown(checked.host),
                                 rules.ownHosts.isEmpty() ? Net::tr("no address yet")
                                                          : shown(rules.ownHosts.join(u", "_s))));
    if (!checked.literal.isNull())
        TRY_DONE(checkAddresses(checked, rules, {checked.literal}));
    return checked;
}

Result<QList<QHostAddress>> checkAddresses(const CheckedUrl &url,
                                           const AddressRules &rules,
                                           const QList<QHostAddress> &resolved)
{
    QList<QHostAddress> allowed;
    std::optional<Error> firstRefusal;
    for (const QHostAddress &address : resolved) {
        const AddressKind kind = kindOf(address);
        const bool nearby = kind == AddressKind::Loopback || kind == AddressKind::OwnNetwork;
        const bool reachable = kind == AddressKind::Public || (nearby && rules.onMyNetwork);
        if (reachable && (url.tls || kind == AddressKind::Loopback)) {
            allowed.append(address);
        } else if (!firstRefusal && reachable) {
            firstRefusal = insecure(
                Net::tr("%1 is not on this computer, so what is sent to it must be protected. Use "
                        "its address that begins with https://.")
                    .arg(shown(url.host)),
                url.host % u" is at "_s % address.toString());
        } else if (!firstRefusal) {
            firstRefusal = refusalOf(kind, url.host, address);
        }
    }
    if (!allowed.isEmpty())
        return allowed;
    if (firstRefusal)
        return *firstRefusal;
    return Error{ErrorCode::NotFound,
                 Net::tr("No address was found for %1.").arg(shown(url.host)),
                 {}};
}

Result<QUrl> urlFromOwner(const QString &text)
{
    QString trimmed = text.trimmed();
    const bool readable = std::none_of(trimmed.cbegin(), trimmed.cend(), [](QChar c) {
        return c.isSpace() || c == u'\\' || c == u'<' || c == u'>' || c == u'"'
            || c.category() == QChar::Other_Control || c.category() == QChar::Other_Format;
    });
    if (trimmed.isEmpty() || trimmed.size() > 2000 || !readable)
        return invalid(
            Net::tr("This is not a web address. Copy it again, beginning with https://."));
    if (!trimmed.contains(u"://"_s))
        trimmed.prepend(u"https://"_s);

    const QUrl url(trimmed, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return invalid(
            Net::tr("This is not a web address. Copy it again, beginning with https://."));
    if (!url.fragment().isEmpty())
        return invalid(Net::tr("Leave out the part of the address from the # on."));
    if (!url.userInfo().isEmpty())
        return insecure(Net::tr(
            "The address has a user name or password in it, which hides where it really leads. "
            "Remove the part before the @."));

    // QUrl reads 2130706433, 0x7f.1 and 127.1 as addresses; nobody writes them so except to hide something.
    const QHostAddress literal(url.host());
    const qsizetype start = trimmed.indexOf(u"://"_s) + 3;
    if (literal.protocol() == QAbstractSocket::IPv4Protocol
        && !QStringView(trimmed).mid(start).startsWith(literal.toString()))
        return insecure(Net::tr("This address hides where it leads behind an unusual spelling. Use "
                                "the name of the app, "
                                "as api.example.com."));
    return url;
}

} // namespace drawbridge
