// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Connection.h"
#include "core/model/Credential.h"

#include <QStringList>

namespace drawbridge {

/// The credentials of which the key in use is this very one, known by its fingerprint, but for the one it belongs to. What
/// ends it ends it for all of them. Pure.
[[nodiscard]] QList<Credential> sharersOf(const QList<Credential> &all,
                                          const CredentialVersion &key);

/// The names of the connections that those belong to, in their order.
[[nodiscard]] QStringList sharersNames(const QList<Connection> &connections,
                                       const QList<Credential> &all,
                                       const CredentialVersion &key);

} // namespace drawbridge
