// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Credential.h"
#include "core/storage/Transaction.h"

#include <QMap>

namespace drawbridge {

/// Credentials with their versions; the values are in a secret store.
class CredentialRepository
{
public:
    static Result<void> insert(Transaction &tx, const Credential &credential);
    /// Stores the label and the state of the grant.
    static Result<void> update(Transaction &tx, const Credential &credential);
    /// Conflict: the number is taken, or the version is current and there is one already.
    static Result<void> addVersion(Transaction &tx,
                                   const CredentialId &id,
                                   const CredentialVersion &version);
    /// Adds the version as the current one; the current one becomes previous, and the previous one retired.
    static Result<void> addCurrentVersion(Transaction &tx,
                                          const CredentialId &id,
                                          const CredentialVersion &version);
    static Result<void> setStage(Transaction &tx, const CredentialVersionId &id, VersionStage stage);
    /// Stores everything but the number and `createdAt`.
    static Result<void> updateVersion(Transaction &tx, const CredentialVersion &version);

    /// The public fields a version went with, kept when the connection gets others.
    static Result<void> keepFields(Transaction &tx,
                                   const CredentialVersionId &id,
                                   const QMap<QString, QString> &fields);
    /// Nothing: the connection's are its own.
    [[nodiscard]] static Result<std::optional<QMap<QString, QString>>> fieldsOf(
        ReadView &view, const CredentialVersionId &id);

    [[nodiscard]] static Result<Credential> get(ReadView &view, const CredentialId &id);
    [[nodiscard]] static Result<QList<Credential>> list(ReadView &view);
    [[nodiscard]] static Result<QList<Credential>> listOf(ReadView &view, const ConnectionId &id);
    /// Whether any version has its value under this entry of the secret store.
    [[nodiscard]] static Result<bool> hasEntry(ReadView &view, const QString &storeKey);

    static Result<void> remove(Transaction &tx, const CredentialId &id);
    static Result<void> removeOf(Transaction &tx, const ConnectionId &id);
};

} // namespace drawbridge
