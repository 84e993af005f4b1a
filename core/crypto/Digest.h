// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/SecretBytes.h"

#include <memory>

namespace drawbridge {

constexpr qsizetype sha256Size = 32;

/// SHA-256 (FIPS 180-4) of bytes that come in pieces. One thread at a time; the free functions are
/// thread-safe.
class Sha256
{
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256 &&) noexcept;
    Sha256 &operator=(Sha256 &&) noexcept;

    void add(QByteArrayView bytes);
    /// The 32 bytes, and ready for the next message.
    [[nodiscard]] QByteArray finish();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

[[nodiscard]] QByteArray sha256(QByteArrayView bytes);

/// HMAC-SHA-256 (RFC 2104) under one key, for many messages: the key is prepared once. Thread-safe.
class HmacSha256
{
public:
    explicit HmacSha256(QByteArrayView key);
    ~HmacSha256();
    HmacSha256(HmacSha256 &&) noexcept;
    HmacSha256 &operator=(HmacSha256 &&) noexcept;

    [[nodiscard]] QByteArray of(QByteArrayView message) const;
    /// Compares without giving away by its time where the difference is.
    [[nodiscard]] bool matches(QByteArrayView message, QByteArrayView expected) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

[[nodiscard]] QByteArray hmacSha256(QByteArrayView key, QByteArrayView message);

/// HKDF-SHA-256 (RFC 5869). `size` is 1 to 8160 bytes.
[[nodiscard]] SecretBytes hkdfSha256(QByteArrayView keyMaterial,
                                     QByteArrayView salt,
                                     QByteArrayView context,
                                     qsizetype size);

/// A subkey of `master`, which is unpredictable already, for one purpose: 32 bytes by HKDF without
/// a salt.
[[nodiscard]] SecretBytes deriveKey(const SecretBytes &master, QByteArrayView purpose);

/// What tells two secrets apart without telling anything about either to who lacks the key: 16
/// bytes of HMAC-SHA-256. The same secret under the same key always has the same fingerprint.
[[nodiscard]] QByteArray fingerprint(const SecretBytes &key, const SecretBytes &secret);

} // namespace drawbridge
