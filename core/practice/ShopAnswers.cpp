// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/ShopAnswers.h"

#include <QDateTime>
#include <QJsonDocument>

#include <algorithm>

namespace drawbridge {

using namespace Qt::StringLiterals;

ServerResponse shopError(int status, const QString &code, const QString &message)
{
    return ServerResponse::json(status,
                                {{u"error"_s,
                                  QJsonObject{{u"code"_s, code}, {u"message"_s, message}}}});
}

ServerResponse missingScope(const QString &scope)
{
    const QJsonObject error{{u"code"_s, u"missing_scope"_s},
                            {u"message"_s, u"This key does not have the scope %1."_s.arg(scope)},
                            {u"scope"_s, scope}};
    return ServerResponse::json(403, {{u"error"_s, error}})
        .withHeader("WWW-Authenticate",
                    "Bearer error=\"insufficient_scope\", scope=\"" + scope.toLatin1() + '"');
}

QJsonValue shopTime(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODate)) : QJsonValue();
}

std::optional<QJsonObject> jsonBody(const ServerRequest &request, ServerResponse &refusal)
{
    const QByteArray type = request.header("Content-Type").value_or(QByteArray());
    if (type.split(';').first().trimmed().toLower() != "application/json") {
        refusal = shopError(415,
                            u"unsupported_media_type"_s,
                            u"Send JSON with Content-Type: application/json."_s);
        return std::nullopt;
    }
    const QJsonDocument document = QJsonDocument::fromJson(request.body);
    if (!document.isObject()) {
        refusal = shopError(400, u"invalid_request"_s, u"The body is no JSON object."_s);
        return std::nullopt;
    }
    return document.object();
}

std::optional<QString> shopText(const QJsonValue &value, qsizetype maximum)
{
    const QString text = value.toString().trimmed();
    const bool isShowable = std::all_of(text.begin(), text.end(), [](QChar c) {
        return c.category() != QChar::Other_Control && c.category() != QChar::Other_Format;
    });
    if (text.isEmpty() || text.size() > maximum || !isShowable)
        return std::nullopt;
    return text;
}

} // namespace drawbridge
