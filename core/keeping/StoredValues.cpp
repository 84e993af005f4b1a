// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/StoredValues.h"

#include "core/secrets/SecretStore.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"

#include <QCoreApplication>

#include <algorithm>

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

namespace {

Result<QList<StoredValue>> valuesNotIn(SecretStore &store,
                                       const QString &workspace,
                                       const QList<StoredValue> &values)
{
    const auto listed = store.purposes(workspace);
    QList<StoredValue> missing;
    for (const StoredValue &value : values) {
        if (value.retired)
            continue;
        if (listed.isOk() && listed->contains(value.purpose))
            continue;
        // Not every platform can list, and not every list is of this moment.
        const auto read = store.read({workspace, value.purpose});
        if (!read.isOk() && read.error().code != ErrorCode::NotFound)
            return read.error();
        if (!read.isOk())
            missing.append(value);
    }
    return missing;
}

} // namespace

Result<QStringList> missingValues(Database &database, SecretStore &store, const QString &workspace)
{
    TRY(values, storedValues(database));
    TRY(missing, valuesNotIn(store, workspace, values));
    if (missing.isEmpty())
        return QStringList();
    // Another process may have removed it from both since the database was read; the database comes first there.
    TRY(now, storedValues(database));
    QStringList labels;
    for (const StoredValue &value : missing) {
        const bool isStillThere = std::any_of(now.begin(), now.end(), [&](const StoredValue &one) {
            return one.purpose == value.purpose;
        });
        if (isStillThere && !labels.contains(value.label))
            labels.append(value.label);
    }
    return labels;
}

QString keysToPaste(const QStringList &labels)
{
    return QCoreApplication::translate("Keeping", "Keys to paste again: %1.").arg(labels.size());
}

} // namespace drawbridge
