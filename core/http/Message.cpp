// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/Message.h"

#include <QJsonDocument>

#include <algorithm>

namespace drawbridge {

namespace {

bool isNamed(const HttpHeader &header, QByteArrayView name)
{
    return header.name.compare(name, Qt::CaseInsensitive) == 0;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

ServerResponse withBody(int status, const char *contentType, QByteArray body)
{
    ServerResponse response;
    response.status = status;
    response.headers.push_back({QByteArrayLiteral("Content-Type"), contentType});
    response.body = std::move(body);
    return response;
}

} // namespace

std::optional<QByteArray> ServerRequest::header(QByteArrayView name) const
{
    for (const HttpHeader &candidate : headers) {
        if (isNamed(candidate, name))
            return candidate.value;
    }
    return std::nullopt;
}

qsizetype ServerRequest::headerCount(QByteArrayView name) const
{
    return std::count_if(headers.begin(), headers.end(), [name](const HttpHeader &candidate) {
        return isNamed(candidate, name);
    });
}

ServerResponse ServerResponse::json(int status, const QJsonObject &object)
{
    return withBody(status,
                    "application/json",
                    QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

ServerResponse ServerResponse::text(int status, const QByteArray &utf8)
{
    return withBody(status, "text/plain; charset=utf-8", utf8);
}

ServerResponse ServerResponse::withHeader(const QByteArray &name, const QByteArray &value) const
{
    ServerResponse copy = *this;
    copy.headers.push_back({name, value});
    return copy;
}

std::optional<QByteArray> percentDecoded(QByteArrayView text)
{
    QByteArray decoded;
    decoded.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded.append(text[i]);
            continue;
        }
        const bool hasTwo = i + 2 < text.size();
        const int high = hasTwo ? hexDigit(text[i + 1]) : -1;
        const int low = hasTwo ? hexDigit(text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return std::nullopt;
        decoded.append(static_cast<char>(high * 16 + low));
        i += 2;
    }
    return decoded;
}

std::optional<std::vector<FormField>> formFields(QByteArrayView text)
{
    std::vector<FormField> fields;
    const QList<QByteArray> parts = text.toByteArray().replace('+', ' ').split('&');
    for (const QByteArray &part : parts) {
        if (part.isEmpty())
            continue;
        const qsizetype equals = part.indexOf('=');
        auto name = percentDecoded(equals < 0 ? part : part.left(equals));
        auto value = percentDecoded(equals < 0 ? QByteArray() : part.mid(equals + 1));
        if (!name || !value)
            return std::nullopt;
        fields.push_back({std::move(*name), std::move(*value)});
    }
    return fields;
}

} // namespace drawbridge
