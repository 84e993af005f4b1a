// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/RequestParser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <limits>
#include <optional>

namespace drawbridge {

namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using State = RequestParser::State;
using boost::system::error_code;

constexpr qsizetype firstReservation = 64 * 1024;
constexpr qsizetype longestTarget = 8 * 1024;

QByteArray copyOf(beast::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

/// Collects what the grammar finds. Beast's own containers would be copied again.
class Collector final : public http::basic_parser<true>
{
public:
    explicit Collector(const ParseLimits &limits)
        : m_fieldLimit(limits.headerFields)
    {
        header_limit(static_cast<std::uint32_t>(limits.headBytes));
        body_limit(static_cast<std::uint64_t>(limits.bodyBytes));
    }

    ServerRequest request;
    bool isHttp11 = false;
    bool hasTooManyFields = false;

private:
    void on_request_impl(http::verb /*known*/,
                         beast::string_view method,
                         beast::string_view target,
                         int version,
                         error_code & /*error*/) override
    {
        isHttp11 = version == 11;
        request.method = copyOf(method);
        request.target = copyOf(target);
    }
    void on_response_impl(int /*code*/,
                          beast::string_view /*reason*/,
                          int /*version*/,
                          error_code & /*error*/) override
    {}
    void on_field_impl(http::field /*known*/,
                       beast::string_view name,
                       beast::string_view value,
                       error_code &error) override
    {
        // Fields behind a chunked body arrive after every check of the head, so they are not let in.
        if (m_headIsDone)
            return;
        if (std::ssize(request.headers) >= m_fieldLimit) {
            hasTooManyFields = true;
            error = http::make_error_code(http::error::header_limit);
            return;
        }
        request.headers.push_back({copyOf(name), copyOf(value)});
    }
    void on_header_impl(error_code & /*error*/) override { m_headIsDone = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t> &length,
                           error_code & /*error*/) override
    {
        // What is announced costs its sender nothing, so memory follows what arrives.
        const auto announced = std::min<std::uint64_t>(length.value_or(0), firstReservation);
        request.body.reserve(static_cast<qsizetype>(announced));
    }
    std::size_t on_body_impl(beast::string_view body, error_code & /*error*/) override
    {
        request.body.append(body.data(), static_cast<qsizetype>(body.size()));
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t /*size*/,
                              beast::string_view /*extensions*/,
                              error_code & /*error*/) override
    {}
    std::size_t on_chunk_body_impl(std::uint64_t /*remaining*/,
                                   beast::string_view body,
                                   error_code & /*error*/) override
    {
        request.body.append(body.data(), static_cast<qsizetype>(body.size()));
        return body.size();
    }
    void on_finish_impl(error_code & /*error*/) override {}

    int m_fieldLimit;
    bool m_headIsDone = false;
};

int statusFor(const error_code &error)
{
    if (error == http::error::body_limit)
        return 413;
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return 431;
    if (error == http::error::bad_version)
        return 505;
    return 400;
}

bool isDigits(const QByteArray &text)
{
    return !text.isEmpty()
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// 0, or why the head is refused although its grammar is right.
int faultOf(const ServerRequest &request, bool isHttp11)
{
    const qsizetype lengths = request.headerCount("Content-Length");
    const qsizetype codings = request.headerCount("Transfer-Encoding");
    if (lengths > 1 || codings > 1 || (lengths > 0 && codings > 0))
        return 400;
    if (lengths == 1 && !isDigits(*request.header("Content-Length")))
        return 400;
    if (codings == 1 && !isHttp11)
        return 400;
    if (codings == 1
        && request.header("Transfer-Encoding")->compare("chunked", Qt::CaseInsensitive) != 0)
        return 501;
    const qsizetype hosts = request.headerCount("Host");
    if (hosts > 1 || (hosts == 0 && isHttp11))
        return 400;
    if (request.method == "CONNECT")
        return 501;
    if (request.target.size() > longestTarget)
        return 414;
    const auto expected = request.header("Expect");
    if (expected && expected->compare("100-continue", Qt::CaseInsensitive) != 0)
        return 417;
    return 0;
}

/// Splits the target into path and query; false where it is neither origin-form, absolute-form nor "*".
bool splitTarget(ServerRequest &request)
{
    QByteArrayView rest = request.target;
    if (std::any_of(rest.begin(), rest.end(), [](char c) { return c <= 0x20 || c == 0x7f; }))
        return false;
    for (const QByteArrayView scheme : {QByteArrayView("http://"), QByteArrayView("https://")}) {
        if (rest.first(std::min(rest.size(), scheme.size())).compare(scheme, Qt::CaseInsensitive)
            != 0)
            continue;
        rest = rest.sliced(scheme.size());
        const auto end =
            std::find_if(rest.begin(), rest.end(), [](char c) { return c == '/' || c == '?'; });
        rest = rest.sliced(end - rest.begin());
        if (!rest.startsWith('/')) {
            request.path = "/";
            request.query = rest.isEmpty() ? QByteArray() : rest.sliced(1).toByteArray();
            return true;
        }
    }
    if (rest == QByteArrayView("*")) {
        request.path = "*";
        return request.method == "OPTIONS";
    }
    if (!rest.startsWith('/') || rest.contains('#'))
        return false;
    const qsizetype mark = rest.indexOf('?');
    request.path = rest.first(mark < 0 ? rest.size() : mark).toByteArray();
    request.query = mark < 0 ? QByteArray() : rest.sliced(mark + 1).toByteArray();
    return true;
}

bool isTokenStart(char c)
{
    return c > 0x20 && c < 0x7f && !QByteArrayView("\"(),/:;<=>?@[\\]{}").contains(c);
}

} // namespace

class RequestParser::Private
{
public:
    explicit Private(const ParseLimits &parseLimits)
        : limits(parseLimits)
    {
        collector.emplace(limits);
    }

    void refuse(int reason)
    {
        state = State::Refused;
        status = reason;
        pending.clear();
    }

    void advance()
    {
        if (state == State::NeedHead)
            readHead();
        if (state == State::NeedBody)
            readBody();
    }

    void readHead();
    void readBody();
    [[nodiscard]] bool scanHead();

    const ParseLimits limits;
    State state = State::NeedHead;
    int status = 0;
    QByteArray pending;
    qsizetype scanned = 0;  ///< of `pending`, free of forbidden bytes
    qsizetype headEnd = -1; ///< behind the empty line
    bool hasForgiven = false;
    bool isContinueDue = false;
    std::optional<Collector> collector;
};

/// Looks at each byte once: line ends are CR LF and nothing else, no line is folded, no control character is
/// hidden anywhere. Beast is more lenient. False once the head cannot become a good one.
bool RequestParser::Private::scanHead()
{
    // RFC 9112, section 2.2: one empty line before a request is forgiven.
    if (scanned == 0 && !hasForgiven && pending.startsWith("\r\n")) {
        pending.remove(0, 2);
        hasForgiven = true;
    }
    if (scanned == 0 && !pending.isEmpty() && !isTokenStart(pending.front()))
        return !hasForgiven && pending == "\r";
    for (; scanned < pending.size(); ++scanned) {
        const char c = pending[scanned];
        const char before = scanned > 0 ? pending[scanned - 1] : '\0';
        if ((before == '\r') != (c == '\n'))
            return false;
        if (before == '\n' && (c == ' ' || c == '\t'))
            return false;
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n')
            || c == 0x7f)
            return false;
        if (c == '\n' && scanned >= 3 && pending[scanned - 2] == '\n') {
            headEnd = ++scanned;
            return true;
        }
    }
    return true;
}

void RequestParser::Private::readHead()
{
    if (!scanHead())
        return refuse(400);
    if (headEnd > limits.headBytes || (headEnd < 0 && pending.size() > limits.headBytes))
        return refuse(431);
    if (headEnd < 0)
        return;
    error_code error;
    collector->put(boost::asio::const_buffer(pending.constData(), static_cast<size_t>(headEnd)),
                   error);
    if (collector->hasTooManyFields)
        return refuse(431);
    // Two lengths that differ and a length over the limit stop Beast before its own head is complete.
    if (error)
        return refuse(statusFor(error));
    if (!collector->is_header_done())
        return refuse(400);
    ServerRequest &request = collector->request;
    if (const int fault = faultOf(request, collector->isHttp11); fault != 0)
        return refuse(fault);
    if (!splitTarget(request))
        return refuse(400);
    pending.remove(0, headEnd);
    isContinueDue =
        pending.isEmpty() && collector->isHttp11 && request.header("Expect").has_value();
    state = collector->is_done() ? State::Done : State::NeedBody;
}

void RequestParser::Private::readBody()
{
    isContinueDue = isContinueDue && pending.isEmpty();
    qsizetype used = 0;
    while (!collector->is_done() && used < pending.size()) {
        error_code error;
        const boost::asio::const_buffer rest(pending.constData() + used,
                                             static_cast<size_t>(pending.size() - used));
        used += static_cast<qsizetype>(collector->put(rest, error));
        if (error == http::error::need_more)
            break;
        if (error)
            return refuse(statusFor(error));
    }
    pending.remove(0, used);
    if (collector->is_done()) {
        state = State::Done;
        return;
    }
    // What stays is a line of the chunked coding, which has no business being longer than a head.
    if (pending.size() > limits.headBytes)
        refuse(400);
}

RequestParser::RequestParser(const ParseLimits &limits)
    : d(std::make_unique<Private>(limits))
{}

RequestParser::~RequestParser() = default;

void RequestParser::feed(QByteArrayView bytes)
{
    if (d->state == State::Refused)
        return;
    d->pending.append(bytes.data(), bytes.size());
    d->advance();
}

RequestParser::State RequestParser::state() const
{
    return d->state;
}

int RequestParser::status() const
{
    return d->status;
}

bool RequestParser::hasBegun() const
{
    return d->state != State::NeedHead || d->hasForgiven || !d->pending.isEmpty();
}

bool RequestParser::awaitsContinue() const
{
    return d->state == State::NeedBody && d->isContinueDue;
}

bool RequestParser::keepsAlive() const
{
    return d->state == State::Done && d->collector->isHttp11 && d->collector->keep_alive();
}

qsizetype RequestParser::bodySize() const
{
    return d->collector->request.body.size();
}

ServerRequest RequestParser::takeRequest()
{
    return std::move(d->collector->request);
}

void RequestParser::next()
{
    if (d->state != State::Done)
        return;
    d->collector.emplace(d->limits);
    d->state = State::NeedHead;
    d->scanned = 0;
    d->headEnd = -1;
    d->hasForgiven = false;
    d->isContinueDue = false;
    d->advance();
}

} // namespace drawbridge
