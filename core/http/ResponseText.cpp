// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/ResponseText.h"

#include "core/base/Log.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace drawbridge {

namespace {

constexpr auto phrases = std::to_array<std::pair<int, const char *>>({
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
});

const char *phrase(int status)
{
    const auto *found = std::find_if(phrases.begin(), phrases.end(), [status](const auto &entry) {
        return entry.first == status;
    });
    return found == phrases.end() ? "-" : found->second;
}

bool isToken(const QByteArray &name)
{
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
            || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
    });
}

bool isFieldValue(const QByteArray &value)
{
    return std::none_of(value.begin(), value.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
}

/// Where an answer ends and what becomes of the connection is decided here alone; a field passed on from somebody
/// else's answer would contradict it.
bool isFraming(const QByteArray &name)
{
    static constexpr auto names = std::to_array<const char *>({"Connection",
                                                               "Content-Length",
                                                               "Date",
                                                               "Keep-Alive",
                                                               "Trailer",
                                                               "Transfer-Encoding",
                                                               "Upgrade"});
    return std::any_of(names.begin(), names.end(), [&name](const char *ours) {
        return name.compare(ours, Qt::CaseInsensitive) == 0;
    });
}

bool isSendable(const ServerResponse &response)
{
    return response.status >= 200 && response.status <= 599
        && std::all_of(response.headers.begin(),
                       response.headers.end(),
                       [](const HttpHeader &header) {
                           return isToken(header.name) && isFieldValue(header.value);
                       });
}

/// IMF-fixdate (RFC 9110, section 5.6.7), whatever the locale.
QByteArray httpDate(const QDateTime &time)
{
    static constexpr const char *days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char *months[] =
        {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = time.toSecsSinceEpoch();
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return QByteArray(days[parts.tm_wday])
        + QString::asprintf(", %02d %s %04d %02d:%02d:%02d GMT",
                            parts.tm_mday,
                            months[parts.tm_mon],
                            parts.tm_year + 1900,
                            parts.tm_hour,
                            parts.tm_min,
                            parts.tm_sec)
              .toLatin1();
}

bool allowsBody(int status)
{
    return status != 204 && status != 304;
}

} // namespace

QByteArray responseHead(ServerResponse &response, AfterAnswer after, const QDateTime &now)
{
    if (!isSendable(response)) {
        writeLog(LogLevel::Error,
                 QLatin1StringView("http"),
                 QStringLiteral("An answer with an unusable status or header was replaced."));
        response = ServerResponse{.status = 500, .headers = {}, .body = {}};
    }
    QByteArray head;
    head.reserve(256);
    head.append("HTTP/1.1 ").append(QByteArray::number(response.status));
    head.append(' ').append(phrase(response.status)).append("\r\n");
    head.append("Date: ").append(httpDate(now)).append("\r\n");
    for (const HttpHeader &header : std::as_const(response.headers)) {
        if (!isFraming(header.name))
            head.append(header.name).append(": ").append(header.value).append("\r\n");
    }
    if (allowsBody(response.status))
        head.append("Content-Length: ")
            .append(QByteArray::number(response.body.size()))
            .append("\r\n");
    if (after == AfterAnswer::Close)
        head.append("Connection: close\r\n");
    head.append("\r\n");
    return head;
}

bool hasBody(const ServerResponse &response, QByteArrayView method)
{
    return allowsBody(response.status) && method != QByteArrayView("HEAD")
        && !response.body.isEmpty();
}

ServerResponse refusal(int status)
{
    ServerResponse response = ServerResponse::text(status, QByteArray(phrase(status)) + '\n');
    if (status == 429 || status == 503)
        response.headers.push_back({QByteArrayLiteral("Retry-After"), QByteArrayLiteral("5")});
    return response;
}

} // namespace drawbridge
