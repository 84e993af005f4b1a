// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>

#include <mutex>

namespace drawbridge {

enum class Admission { Granted, TooManyAtAll, TooManyOfThisSender };

/// How many connections are open at all and from each sender, so that none takes every place. Thread-safe.
class ConnectionCount
{
public:
    /// `perSender` 0: no limit of its own.
    ConnectionCount(int atAll, int perSender);

    /// What is granted is given back by release() with the same sender.
    [[nodiscard]] Admission admit(const QByteArray &sender);
    void release(const QByteArray &sender);
    [[nodiscard]] int open() const;

private:
    const int m_atAll;
    const int m_perSender;
    mutable std::mutex m_mutex;
    int m_open = 0;
    QHash<QByteArray, int> m_bySender;
};

/// The sender an address stands for, from its 4 or 16 bytes in network order: an IPv6 host owns a whole /64, and
/// an IPv4 address mapped into IPv6 is the IPv4 one.
[[nodiscard]] QByteArray senderOf(QByteArrayView addressBytes);

} // namespace drawbridge
