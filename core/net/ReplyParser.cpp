// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/ReplyParser.h"

#include "core/base/SecretBytes.h"

#include <algorithm>
#include <cstring>
#include <utility>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// Also what bounds the lines around chunks, of which a body may have as many as bytes.
constexpr qsizetype maxLine = 16'384;

bool isTokenCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
}

bool isFieldCharacter(char c)
{
    const auto code = static_cast<unsigned char>(c);
    return c == '\t' || (code >= 0x20 && code != 0x7f);
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

ReplyParser::ReplyParser(RequestKind request, qint64 maxHead, qint64 maxBody)
    : m_request(request)
    , m_maxHead(maxHead)
    , m_maxBody(maxBody)
{}

ReplyParser::~ReplyParser()
{
    wipe(m_body);
}

QByteArray ReplyParser::takeBody()
{
    return std::exchange(m_body, QByteArray());
}

ReplyParser::Outcome ReplyParser::malformed(const QString &problem)
{
    m_problem = problem;
    return Outcome::Malformed;
}

ReplyParser::Outcome ReplyParser::feed(QByteArrayView bytes)
{
    while (m_part != Part::Done && !bytes.isEmpty()) {
        Outcome outcome = Outcome::NeedsMore;
        if (m_part == Part::Body || m_part == Part::ChunkBytes) {
            outcome = takeBytes(bytes);
        } else {
            const qsizetype end = bytes.indexOf('\n');
            const qsizetype taken = end < 0 ? bytes.size() : end + 1;
            const bool aroundChunk = m_part == Part::ChunkSize || m_part == Part::ChunkEnd;
            if (!aroundChunk)
                m_headBytes += taken;
            if (m_headBytes > m_maxHead || m_line.size() + taken > maxLine)
                return Outcome::HeadTooLarge;
            m_line.append(bytes.first(taken));
            bytes = bytes.sliced(taken);
            if (end < 0)
                return Outcome::NeedsMore;
            m_line.chop(m_line.endsWith("\r\n") ? 2 : 1);
            outcome = takeLine(std::exchange(m_line, QByteArray()));
        }
        if (outcome != Outcome::NeedsMore)
            return outcome;
    }
    return m_part == Part::Done ? Outcome::Complete : Outcome::NeedsMore;
}

ReplyParser::Outcome ReplyParser::closed()
{
    if (m_part == Part::Done || (m_part == Part::Body && m_left < 0)) {
        m_part = Part::Done;
        return Outcome::Complete;
    }
    return malformed(hasHead() ? u"the reply broke off"_s : u"closed without a reply"_s);
}

ReplyParser::Outcome ReplyParser::takeLine(QByteArrayView line)
{
    switch (m_part) {
    case Part::StatusLine:
        return takeStatusLine(line);
    case Part::Headers:
        return line.isEmpty() ? endHead() : takeHeaderLine(line);
    case Part::ChunkSize:
        return takeChunkSize(line);
    case Part::ChunkEnd:
        if (!line.isEmpty())
            return malformed(u"a chunk is longer than it said"_s);
        m_part = Part::ChunkSize;
        return Outcome::NeedsMore;
    case Part::Trailers:
        // Trailers may not change what the headers said, and nobody here needs them.
        if (line.isEmpty())
            m_part = Part::Done;
        return Outcome::NeedsMore;
    case Part::Body:
    case Part::ChunkBytes:
    case Part::Done:
        break;
    }
    return malformed(u"unexpected line"_s);
}

ReplyParser::Outcome ReplyParser::takeStatusLine(QByteArrayView line)
{
    const bool version = line.startsWith("HTTP/1.1 ") || line.startsWith("HTTP/1.0 ");
    const bool code = line.size() >= 12 && isDigit(line[9]) && isDigit(line[10])
        && isDigit(line[11]) && (line.size() == 12 || line[12] == ' ');
    if (!version || !code)
        return malformed(u"not a web server's reply"_s);
    m_status = line.sliced(9, 3).toInt();
    if (m_status < 100 || m_status > 599 || m_status == 101)
        return malformed(u"impossible status "_s % QString::number(m_status));
    m_part = Part::Headers;
    return Outcome::NeedsMore;
}

ReplyParser::Outcome ReplyParser::takeHeaderLine(QByteArrayView line)
{
    if (!std::all_of(line.begin(), line.end(), isFieldCharacter))
        return malformed(u"control character in a header"_s);
    const qsizetype colon = line.indexOf(':');
    const QByteArrayView name = colon > 0 ? line.first(colon) : QByteArrayView();
    // A folded line begins with a space and so has no name; it is obsolete, and a way to hide things.
    if (name.isEmpty() || !std::all_of(name.begin(), name.end(), isTokenCharacter))
        return malformed(u"a header without a proper name"_s);
    m_headers.add(name.toByteArray(), line.sliced(colon + 1).trimmed().toByteArray());
    return Outcome::NeedsMore;
}

ReplyParser::Outcome ReplyParser::endHead()
{
    if (m_status < 200) { // an interim reply: the real one follows
        m_headers = {};
        m_part = Part::StatusLine;
        return Outcome::NeedsMore;
    }
    if (m_request == RequestKind::Head || m_status == 204 || m_status == 304) {
        m_part = Part::Done;
        return Outcome::NeedsMore;
    }
    const QList<QByteArray> lengths = m_headers.values("Content-Length");
    const QList<QByteArray> encodings = m_headers.values("Transfer-Encoding");
    if (!encodings.isEmpty()) {
        if (!lengths.isEmpty() || encodings.size() > 1
            || encodings.first().compare("chunked", Qt::CaseInsensitive) != 0)
            return malformed(u"contradictory or unknown transfer encoding"_s);
        m_part = Part::ChunkSize;
        return Outcome::NeedsMore;
    }
    m_part = Part::Body;
    if (lengths.isEmpty())
        return Outcome::NeedsMore;
    const QByteArray &length = lengths.first();
    if (lengths.size() > 1 || length.isEmpty() || length.size() > 18
        || !std::all_of(length.begin(), length.end(), isDigit))
        return malformed(u"contradictory or impossible length"_s);
    m_left = length.toLongLong();
    if (m_left > m_maxBody)
        return Outcome::BodyTooLarge;
    if (m_left == 0)
        m_part = Part::Done;
    return Outcome::NeedsMore;
}

ReplyParser::Outcome ReplyParser::takeChunkSize(QByteArrayView line)
{
    const qsizetype end = line.indexOf(';');
    const QByteArrayView digits = (end < 0 ? line : line.first(end)).trimmed();
    bool ok = !digits.isEmpty() && digits.size() <= 15
        && std::all_of(digits.begin(), digits.end(), [](char c) {
               return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
    m_left = ok ? digits.toByteArray().toLongLong(&ok, 16) : 0;
    if (!ok)
        return malformed(u"impossible chunk size"_s);
    if (m_left > m_maxBody - m_body.size())
        return Outcome::BodyTooLarge;
    m_part = m_left == 0 ? Part::Trailers : Part::ChunkBytes;
    return Outcome::NeedsMore;
}

ReplyParser::Outcome ReplyParser::takeBytes(QByteArrayView &bytes)
{
    const qsizetype taken = m_left < 0 ? bytes.size() : std::min<qsizetype>(bytes.size(), m_left);
    if (taken > m_maxBody - m_body.size())
        return Outcome::BodyTooLarge;
    m_body.append(bytes.first(taken));
    bytes = bytes.sliced(taken);
    if (m_left < 0)
        return Outcome::NeedsMore;
    m_left -= taken;
    if (m_left == 0)
        m_part = m_part == Part::Body ? Part::Done : Part::ChunkEnd;
    return Outcome::NeedsMore;
}

} // namespace drawbridge
