// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/SharedKeys.h"

#include <algorithm>

namespace drawbridge {

QList<Credential> sharersOf(const QList<Credential> &all, const CredentialVersion &key)
{
    QList<Credential> sharers;
    if (key.fingerprint.isEmpty())
        return sharers;
    for (const Credential &other : all) {
        const bool isItsOwn = std::any_of(other.versions.cbegin(),
                                          other.versions.cend(),
                                          [&](const auto &one) { return one.id == key.id; });
        const CredentialVersion *current = other.current();
        if (!isItsOwn && current && current->fingerprint == key.fingerprint)
            sharers.append(other);
    }
    return sharers;
}

QStringList sharersNames(const QList<Connection> &connections,
                         const QList<Credential> &all,
                         const CredentialVersion &key)
{
    QStringList names;
    for (const Credential &sharer : sharersOf(all, key)) {
        for (const Connection &connection : connections) {
            if (connection.id == sharer.connection)
                names.append(connection.name);
        }
    }
    return names;
}

} // namespace drawbridge
