// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/ConnectionCount.h"

namespace drawbridge {

ConnectionCount::ConnectionCount(int atAll, int perSender)
    : m_atAll(atAll)
    , m_perSender(perSender)
{}

Admission ConnectionCount::admit(const QByteArray &sender)
{
    const std::lock_guard lock(m_mutex);
    if (m_open >= m_atAll)
        return Admission::TooManyAtAll;
    if (m_perSender > 0 && m_bySender.value(sender) >= m_perSender)
        return Admission::TooManyOfThisSender;
    ++m_open;
    ++m_bySender[sender];
    return Admission::Granted;
}

void ConnectionCount::release(const QByteArray &sender)
{
    const std::lock_guard lock(m_mutex);
    const auto entry = m_bySender.find(sender);
    if (entry == m_bySender.end())
        return;
    --m_open;
    if (--entry.value() == 0)
        m_bySender.erase(entry);
}

int ConnectionCount::open() const
{
    const std::lock_guard lock(m_mutex);
    return m_open;
}

QByteArray senderOf(QByteArrayView addressBytes)
{
    static constexpr char mapped[] = "\0\0\0\0\0\0\0\0\0\0\xff\xff";
    if (addressBytes.size() != 16)
        return addressBytes.toByteArray();
    if (addressBytes.startsWith(QByteArrayView(mapped, 12)))
        return addressBytes.sliced(12).toByteArray();
    return addressBytes.first(8).toByteArray();
}

} // namespace drawbridge
