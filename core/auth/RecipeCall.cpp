// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/RecipeCall.h"

#include "core/catalog/Addresses.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("RecipeCall", text);
}

const QRegularExpression &placeholder()
{
    static const QRegularExpression expression(u"\\{([A-Za-z][A-Za-z0-9.]*)\\}"_s);
    return expression;
}

Error missing(const QString &name)
{
    return {ErrorCode::InvalidInput,
            tr("\"%1\" is missing. Fill it in and try again.").arg(name),
            name};
}

QString textOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    if (value.isDouble()) {
        const qint64 whole = value.toInteger(-1);
        return whole >= 0 ? QString::number(whole)
                          : QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    }
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    return {};
}

/// What {new.end..} stands for; undefined where no end is wished.
QJsonValue endValue(const QString &name, const RecipeWords &words)
{
    if (!words.wish || !words.wish->endsAt)
        return QJsonValue(QJsonValue::Undefined);
    const QDateTime end(*words.wish->endsAt, QTime(0, 0), QTimeZone::utc());
    if (name == u"new.endDay"_s)
        return words.wish->endsAt->toString(Qt::ISODate);
    if (name == u"new.endTime"_s)
        return end.toString(Qt::ISODate);
    if (name == u"new.endUnix"_s)
        return end.toSecsSinceEpoch();
    return std::max<qint64>(1, words.now.secsTo(end));
}

/// Undefined: it is left out.
Result<QJsonValue> valueOf(const QString &name, const RecipeWords &words)
{
    if (name.startsWith(u"new.end"_s) || name == u"new.seconds"_s)
        return endValue(name, words);
    if (name == u"new.label"_s && words.wish)
        return QJsonValue(words.wish->label);
    if (name == u"new.scopes"_s && words.wish)
        return QJsonValue(QJsonArray::fromStringList(words.wish->scopes));
    if (name == u"new.scopesText"_s && words.wish)
        return QJsonValue(words.wish->scopes.join(words.scopeSeparator));
    if (name == u"key.id"_s && !words.keyId.isEmpty())
        return QJsonValue(words.keyId);
    if (name.startsWith(u"asked."_s) && words.asked.contains(name.mid(6)))
        return words.asked.value(name.mid(6));
    if (const QString field = words.fields.value(name); !field.isEmpty())
        return QJsonValue(field);
    return missing(name);
}

enum class Spot { Text, Address };

/// nullopt: something in it has nothing to stand for, so the whole is left out.
Result<std::optional<QString>> filledText(const QString &text, const RecipeWords &words, Spot spot)
{
    QString filled;
    qsizetype at = 0;
    auto each = placeholder().globalMatch(text);
    while (each.hasNext()) {
        const QRegularExpressionMatch match = each.next();
        filled += text.mid(at, match.capturedStart() - at);
        TRY(value, valueOf(match.captured(1), words));
        if (value.isUndefined())
            return std::optional<QString>();
        const QString word = textOf(value);
        if (spot == Spot::Address && (word.isEmpty() || word == u"."_s || word == u".."_s))
            return Error{ErrorCode::InvalidInput,
                         tr("\"%1\" cannot be part of an address. Look at it again.")
                             .arg(match.captured(1)),
                         match.captured(1)};
        filled += spot == Spot::Address ? QString::fromLatin1(QUrl::toPercentEncoding(word)) : word;
        at = match.capturedEnd();
    }
    filled += text.mid(at);
    return std::optional<QString>(filled);
}

Result<QUrl> addressFor(const QString &url, const RecipeWords &words, const PreparedKey &authority)
{
    constexpr qsizetype schemeEnd = 8; // "https://"
    const bool isPath = url.startsWith(u'/');
    const qsizetype pathAt = isPath ? 0 : url.indexOf(u'/', schemeEnd);
    const QString host = url.left(pathAt < 0 ? url.size() : pathAt);
    TRY(path, filledText(url.mid(host.size()), words, Spot::Address));
    if (!path)
        return missing(url);
    return isPath ? expandPath(authority.profile, authority.baseUrl, *path, {})
                  : expandUrl(authority.profile, QString(host % *path), words.fields);
}

/// Sets `value` at `steps` below `object`, making the objects on the way.
void insertAt(QJsonObject &object, QStringList steps, const QJsonValue &value)
{
    const QString step = steps.takeFirst().replace(u"~1"_s, u"/"_s).replace(u"~0"_s, u"~"_s);
    if (steps.isEmpty()) {
        object.insert(step, value);
        return;
    }
    QJsonObject inner = object.value(step).toObject();
    insertAt(inner, steps, value);
    object.insert(step, inner);
}

Result<QByteArray> jsonBody(const KeyCall &call, const RecipeWords &words)
{
    QJsonObject body;
    for (auto each = call.values.constBegin(); each != call.values.constEnd(); ++each) {
        const QRegularExpressionMatch match = placeholder().match(each.value());
        QJsonValue value(QJsonValue::Undefined);
        if (match.hasMatch() && match.capturedLength() == each.value().size()) {
            TRY(alone, valueOf(match.captured(1), words));
            value = alone;
        } else {
            TRY(text, filledText(each.value(), words, Spot::Text));
            if (text)
                value = *text;
        }
        if (!value.isUndefined())
            insertAt(body, each.key().mid(1).split(u'/'), value);
    }
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

Result<QByteArray> formBody(const KeyCall &call, const RecipeWords &words)
{
    QByteArray body;
    for (auto each = call.values.constBegin(); each != call.values.constEnd(); ++each) {
        TRY(text, filledText(each.value(), words, Spot::Text));
        if (!text)
            continue;
        if (!body.isEmpty())
            body += '&';
        body += QUrl::toPercentEncoding(each.key());
        body += '=';
        body += QUrl::toPercentEncoding(*text);
    }
    return body;
}

void setHeader(HttpRequest &request, const QByteArray &name, const QByteArray &value)
{
    std::erase_if(request.headers, [&name](const RequestHeader &header) {
        return header.name.compare(name, Qt::CaseInsensitive) == 0;
    });
    request.headers.push_back({name, SecretText(value)});
}

} // namespace

QStringList namesIn(const QString &text)
{
    QStringList names;
    auto each = placeholder().globalMatch(text);
    while (each.hasNext())
        names.append(each.next().captured(1));
    return names;
}

Result<HttpRequest> readingRequestFor(const QString &url,
                                      const QMap<QString, QString> &headers,
                                      const RecipeWords &words,
                                      const PreparedKey &authority,
                                      const SharedSecret &accessToken)
{
    TRY(address, addressFor(url, words, authority));
    TRY(request, authorisedRequest(authority, address, accessToken));
    for (auto each = headers.constBegin(); each != headers.constEnd(); ++each) {
        TRY(value, filledText(each.value(), words, Spot::Text));
        if (value)
            setHeader(request, each.key().toLatin1(), value->toUtf8());
    }
    return request;
}

Result<HttpRequest> requestFor(const KeyCall &call,
                               const RecipeWords &words,
                               const PreparedKey &authority,
                               const SharedSecret &accessToken)
{
    TRY(request, readingRequestFor(call.url, call.headers, words, authority, accessToken));
    request.method = call.method.toUtf8();
    if (call.body == CallBody::None)
        return request;
    const bool isJson = call.body == CallBody::Json;
    TRY(body, isJson ? jsonBody(call, words) : formBody(call, words));
    request.body = SecretText(body);
    setHeader(request,
              "Content-Type",
              isJson ? QByteArray("application/json")
                     : QByteArray("application/x-www-form-urlencoded"));
    return request;
}

} // namespace drawbridge
