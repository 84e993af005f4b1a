// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/Contacts.h"

#include <algorithm>

namespace drawbridge {

void Contacts::note(const Contact &once)
{
    const std::lock_guard lock(m_mutex);
    Contact updated = once;
    const auto known =
        std::find_if(m_contacts.begin(), m_contacts.end(), [&](const Contact &contact) {
            return contact.host == once.host && contact.purpose == once.purpose;
        });
    if (known != m_contacts.end()) {
        updated.count += known->count;
        updated.bytesSent += known->bytesSent;
        updated.bytesReceived += known->bytesReceived;
        if (updated.address.isEmpty())
            updated.address = known->address;
        m_contacts.erase(known);
    } else if (m_contacts.size() >= maxContacts) {
        m_contacts.removeLast();
    }
    m_contacts.prepend(updated);
}

QList<Contact> Contacts::list() const
{
    const std::lock_guard lock(m_mutex);
    return m_contacts;
}

} // namespace drawbridge
