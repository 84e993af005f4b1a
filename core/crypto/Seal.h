// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Random.h"
#include "core/base/Result.h"
#include "core/base/SecretBytes.h"

namespace drawbridge {

/// The key that seals: 32 unpredictable bytes, never a passphrase.
class SealKey
{
public:
    static constexpr qsizetype size = 32;

    [[nodiscard]] static SealKey generate(Random &random);
    /// InvalidInput unless it is 32 bytes long.
    [[nodiscard]] static Result<SealKey> fromBytes(SecretBytes bytes);

    /// A key of its own for one purpose ("event payloads"), always the same for the same purpose.
    [[nodiscard]] SealKey derived(QByteArrayView purpose) const;

    [[nodiscard]] const SecretBytes &bytes() const { return m_bytes; }

private:
    explicit SealKey(SecretBytes bytes)
        : m_bytes(std::move(bytes))
    {}

    SecretBytes m_bytes;
};

/// How much longer the sealed form is than the plain one.
constexpr qsizetype sealOverhead = 29;

/// AES-256-GCM (NIST SP 800-38D) under a random nonce; the layout is told in Seal.cpp.
/// `associatedData` says where the bytes belong ("events/payload/<id>") and must be the same to
/// unseal them, so that sealed bytes cannot be moved elsewhere. A key serves 2^32 seals at most;
/// after that a nonce could repeat. Thread-safe, as all below.
[[nodiscard]] Result<QByteArray> seal(const SealKey &key,
                                      QByteArrayView plain,
                                      QByteArrayView associatedData,
                                      Random &random);

/// Damaged: another key, other associated data, or not the bytes that were sealed; these cannot be
/// told apart.
[[nodiscard]] Result<SecretBytes> unseal(const SealKey &key,
                                         QByteArrayView sealed,
                                         QByteArrayView associatedData);

/// The same for what is private but no credential (notes, attributes): ten times as fast for short
/// texts, and the bytes may be copied.
[[nodiscard]] Result<QByteArray> unsealBytes(const SealKey &key,
                                             QByteArrayView sealed,
                                             QByteArrayView associatedData);

} // namespace drawbridge
