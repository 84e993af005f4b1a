// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/ShopSecrets.h"

#include <QCryptographicHash>
#include <QJsonArray>

namespace drawbridge {

QString randomText(Random &random, qsizetype length, QLatin1String letters)
{
    const auto count = static_cast<unsigned>(letters.size());
    QString text;
    while (text.size() < length) {
        const QByteArray bytes = random.bytes(length);
        for (const char byte : bytes) {
            const auto number = static_cast<unsigned char>(byte);
            // Numbers beyond the last whole round would favour the first letters.
            if (number < 256 / count * count && text.size() < length)
                text.append(letters[static_cast<qsizetype>(number % count)]);
        }
    }
    return text;
}

QByteArray shopHash(const QString &value)
{
    return QCryptographicHash::hash(value.toUtf8(), QCryptographicHash::Sha256);
}

QString keptTime(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QDateTime timeKept(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
}

QString keptHash(const QByteArray &hash)
{
    return QString::fromLatin1(hash.toHex());
}

QByteArray hashKept(const QJsonValue &value)
{
    const QByteArray hash = QByteArray::fromHex(value.toString().toLatin1());
    return hash.size() == 32 ? hash : QByteArray();
}

QStringList textsKept(const QJsonValue &value)
{
    QStringList texts;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &text : array)
        texts.append(text.toString());
    return texts;
}

} // namespace drawbridge
