// SPDX-License-Identifier: GPL-3.0-or-later
// The canonical bytes of an event:
//
//   canonical = "drawbridge event 1" field*
//   field     = length bytes            length: 32 bits, big-endian, of the bytes
//
// Fields, in order; text is UTF-8, numbers are 64 bits, big-endian, of two's complement:
//   writer, writer's seq, previous hash, id, time (milliseconds since 1970 UTC), actor, request id, connection, flow,
//   app, type, outcome's word, severity's word, summary, attributes (JSON, keys sorted, without white space)
#include "core/storage/events/EventChain.h"

#include <QJsonDocument>
#include <QtEndian>

namespace drawbridge {

namespace {

void add(QByteArray &to, const QByteArray &field)
{
    std::array<char, 4> length{};
    qToBigEndian(static_cast<quint32>(field.size()), length.data());
    to.append(length.data(), length.size());
    to.append(field);
}

void add(QByteArray &to, const QString &field)
{
    add(to, field.toUtf8());
}

void add(QByteArray &to, qint64 number)
{
    std::array<char, 8> bytes{};
    qToBigEndian(number, bytes.data());
    add(to, QByteArray(bytes.data(), bytes.size()));
}

} // namespace

QByteArray canonicalAttributes(const QJsonObject &attributes)
{
    return QJsonDocument(attributes).toJson(QJsonDocument::Compact);
}

QByteArray canonicalBytes(const Event &event, const ChainLink &link)
{
    QByteArray bytes("drawbridge event 1");
    bytes.reserve(512 + event.summary.size());
    add(bytes, link.writer);
    add(bytes, link.seq);
    add(bytes, link.previous);
    add(bytes, event.id.text());
    add(bytes, event.time.toMSecsSinceEpoch());
    add(bytes, event.actor);
    add(bytes, event.requestId);
    add(bytes, event.connection.text());
    add(bytes, event.flow.text());
    add(bytes, event.app);
    add(bytes, event.type);
    add(bytes, toText(event.outcome));
    add(bytes, toText(event.severity));
    add(bytes, event.summary);
    add(bytes, canonicalAttributes(event.attributes));
    return bytes;
}

} // namespace drawbridge
