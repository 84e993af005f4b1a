// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Connection.h"
#include "core/model/Credential.h"
#include "core/model/KeyShutOff.h"
#include "core/model/Rotation.h"

namespace drawbridge {

/// One key that its app was not seen to refuse.
struct LiveKey
{
    ConnectionId connection;
    CredentialId credential;
    CredentialVersionId version;
    int number = 1;
    VersionStage stage = VersionStage::Current;
    QDateTime createdAt; ///< UTC
    int ageDays = 0;
    std::optional<QDate> endsAt;
    KeyEnd end = KeyEnd::NotBegun; ///< how its ending stands
    bool isHere = false;           ///< its value is kept here
};

/// Pure: every key of every connection that is not known to be refused, those that nobody uses any more first, then
/// the oldest. A key that ended on a day that is over is not among them.
[[nodiscard]] QList<LiveKey> liveKeys(const QList<Connection> &connections,
                                      const QList<Credential> &credentials,
                                      const QList<KeyShutOff> &shutOffs,
                                      const QDateTime &now);

} // namespace drawbridge
