// SPDX-License-Identifier: GPL-3.0-or-later
// A key under a passphrase, 105 bytes:
//
//   wrapped  = format cost salt check sealed checksum
//   format   = one byte, 1
//   cost     = log2(N) r p, one byte each; read only within the bounds of isAcceptableFromFile()
//   salt     = 16 random bytes
//   check    = first 16 bytes of HMAC-SHA-256(subkey "passphrase check", format cost salt)
//   sealed   = the key sealed (Seal.cpp, 61 bytes) under subkey PURPOSE; associated data: all before
//   checksum = first 8 bytes of SHA-256 of all before
//
// Both subkeys are HKDF-SHA-256 of scrypt(passphrase, salt, cost). The three parts tell three
// stories apart: a checksum that does not fit is damage by accident, found before any time is spent;
// a check that does not fit is another passphrase; a seal that does not fit is damage on purpose, or
// a wrap of another purpose. Whoever edits the wrap and mends the checksum is told "wrong
// passphrase": that cannot be helped, and lets nobody in.
// A newer format keeps the checksum in the last 8 bytes.
#include "core/crypto/PassphraseWrap.h"

#include "core/crypto/Digest.h"

#include <QCoreApplication>

namespace drawbridge {

namespace {

constexpr char wrapFormat = 1;
constexpr qsizetype saltSize = 16;
constexpr qsizetype checkSize = 16;
constexpr qsizetype checksumSize = 8;
constexpr qsizetype saltAt = 4;
constexpr qsizetype checkAt = saltAt + saltSize;
constexpr qsizetype sealedAt = checkAt + checkSize;
constexpr qsizetype checksumAt = sealedAt + SealKey::size + sealOverhead;
static_assert(wrappedKeySize == checksumAt + checksumSize);

QByteArray checksum(QByteArrayView bytes)
{
    return sha256(bytes).first(checksumSize);
}

HmacSha256 checkKey(const SecretBytes &derived)
{
    return HmacSha256(deriveKey(derived, "passphrase check").reveal());
}

Result<SealKey> sealingKey(const SecretBytes &derived, QByteArrayView purpose)
{
    return SealKey::fromBytes(deriveKey(derived, purpose));
}

Error damaged(const char *why)
{
    return Error{ErrorCode::Damaged,
                 QCoreApplication::translate("Crypto",
                                             "The part of the file that holds its key is damaged. "
                                             "Nothing was overwritten; restore the file from a "
                                             "backup."),
                 QString::fromLatin1(why)};
}

} // namespace

Result<QByteArray> wrapKey(const SealKey &key,
                           const SecretBytes &passphrase,
                           QByteArrayView purpose,
                           Random &random,
                           ScryptCost cost)
{
    if (passphrase.isEmpty()) {
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Crypto", "Enter a passphrase; it is empty."),
                     {}};
    }
    const QByteArray salt = random.bytes(saltSize);
    TRY(derived, scrypt(passphrase, salt, cost, SealKey::size));
    QByteArray wrapped;
    wrapped.reserve(wrappedKeySize);
    wrapped.append(wrapFormat);
    wrapped.append(static_cast<char>(cost.logN));
    wrapped.append(static_cast<char>(cost.r));
    wrapped.append(static_cast<char>(cost.p));
    wrapped.append(salt);
    wrapped.append(checkKey(derived).of(wrapped).first(checkSize));
    TRY(sealing, sealingKey(derived, purpose));
    TRY(sealed, seal(sealing, key.bytes().reveal(), wrapped, random));
    wrapped.append(sealed);
    wrapped.append(checksum(wrapped));
    return wrapped;
}

Result<SealKey> unwrapKey(QByteArrayView wrapped,
                          const SecretBytes &passphrase,
                          QByteArrayView purpose)
{
    if (wrapped.size() <= checksumSize)
        return damaged("too short");
    if (checksum(wrapped.chopped(checksumSize)) != wrapped.last(checksumSize).toByteArray())
        return damaged("checksum");
    if (wrapped.front() > wrapFormat) {
        return Error{ErrorCode::NewerFormat,
                     QCoreApplication::translate("Crypto",
                                                 "This file was written by a newer Drawbridge. "
                                                 "Update the program to open it."),
                     {}};
    }
    if (wrapped.front() != wrapFormat || wrapped.size() != wrappedKeySize)
        return damaged("form");
    const ScryptCost cost{wrapped[1], wrapped[2], wrapped[3]};
    if (!isAcceptableFromFile(cost))
        return damaged("cost out of bounds");
    TRY(derived, scrypt(passphrase, wrapped.sliced(saltAt, saltSize), cost, SealKey::size));
    const QByteArray check = checkKey(derived).of(wrapped.first(checkAt)).first(checkSize);
    if (check != wrapped.sliced(checkAt, checkSize).toByteArray()) {
        return Error{
            ErrorCode::InvalidInput,
            QCoreApplication::translate("Crypto",
                                        "This is not the passphrase. Check capital letters "
                                        "and the keyboard layout, and try again."),
            {}};
    }
    TRY(sealing, sealingKey(derived, purpose));
    auto key =
        unseal(sealing, wrapped.sliced(sealedAt, checksumAt - sealedAt), wrapped.first(sealedAt));
    if (!key.isOk())
        return damaged("sealed key");
    return SealKey::fromBytes(key.takeValue());
}

} // namespace drawbridge
