// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/SqlValues.h"

#include <QTimeZone>

namespace drawbridge {

namespace {

template<typename T>
QVariant null()
{
    return QVariant(QMetaType::fromType<T>());
}

} // namespace

QVariant toSql(const QDateTime &time)
{
    return time.isValid() ? QVariant(time.toMSecsSinceEpoch()) : null<qint64>();
}

QVariant toSql(const std::optional<QDateTime> &time)
{
    return toSql(time.value_or(QDateTime()));
}

QVariant toSql(const std::optional<QDate> &day)
{
    return day ? QVariant(day->toString(Qt::ISODate)) : null<QString>();
}

QVariant textOrNull(const QString &text)
{
    return text.isEmpty() ? null<QString>() : QVariant(text);
}

QDateTime timeFromSql(const QVariant &value)
{
    return value.isNull() ? QDateTime()
                          : QDateTime::fromMSecsSinceEpoch(value.toLongLong(), QTimeZone::utc());
}

std::optional<QDate> dayFromSql(const QVariant &value)
{
    const QDate day = QDate::fromString(value.toString(), Qt::ISODate);
    return day.isValid() ? std::optional(day) : std::nullopt;
}

QJsonValue timeToJson(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(time.toMSecsSinceEpoch()) : QJsonValue();
}

QJsonValue dayToJson(const std::optional<QDate> &day)
{
    return day && day->isValid() ? QJsonValue(day->toString(Qt::ISODate)) : QJsonValue();
}

QJsonValue textsToJson(const QStringList &texts)
{
    return QJsonArray::fromStringList(texts);
}

QDateTime timeFromJson(const QJsonValue &value)
{
    return value.isDouble() ? QDateTime::fromMSecsSinceEpoch(value.toInteger(), QTimeZone::utc())
                            : QDateTime();
}

std::optional<QDate> dayFromJson(const QJsonValue &value)
{
    return dayFromSql(value.toVariant());
}

QStringList textsFromJson(const QJsonValue &value)
{
    QStringList texts;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &text : array)
        texts.append(text.toString());
    return texts;
}

} // namespace drawbridge
