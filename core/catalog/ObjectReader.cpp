// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/ObjectReader.h"

#include <algorithm>

namespace drawbridge {

namespace {

constexpr qsizetype mostEntries = 400;

/// True for text that shows as it is: no control, direction or invisible characters, no lone surrogates.
bool isPlain(QStringView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c.unicode() >= 0x20 && c.unicode() < 0x7f)
            continue;
        char32_t point = c.unicode();
        if (c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            point = QChar::surrogateToUcs4(c, text[++i]);
        switch (QChar::category(point)) {
        case QChar::Other_Control:
        case QChar::Other_Format:
        case QChar::Other_Surrogate:
        case QChar::Other_PrivateUse:
        case QChar::Other_NotAssigned:
        case QChar::Separator_Line:
        case QChar::Separator_Paragraph:
            return false;
        default:
            break;
        }
    }
    return true;
}

bool isSpaceAtAnEnd(QStringView text)
{
    return !text.isEmpty() && (text.front().isSpace() || text.back().isSpace());
}

} // namespace

ObjectReader::ObjectReader(const QJsonObject &object, std::optional<Fault> &fault)
    : m_object(object)
    , m_fault(fault)
{}

ObjectReader::ObjectReader(const QJsonObject &object,
                           const ObjectReader &parent,
                           QLatin1String key,
                           qsizetype index)
    : m_object(object)
    , m_fault(parent.m_fault)
    , m_parent(&parent)
    , m_key(key)
    , m_index(index)
{}

QString ObjectReader::path(QStringView key) const
{
    QString whole = key.toString();
    for (const ObjectReader *at = this; at && !at->m_key.isEmpty(); at = at->m_parent) {
        QString step = at->m_key;
        if (at->m_index >= 0)
            step += QStringLiteral("[%1]").arg(at->m_index);
        whole.prepend(u'.').prepend(step);
    }
    return whole;
}

void ObjectReader::fail(QLatin1String key, const QString &what)
{
    if (!m_fault)
        m_fault = Fault{path(QString(key)), what};
}

QJsonValue ObjectReader::take(QLatin1String key, Need need, QJsonValue::Type type)
{
    m_asked.append(key);
    const auto found = m_object.constFind(key);
    if (found == m_object.constEnd()) {
        if (need == Need::Required)
            fail(key, QStringLiteral("is missing"));
        return QJsonValue(QJsonValue::Undefined);
    }
    QJsonValue value = found.value();
    if (value.type() != type) {
        fail(key, QStringLiteral("has the wrong type"));
        return QJsonValue(QJsonValue::Undefined);
    }
    return value;
}

bool ObjectReader::fits(QLatin1String key, qsizetype size)
{
    if (size <= mostEntries)
        return true;
    fail(key, QStringLiteral("has too many entries"));
    return false;
}

QString ObjectReader::checkedText(QLatin1String key,
                                  const QJsonValue &value,
                                  Need need,
                                  qsizetype longest)
{
    QString given = value.toString();
    if (need == Need::Required && given.isEmpty())
        fail(key, QStringLiteral("is empty"));
    else if (given.size() > longest)
        fail(key, QStringLiteral("is too long"));
    else if (!isPlain(given))
        fail(key, QStringLiteral("holds control or invisible characters"));
    else if (isSpaceAtAnEnd(given))
        fail(key, QStringLiteral("begins or ends with a space"));
    else
        return given;
    return {};
}

QString ObjectReader::text(QLatin1String key, Need need, qsizetype longest)
{
    const QJsonValue value = take(key, need, QJsonValue::String);
    return value.isString() ? checkedText(key, value, need, longest) : QString();
}

QStringList ObjectReader::texts(QLatin1String key, Need need)
{
    QStringList all;
    const QJsonArray array = take(key, need, QJsonValue::Array).toArray();
    if (!fits(key, array.size()))
        return all;
    all.reserve(array.size());
    for (const QJsonValue each : array) {
        if (!each.isString()) {
            fail(key, QStringLiteral("holds something that is no text"));
            return {};
        }
        all.append(checkedText(key, each, Need::Required, 600));
    }
    QStringList sorted = all;
    sorted.sort();
    if (std::adjacent_find(sorted.cbegin(), sorted.cend()) != sorted.cend())
        fail(key, QStringLiteral("holds something twice"));
    return all;
}

QMap<QString, QString> ObjectReader::textMap(QLatin1String key)
{
    QMap<QString, QString> all;
    const QJsonObject map = take(key, Need::Optional, QJsonValue::Object).toObject();
    if (!fits(key, map.size()))
        return all;
    for (auto each = map.constBegin(); each != map.constEnd(); ++each) {
        if (!each.value().isString() || !isPlain(each.key()))
            fail(key, QStringLiteral("holds something that is no text"));
        else
            all.insert(each.key(), checkedText(key, each.value(), Need::Required, 200));
    }
    return all;
}

QList<int> ObjectReader::statuses(QLatin1String key, Need need)
{
    QList<int> all;
    const QJsonArray array = take(key, need, QJsonValue::Array).toArray();
    if (!fits(key, array.size()))
        return all;
    for (const QJsonValue each : array) {
        const int number = each.toInt(-1);
        if (number < 100 || number > 599)
            fail(key, QStringLiteral("holds something that is no HTTP status"));
        all.append(number);
    }
    return all;
}

qint64 ObjectReader::number(QLatin1String key, qint64 least, qint64 most, Need need)
{
    const QJsonValue value = take(key, need, QJsonValue::Double);
    if (value.isUndefined())
        return 0;
    const qint64 number = value.toInteger(least - 1);
    if (number < least || number > most) {
        fail(key, QStringLiteral("is no whole number in the range allowed here"));
        return 0;
    }
    return number;
}

bool ObjectReader::flag(QLatin1String key, Need need)
{
    return take(key, need, QJsonValue::Bool).toBool();
}

QDate ObjectReader::date(QLatin1String key, Need need)
{
    const QString given = text(key, need, 10);
    if (given.isEmpty())
        return {};
    const QDate date = QDate::fromString(given, Qt::ISODate);
    if (!date.isValid() || given.size() != 10)
        fail(key, QStringLiteral("is no day such as 2026-11-23"));
    return date;
}

void ObjectReader::finish()
{
    if (m_fault)
        return;
    for (auto each = m_object.constBegin(); each != m_object.constEnd(); ++each) {
        const QString key = each.key();
        if (std::find(m_asked.cbegin(), m_asked.cend(), key) != m_asked.cend())
            continue;
        m_fault = Fault{path(isPlain(key) ? key.left(60) : QStringLiteral("?")),
                        QStringLiteral("is not known here")};
        return;
    }
}

} // namespace drawbridge
