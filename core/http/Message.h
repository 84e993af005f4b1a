// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace drawbridge {

struct HttpHeader
{
    QByteArray name;
    QByteArray value;
};

/// One request as its sender wrote it: nothing is decoded and the body is byte for byte what was sent, because
/// signatures are made over exactly that. Copies are cheap, as Qt shares the bytes.
struct ServerRequest
{
    QByteArray method;
    QByteArray target; ///< as on the request line
    QByteArray path;   ///< the target up to '?', starting with '/', or "*"
    QByteArray query;  ///< the target after '?', without it
    std::vector<HttpHeader>
        headers; ///< in order, of the head only: fields after a chunked body are dropped
    QByteArray body;
    QString peerAddress; ///< numeric; an IPv4 sender is IPv4 also on an IPv6 socket

    /// The first field of that name in any case.
    [[nodiscard]] std::optional<QByteArray> header(QByteArrayView name) const;
    [[nodiscard]] qsizetype headerCount(QByteArrayView name) const;
};

/// What is sent back. Content-Length, Connection and Date are the listener's; framing fields given here are dropped.
struct ServerResponse
{
    int status = 200;
    std::vector<HttpHeader> headers;
    QByteArray body;

    [[nodiscard]] static ServerResponse json(int status, const QJsonObject &object);
    [[nodiscard]] static ServerResponse text(int status, const QByteArray &utf8);
    [[nodiscard]] ServerResponse withHeader(const QByteArray &name, const QByteArray &value) const;
};

struct FormField
{
    QByteArray name;
    QByteArray value;
};

/// The fields of a query or of an application/x-www-form-urlencoded body, decoded (WHATWG URL, section 5.1);
/// nothing where a percent sign is not followed by two hexadecimal digits.
[[nodiscard]] std::optional<std::vector<FormField>> formFields(QByteArrayView text);

/// "%41" and its like as bytes; '+' stays. Nothing where an escape is broken.
[[nodiscard]] std::optional<QByteArray> percentDecoded(QByteArrayView text);

} // namespace drawbridge
