// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/StoredValues.h"

#include "core/secrets/SecretStore.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"

#include <QCoreApplication>

namespace drawbridge {

Result<QList<StoredValue>> storedValues(Database &database)
{
    TRY(credentials, database.read<QList<Credential>>([](ReadView &view) {
        return CredentialRepository::list(view);
    }));
    QList<StoredValue> values;
    for (const Credential &credential : credentials) {
        for (const CredentialVersion &version : credential.versions) {
            if (!version.storeKey.isEmpty()) {
                values.append({version.storeKey,
                               credential.label,
                               version.stage == VersionStage::Retired,
                               version});
            }
        }
    }
    return values;
}

Result<QStringList> missingValues(Database &database, SecretStore &store, const QString &workspace)
{
    TRY(values, storedValues(database));
    const auto listed = store.purposes(workspace);
    QStringList missing;
    for (const StoredValue &value : values) {
        if (value.retired || missing.contains(value.label))
            continue;
        if (listed.isOk()) {
            if (!listed->contains(value.purpose))
                missing.append(value.label);
            continue;
        }
        // Not every platform can list.
        const auto read = store.read({workspace, value.purpose});
        if (!read.isOk() && read.error().code != ErrorCode::NotFound)
            return read.error();
        if (!read.isOk())
            missing.append(value.label);
    }
    return missing;
}

QString keysToPaste(const QStringList &labels)
{
    return QCoreApplication::translate("Keeping", "Keys to paste again: %1.").arg(labels.size());
}

} // namespace drawbridge
