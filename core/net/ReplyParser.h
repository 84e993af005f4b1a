// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/HttpReply.h"

#include <QByteArray>

namespace drawbridge {

/// Reads one HTTP/1.0 or 1.1 reply (RFC 9112) out of the bytes of a connection, a piece at a time, within limits.
/// The peer is hostile: what is not clearly right is Malformed, with the reason in problem().
class ReplyParser
{
public:
    enum class Outcome { NeedsMore, Complete, HeadTooLarge, BodyTooLarge, Malformed };
    enum class RequestKind { Ordinary, Head };

    ReplyParser(RequestKind request, qint64 maxHead, qint64 maxBody);
    ~ReplyParser();
    Q_DISABLE_COPY_MOVE(ReplyParser)

    /// To be called until it gives something else than NeedsMore.
    [[nodiscard]] Outcome feed(QByteArrayView bytes);
    /// The peer has closed: Complete if that ends a body without a length, else Malformed.
    [[nodiscard]] Outcome closed();

    [[nodiscard]] bool hasHead() const { return m_part >= Part::Body; }
    [[nodiscard]] int status() const { return m_status; }
    [[nodiscard]] const HttpHeaders &headers() const { return m_headers; }
    [[nodiscard]] QByteArray takeBody();
    [[nodiscard]] const QString &problem() const { return m_problem; }

private:
    enum class Part { StatusLine, Headers, Body, ChunkSize, ChunkBytes, ChunkEnd, Trailers, Done };

    Outcome takeLine(QByteArrayView line);
    Outcome takeStatusLine(QByteArrayView line);
    Outcome takeHeaderLine(QByteArrayView line);
    Outcome takeChunkSize(QByteArrayView line);
    Outcome endHead();
    Outcome takeBytes(QByteArrayView &bytes);
    Outcome malformed(const QString &problem);

    const RequestKind m_request;
    const qint64 m_maxHead;
    const qint64 m_maxBody;
    Part m_part = Part::StatusLine;
    qint64 m_headBytes = 0; // of status lines, headers and trailers
    QByteArray m_line;
    int m_status = 0;
    HttpHeaders m_headers;
    qint64 m_left = -1; // of the body or chunk; -1: until the peer closes
    QByteArray m_body;
    QString m_problem;
};

} // namespace drawbridge
