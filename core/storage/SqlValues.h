// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Words.h"
#include "core/storage/SqlError.h"

#include <QDateTime>
#include <QJsonArray>
#include <QVariant>

#include <optional>

namespace drawbridge {

/// How values stand in columns and in sealed JSON: instants as milliseconds since 1970 UTC, days as ISO text, what is
/// absent as null, enumerations by their words.
[[nodiscard]] QVariant toSql(const QDateTime &time);
[[nodiscard]] QVariant toSql(const std::optional<QDateTime> &time);
[[nodiscard]] QVariant toSql(const std::optional<QDate> &day);
[[nodiscard]] QVariant textOrNull(const QString &text);
[[nodiscard]] QDateTime timeFromSql(const QVariant &value);
[[nodiscard]] std::optional<QDate> dayFromSql(const QVariant &value);

[[nodiscard]] QJsonValue timeToJson(const QDateTime &time);
[[nodiscard]] QJsonValue dayToJson(const std::optional<QDate> &day);
[[nodiscard]] QJsonValue textsToJson(const QStringList &texts);
[[nodiscard]] QDateTime timeFromJson(const QJsonValue &value);
/// Nothing for what is no day.
[[nodiscard]] std::optional<QDate> dayFromJson(const QJsonValue &value);
[[nodiscard]] QStringList textsFromJson(const QJsonValue &value);

template<HasWords Enum>
[[nodiscard]] Result<Enum> wordFromSql(const QVariant &value)
{
    const std::optional<Enum> found = fromText<Enum>(value.toString());
    if (!found)
        return damagedRow(QStringLiteral("the word \"%1\"").arg(value.toString()));
    return *found;
}

} // namespace drawbridge
