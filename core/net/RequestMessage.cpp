// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/RequestMessage.h"

#include "core/net/Net.h"

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// What decides where one message ends and who gets it is written here and nowhere else.
bool isOurs(const QByteArray &name)
{
    constexpr const char *ours[] = {"host",
                                    "content-length",
                                    "transfer-encoding",
                                    "connection",
                                    "keep-alive",
                                    "accept-encoding",
                                    "expect",
                                    "upgrade",
                                    "te",
                                    "trailer",
                                    "proxy-connection",
                                    "proxy-authorization"};
    return std::any_of(std::begin(ours), std::end(ours), [&](const char *one) {
        return name.compare(one, Qt::CaseInsensitive) == 0;
    });
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
    });
}

bool isFieldValue(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto code = static_cast<unsigned char>(c);
        return c == '\t' || (code >= 0x20 && code != 0x7f);
    });
}

bool isTarget(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        return c > 0x20 && c < 0x7f && c != '#';
    });
}

Error unsendable(const QByteArray &where)
{
    return Error{ErrorCode::InvalidInput,
                 Net::tr("The key or another entry holds a line break or a character that cannot "
                         "be sent. Copy it "
                         "again, without anything before or after it."),
                 u"in "_s % QString::fromLatin1(where)};
}

Result<SecretBytes> requestHead(const HttpRequest &request,
                                const CheckedUrl &target,
                                qsizetype bodySize)
{
    constexpr const char *methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    if (std::none_of(std::begin(methods), std::end(methods), [&](const char *m) {
            return request.method == m;
        }))
        return Error{ErrorCode::Internal,
                     Net::tr("This request cannot be sent. This is a defect of Drawbridge."),
                     u"method"_s};
    QByteArray path = request.url.path(QUrl::FullyEncoded).toLatin1();
    if (path.isEmpty())
        path = "/";
    if (request.url.hasQuery())
        path += '?' + request.url.query(QUrl::FullyEncoded).toLatin1();

    SecretText head(request.method + ' ');
    const SecretBytes tail = request.urlTail.build();
    if (!isTarget(path) || !isTarget(tail.reveal()))
        return unsendable("the address");
    head.add(path).add(share(SecretBytes::copyOf(tail.reveal())));
    head.add(" HTTP/1.1\r\nHost: " + target.authority()
             + "\r\nConnection: close\r\nAccept-Encoding: identity\r\n");

    bool hasAgent = false;
    bool hasAccept = false;
    for (const RequestHeader &header : request.headers) {
        if (!isToken(header.name) || isOurs(header.name))
            return unsendable("the name of a header");
        SecretBytes value = header.value.build();
        if (!isFieldValue(value.reveal()))
            return unsendable(header.name);
        hasAgent = hasAgent || header.name.compare("User-Agent", Qt::CaseInsensitive) == 0;
        hasAccept = hasAccept || header.name.compare("Accept", Qt::CaseInsensitive) == 0;
        head.add(header.name + ": ").add(share(std::move(value))).add("\r\n");
    }
    if (!hasAgent)
        head.add("User-Agent: Drawbridge\r\n");
    if (!hasAccept)
        head.add("Accept: */*\r\n");
    if (bodySize > 0
        || (request.method != "GET" && request.method != "HEAD" && request.method != "DELETE"))
        head.add("Content-Length: " + QByteArray::number(bodySize) + "\r\n");
    head.add("\r\n");
    return head.build();
}

} // namespace

Result<SecretBytes> requestMessage(const HttpRequest &request, const CheckedUrl &target)
{
    const SecretBytes body = request.body.build();
    TRY(head, requestHead(request, target, body.size()));
    SecretBytes message = SecretBytes::ofSize(head.size() + body.size());
    auto *to = reinterpret_cast<char *>(message.writable().data());
    to = std::copy(head.reveal().begin(), head.reveal().end(), to);
    std::copy(body.reveal().begin(), body.reveal().end(), to);
    return message;
}

} // namespace drawbridge
