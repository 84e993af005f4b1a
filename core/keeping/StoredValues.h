// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Credential.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace drawbridge {

class Database;
class SecretStore;

/// A value of a credential that ought to be in the secret store.
struct StoredValue
{
    QString purpose;      ///< its name there
    QString label;        ///< what the owner calls it
    bool retired = false; ///< nobody misses it
    CredentialVersion version;
};

/// What the database says is in the store, one for each version of a credential.
[[nodiscard]] Result<QList<StoredValue>> storedValues(Database &database);

/// Labels of the values the owner would miss and the store does not have, without duplicates.
[[nodiscard]] Result<QStringList> missingValues(Database &database,
                                                SecretStore &store,
                                                const QString &workspace);

/// The sentence about them, for an event.
[[nodiscard]] QString keysToPaste(const QStringList &labels);

} // namespace drawbridge
