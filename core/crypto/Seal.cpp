// SPDX-License-Identifier: GPL-3.0-or-later
// The sealed form, in order:
//
//   sealed     = format nonce ciphertext tag
//   format     = one byte, 1
//   nonce      = 12 random bytes
//   ciphertext = as long as the plain text, AES-256 in GCM
//   tag        = 16 bytes over the associated data and the ciphertext
//
// Nonces are random, not counted: any number of processes seal under one key and none knows the
// others' counters. By NIST SP 800-38D, 8.3, a key may then seal 2^32 times (a repeat has a chance
// of 2^-33); a workspace of ten million events is far below that.
//
// Any other format byte reads as damage: whatever holds sealed bytes (database, vault, backup) has
// a format number of its own, and that is where "written by a newer program" is told.
#include "core/crypto/Seal.h"

#include "core/crypto/Digest.h"
#include "core/crypto/OpenSsl.h"

#include <QCoreApplication>

#include <openssl/evp.h>

#include <limits>

namespace drawbridge {

using namespace openssl;

namespace {

constexpr char sealFormat = 1;
constexpr qsizetype nonceSize = 12;
constexpr qsizetype tagSize = 16;
constexpr qsizetype headSize = 1 + nonceSize;
static_assert(sealOverhead == headSize + tagSize);
constexpr qsizetype longest = 1 << 30; // OpenSSL counts in int

using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

const EVP_CIPHER *cipher()
{
    static EVP_CIPHER *const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    mustHold(fetched, "fetching AES-256-GCM");
    return fetched;
}

Error damaged()
{
    return Error{
        ErrorCode::Damaged,
        QCoreApplication::translate(
            "Crypto",
            "This was not sealed with the key at hand, or it was changed since. Nothing was "
            "overwritten; restore it from a backup."),
        {}};
}

/// False when the tag does not fit. `out` has room for the ciphertext's length.
bool unsealInto(std::byte *out,
                const SealKey &key,
                QByteArrayView sealed,
                QByteArrayView associatedData)
{
    const QByteArrayView nonce = sealed.sliced(1, nonceSize);
    const QByteArrayView ciphertext = sealed.sliced(headSize, sealed.size() - sealOverhead);
    QByteArray tag = sealed.last(tagSize).toByteArray();
    const CipherContext context(EVP_CIPHER_CTX_new());
    int length = 0;
    auto *plain = reinterpret_cast<unsigned char *>(out);
    mustHold(context
                 && EVP_DecryptInit_ex2(context.get(),
                                        cipher(),
                                        in(key.bytes().reveal()),
                                        in(nonce),
                                        nullptr)
                 && EVP_CIPHER_CTX_ctrl(context.get(),
                                        EVP_CTRL_GCM_SET_TAG,
                                        static_cast<int>(tagSize),
                                        tag.data()),
             "preparing to unseal");
    unsigned char rest = 0; // GCM is a stream: the final call writes nothing
    return EVP_DecryptUpdate(context.get(),
                             nullptr,
                             &length,
                             in(associatedData),
                             static_cast<int>(associatedData.size()))
        && (ciphertext.isEmpty()
            || EVP_DecryptUpdate(context.get(),
                                 plain,
                                 &length,
                                 in(ciphertext),
                                 static_cast<int>(ciphertext.size())))
        && EVP_DecryptFinal_ex(context.get(), &rest, &length);
}

bool hasForm(QByteArrayView sealed, QByteArrayView associatedData)
{
    return sealed.size() >= sealOverhead && sealed.size() <= longest + sealOverhead
        && associatedData.size() <= longest && sealed.front() == sealFormat;
}

} // namespace

SealKey SealKey::generate(Random &random)
{
    SecretBytes bytes = SecretBytes::ofSize(size);
    random.fill(bytes.writable());
    return SealKey(std::move(bytes));
}

Result<SealKey> SealKey::fromBytes(SecretBytes bytes)
{
    if (bytes.size() != size) {
        return Error{
            ErrorCode::InvalidInput,
            QCoreApplication::translate("Crypto",
                                        "A key has 32 bytes; this one has not. Use the key "
                                        "that was made for this business."),
            {}};
    }
    return SealKey(std::move(bytes));
}

SealKey SealKey::derived(QByteArrayView purpose) const
{
    return SealKey(deriveKey(m_bytes, purpose));
}

Result<QByteArray> seal(const SealKey &key,
                        QByteArrayView plain,
                        QByteArrayView associatedData,
                        Random &random)
{
    if (plain.size() > longest || associatedData.size() > longest) {
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Crypto",
                                                 "This is too long to be sealed in one piece (over "
                                                 "1 GiB). Divide it."),
                     {}};
    }
    QByteArray sealed(plain.size() + sealOverhead, Qt::Uninitialized);
    auto *out = reinterpret_cast<unsigned char *>(sealed.data());
    sealed[0] = sealFormat;
    random.fill(std::as_writable_bytes(std::span(out + 1, nonceSize)));

    const CipherContext context(EVP_CIPHER_CTX_new());
    int length = 0;
    unsigned char rest = 0;
    const bool done = context
        && EVP_EncryptInit_ex2(context.get(), cipher(), in(key.bytes().reveal()), out + 1, nullptr)
        && EVP_EncryptUpdate(context.get(),
                             nullptr,
                             &length,
                             in(associatedData),
                             static_cast<int>(associatedData.size()))
        && (plain.isEmpty()
            || EVP_EncryptUpdate(context.get(),
                                 out + headSize,
                                 &length,
                                 in(plain),
                                 static_cast<int>(plain.size())))
        && EVP_EncryptFinal_ex(context.get(), &rest, &length)
        && EVP_CIPHER_CTX_ctrl(context.get(),
                               EVP_CTRL_GCM_GET_TAG,
                               static_cast<int>(tagSize),
                               out + headSize + plain.size());
    if (!done) {
        return failed(QCoreApplication::translate("Crypto",
                                                  "Sealing failed, so nothing was stored. Start "
                                                  "Drawbridge again."));
    }
    return sealed;
}

Result<SecretBytes> unseal(const SealKey &key, QByteArrayView sealed, QByteArrayView associatedData)
{
    if (!hasForm(sealed, associatedData))
        return damaged();
    SecretBytes plain = SecretBytes::ofSize(sealed.size() - sealOverhead);
    if (!unsealInto(plain.writable().data(), key, sealed, associatedData))
        return damaged();
    return plain;
}

Result<QByteArray> unsealBytes(const SealKey &key,
                               QByteArrayView sealed,
                               QByteArrayView associatedData)
{
    if (!hasForm(sealed, associatedData))
        return damaged();
    QByteArray plain(sealed.size() - sealOverhead, Qt::Uninitialized);
    if (!unsealInto(reinterpret_cast<std::byte *>(plain.data()), key, sealed, associatedData)) {
        wipe(plain);
        return damaged();
    }
    return plain;
}

} // namespace drawbridge
