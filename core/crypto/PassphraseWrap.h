// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/Scrypt.h"
#include "core/crypto/Seal.h"

namespace drawbridge {

/// How long a wrapped key is; always the same.
constexpr qsizetype wrappedKeySize = 105;

/// A key under a passphrase, for the vault file and backups; the layout is told in
/// PassphraseWrap.cpp. `purpose` names the kind of file, so that the wrap of one kind cannot be put
/// into another. Slow, as scrypt is. InvalidInput: an empty passphrase.
[[nodiscard]] Result<QByteArray> wrapKey(const SealKey &key,
                                         const SecretBytes &passphrase,
                                         QByteArrayView purpose,
                                         Random &random,
                                         ScryptCost cost = {});

/// InvalidInput: not this passphrase. Damaged: not what wrapKey() gave. NewerFormat: update the
/// program.
[[nodiscard]] Result<SealKey> unwrapKey(QByteArrayView wrapped,
                                        const SecretBytes &passphrase,
                                        QByteArrayView purpose);

} // namespace drawbridge
