// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/auth/JsonPointer.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// An array index by RFC 6901: digits without a leading zero.
qsizetype indexFrom(const QString &token)
{
    if (token.isEmpty() || (token.size() > 1 && token.startsWith(u'0')))
        return -1;
    for (const QChar c : token) {
        if (c < u'0' || c > u'9')
            return -1;
    }
    bool sound = false;
    const int index = token.toInt(&sound);
    return sound ? index : -1;
}

} // namespace

QJsonValue jsonAt(const QJsonValue &document, QStringView pointer)
{
    if (pointer.isEmpty())
        return document;
    if (!pointer.startsWith(u'/'))
        return QJsonValue(QJsonValue::Undefined);
    QJsonValue at = document;
    const QStringList tokens = pointer.mid(1).toString().split(u'/');
    for (QString token : tokens) {
        token.replace(u"~1"_s, u"/"_s).replace(u"~0"_s, u"~"_s);
        if (at.isObject()) {
            at = at.toObject().value(token);
        } else if (at.isArray()) {
            const qsizetype index = indexFrom(token);
            const QJsonArray array = at.toArray();
            at = index >= 0 && index < array.size() ? array.at(index)
                                                    : QJsonValue(QJsonValue::Undefined);
        } else {
            return QJsonValue(QJsonValue::Undefined);
        }
    }
    return at;
}

} // namespace drawbridge
