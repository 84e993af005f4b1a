// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/crypto/Seal.h"
#include "core/secrets/SecretsPlace.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

namespace drawbridge {

/// What must be known of a workspace before its data key is: the small readable file `workspace.json`. A folder
/// without it holds no workspace.
struct WorkspaceFile
{
    QString workspace; ///< its id, which names its entries in the secret store
    SecretsKind secrets = SecretsKind::Keychain;
    QDateTime createdAt; ///< UTC
    /// Tells whether a key is this workspace's data key, and nothing else about it.
    QByteArray keyCheck;
    StoreFields storeFields = {}; ///< of a store in the network, else empty

    [[nodiscard]] SecretsPlace place() const { return {secrets, storeFields}; }
};

[[nodiscard]] QByteArray makeKeyCheck(const SealKey &dataKey, const QString &workspace);

/// NotFound: this folder holds no workspace. Damaged, NewerFormat, Insecure (others can read it, or it is a link).
[[nodiscard]] Result<WorkspaceFile> readWorkspaceFile(const QString &folder);

} // namespace drawbridge
