// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QHostAddress>
#include <QList>
#include <QString>

#include <mutex>

namespace drawbridge {

/// One line of "who Drawbridge talks to".
struct Contact
{
    QString host;
    QString address; ///< the last one; "through proxy HOST" if a proxy made the connection
    QString purpose;
    QDateTime lastTime;
    qint64 count = 0;
    qint64 bytesSent = 0; ///< of requests, without TLS
    qint64 bytesReceived = 0;
};

/// The live list of peers, by host and purpose, bounded: the one not seen for longest goes. Thread-safe.
class Contacts
{
public:
    static constexpr qsizetype maxContacts = 500;

    void note(const Contact &once);
    /// Latest first.
    [[nodiscard]] QList<Contact> list() const;

private:
    mutable std::mutex m_mutex;
    QList<Contact> m_contacts; // latest first
};

} // namespace drawbridge
