// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/model/Connection.h"
#include "core/model/Credential.h"
#include "core/model/Event.h"
#include "core/storage/Transaction.h"

/// What the use-cases of people, places and departures have in common.
namespace drawbridge {

/// One line as it can be shown; its length is judged by the rules of the record.
[[nodiscard]] QString oneLine(const QString &text);
[[nodiscard]] QDate todayHere(const Clock &clock);
[[nodiscard]] Event peopleEvent(const QString &type, const QString &summary);

/// A connection with its keys, and that `credential`, if one is named, is one of them. NotFound; InvalidInput.
struct KeyedConnection
{
    Connection connection;
    QList<Credential> credentials;
};
[[nodiscard]] Result<KeyedConnection> keyedConnection(ReadView &view,
                                                      const ConnectionId &id,
                                                      const CredentialId &credential);

/// InvalidInput for a day that has not come yet.
[[nodiscard]] Result<void> checkNotAhead(const std::optional<QDate> &day, const QDate &today);

} // namespace drawbridge
