// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Words.h"

#include <QDate>
#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QStringList>
#include <QVarLengthArray>

#include <optional>

namespace drawbridge {

enum class Need { Required, Optional };

/// Reads one JSON object of a hostile file member by member and refuses what nobody asked for. The first fault is
/// kept for the whole file; after it every read gives an empty value, so that the caller asks once, at the end.
class ObjectReader
{
public:
    struct Fault
    {
        QString at; ///< "auth[0].fields[1].name"
        QString what;
    };

    ObjectReader(const QJsonObject &object, std::optional<Fault> &fault);
    ObjectReader(const QJsonObject &object,
                 const ObjectReader &parent,
                 QLatin1String key,
                 qsizetype index);

    /// Without control and invisible characters, trimmed, at most `longest` long, not empty if required.
    QString text(QLatin1String key, Need need = Need::Required, qsizetype longest = 600);
    QStringList texts(QLatin1String key, Need need = Need::Required);
    QMap<QString, QString> textMap(QLatin1String key);
    /// HTTP statuses.
    QList<int> statuses(QLatin1String key, Need need = Need::Required);
    qint64 number(QLatin1String key, qint64 least, qint64 most, Need need = Need::Required);
    bool flag(QLatin1String key, Need need = Need::Required);
    /// "2026-11-23".
    QDate date(QLatin1String key, Need need = Need::Required);

    template<HasWords Enum>
    Enum word(QLatin1String key, std::optional<Enum> otherwise = std::nullopt)
    {
        const QString given = text(key, otherwise ? Need::Optional : Need::Required);
        if (given.isEmpty() && otherwise)
            return *otherwise;
        const std::optional<Enum> value = fromText<Enum>(given);
        if (!value)
            fail(key, QStringLiteral("is none of the words allowed here"));
        return value.value_or(Enum{});
    }

    /// `read(ObjectReader &)` for the object under `key`, then refuses what it did not ask for. False if absent.
    template<typename Read>
    bool object(QLatin1String key, Need need, Read read)
    {
        const QJsonValue value = take(key, need, QJsonValue::Object);
        if (!value.isObject())
            return false;
        const QJsonObject child = value.toObject();
        ObjectReader reader(child, *this, key, -1);
        read(reader);
        reader.finish();
        return true;
    }

    /// The list under `key` of what `read(ObjectReader &)` makes of each object.
    template<typename T, typename Read>
    QList<T> list(QLatin1String key, Need need, Read read)
    {
        QList<T> all;
        const QJsonArray array = take(key, need, QJsonValue::Array).toArray();
        if (!fits(key, array.size()))
            return all;
        all.reserve(array.size());
        for (qsizetype i = 0; i < array.size(); ++i) {
            if (!array.at(i).isObject()) {
                fail(key, QStringLiteral("holds something that is no object"));
                return all;
            }
            const QJsonObject child = array.at(i).toObject();
            ObjectReader reader(child, *this, key, i);
            all.append(read(reader));
            reader.finish();
        }
        return all;
    }

    /// Refuses members that were never asked for.
    void finish();
    void fail(QLatin1String key, const QString &what);
    [[nodiscard]] bool hasFailed() const { return m_fault.has_value(); }

private:
    QJsonValue take(QLatin1String key, Need need, QJsonValue::Type type);
    bool fits(QLatin1String key, qsizetype size);
    QString checkedText(QLatin1String key, const QJsonValue &value, Need need, qsizetype longest);
    [[nodiscard]] QString path(QStringView key) const;

    const QJsonObject &m_object;
    std::optional<Fault> &m_fault;
    const ObjectReader *m_parent = nullptr;
    QLatin1String m_key;
    qsizetype m_index = -1;
    QVarLengthArray<QLatin1String, 40> m_asked;
};

} // namespace drawbridge
