// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/Seal.h"
#include "core/secrets/SecretStore.h"

#include <map>

namespace drawbridge {

/// What is in a vault: names and labels, each with its value still sealed.
struct VaultContent
{
    struct Entry
    {
        QString label;
        QByteArray sealedValue;
    };
    std::map<SecretName, Entry> entries;
};

/// The wrapped key of a vault file, without opening it. Damaged: not a vault file, or cut short.
/// NewerFormat: update the program.
[[nodiscard]] Result<QByteArray> vaultWrap(QByteArrayView file);

/// Damaged: changed, cut short, or of another key.
[[nodiscard]] Result<VaultContent> decodeVault(QByteArrayView file, const SealKey &vaultKey);

[[nodiscard]] Result<QByteArray> encodeVault(const VaultContent &content,
                                             const SealKey &vaultKey,
                                             const QByteArray &wrap,
                                             Random &random);

[[nodiscard]] Result<QByteArray> sealVaultValue(const SecretBytes &value,
                                                const SecretName &name,
                                                const SealKey &vaultKey,
                                                Random &random);
[[nodiscard]] Result<SecretBytes> unsealVaultValue(const QByteArray &sealed,
                                                   const SecretName &name,
                                                   const SealKey &vaultKey);

} // namespace drawbridge
