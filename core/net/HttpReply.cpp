// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/HttpReply.h"

namespace drawbridge {

void HttpHeaders::add(const QByteArray &name, const QByteArray &value)
{
    m_all.append({name, value});
}

bool HttpHeaders::contains(QByteArrayView name) const
{
    return !values(name).isEmpty();
}

QByteArray HttpHeaders::value(QByteArrayView name) const
{
    const QList<QByteArray> all = values(name);
    return all.isEmpty() ? QByteArray() : all.first();
}

QList<QByteArray> HttpHeaders::values(QByteArrayView name) const
{
    QList<QByteArray> found;
    for (const auto &[ours, value] : m_all) {
        if (ours.compare(name, Qt::CaseInsensitive) == 0)
            found.append(value);
    }
    return found;
}

std::optional<std::chrono::seconds> HttpReply::clockDifference() const
{
    if (!serverDate.isValid() || !receivedAt.isValid())
        return std::nullopt;
    return std::chrono::seconds(receivedAt.secsTo(serverDate));
}

} // namespace drawbridge
