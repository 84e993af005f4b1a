// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/Digest.h"

#include "core/crypto/OpenSsl.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

namespace drawbridge {

using namespace openssl;

namespace {

constexpr qsizetype fingerprintSize = 16;

// Fetched once: looking an algorithm up by name costs as much as hashing a short text.
const EVP_MD *sha256Algorithm()
{
    static EVP_MD *const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    mustHold(fetched, "fetching SHA-256");
    return fetched;
}

EVP_MAC *hmacAlgorithm()
{
    static EVP_MAC *const fetched = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    mustHold(fetched, "fetching HMAC");
    return fetched;
}

EVP_KDF *hkdfAlgorithm()
{
    static EVP_KDF *const fetched = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
    mustHold(fetched, "fetching HKDF");
    return fetched;
}

/// Parameters are not written to when they are set, yet the library takes them as writable; and it
/// takes a null pointer for "not given" where we mean "empty".
OSSL_PARAM bytesParameter(const char *name, QByteArrayView bytes)
{
    static char nothing = 0;
    char *start = bytes.isNull() ? &nothing : const_cast<char *>(bytes.data());
    return OSSL_PARAM_construct_octet_string(name, start, static_cast<size_t>(bytes.size()));
}

OSSL_PARAM sha256Parameter(const char *name)
{
    static char digest[] = "SHA256";
    return OSSL_PARAM_construct_utf8_string(name, digest, 0);
}

} // namespace

struct Sha256::Private
{
    Owned<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
};

Sha256::Sha256()
    : d(std::make_unique<Private>())
{
    mustHold(d->context && EVP_DigestInit_ex2(d->context.get(), sha256Algorithm(), nullptr),
             "starting SHA-256");
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256 &&) noexcept = default;
Sha256 &Sha256::operator=(Sha256 &&) noexcept = default;

void Sha256::add(QByteArrayView bytes)
{
    mustHold(EVP_DigestUpdate(d->context.get(), bytes.data(), static_cast<size_t>(bytes.size())),
             "SHA-256");
}

QByteArray Sha256::finish()
{
    QByteArray digest(sha256Size, Qt::Uninitialized);
    mustHold(EVP_DigestFinal_ex(d->context.get(),
                                reinterpret_cast<unsigned char *>(digest.data()),
                                nullptr)
                 && EVP_DigestInit_ex2(d->context.get(), nullptr, nullptr),
             "finishing SHA-256");
    return digest;
}

QByteArray sha256(QByteArrayView bytes)
{
    thread_local Sha256 hash;
    hash.add(bytes);
    return hash.finish();
}

struct HmacSha256::Private
{
    Owned<EVP_MAC_CTX, EVP_MAC_CTX_free> keyed{EVP_MAC_CTX_new(hmacAlgorithm())};
};

HmacSha256::HmacSha256(QByteArrayView key)
    : d(std::make_unique<Private>())
{
    const OSSL_PARAM parameters[] = {sha256Parameter(OSSL_MAC_PARAM_DIGEST),
                                     OSSL_PARAM_construct_end()};
    // A null key would mean "the one set before"; an empty one is a key like any other.
    static const unsigned char nothing = 0;
    mustHold(d->keyed
                 && EVP_MAC_init(d->keyed.get(),
                                 key.isEmpty() ? &nothing : in(key),
                                 static_cast<size_t>(key.size()),
                                 parameters),
             "starting HMAC");
}

HmacSha256::~HmacSha256() = default;
HmacSha256::HmacSha256(HmacSha256 &&) noexcept = default;
HmacSha256 &HmacSha256::operator=(HmacSha256 &&) noexcept = default;

QByteArray HmacSha256::of(QByteArrayView message) const
{
    QByteArray mac(sha256Size, Qt::Uninitialized);
    const Owned<EVP_MAC_CTX, EVP_MAC_CTX_free> context(EVP_MAC_CTX_dup(d->keyed.get()));
    size_t length = 0;
    mustHold(context
                 && EVP_MAC_update(context.get(), in(message), static_cast<size_t>(message.size()))
                 && EVP_MAC_final(context.get(),
                                  reinterpret_cast<unsigned char *>(mac.data()),
                                  &length,
                                  static_cast<size_t>(mac.size())),
             "HMAC");
    return mac;
}

bool HmacSha256::matches(QByteArrayView message, QByteArrayView expected) const
{
    const QByteArray actual = of(message);
    return actual.size() == expected.size()
        && CRYPTO_memcmp(actual.constData(), expected.data(), static_cast<size_t>(actual.size()))
        == 0;
}

QByteArray hmacSha256(QByteArrayView key, QByteArrayView message)
{
    return HmacSha256(key).of(message);
}

SecretBytes hkdfSha256(QByteArrayView keyMaterial,
                       QByteArrayView salt,
                       QByteArrayView context,
                       qsizetype size)
{
    SecretBytes key = SecretBytes::ofSize(size);
    const Owned<EVP_KDF_CTX, EVP_KDF_CTX_free> kdf(EVP_KDF_CTX_new(hkdfAlgorithm()));
    const OSSL_PARAM parameters[] = {sha256Parameter(OSSL_KDF_PARAM_DIGEST),
                                     bytesParameter(OSSL_KDF_PARAM_KEY, keyMaterial),
                                     bytesParameter(OSSL_KDF_PARAM_SALT, salt),
                                     bytesParameter(OSSL_KDF_PARAM_INFO, context),
                                     OSSL_PARAM_construct_end()};
    mustHold(kdf
                 && EVP_KDF_derive(kdf.get(),
                                   reinterpret_cast<unsigned char *>(key.writable().data()),
                                   static_cast<size_t>(size),
                                   parameters),
             "HKDF");
    return key;
}

SecretBytes deriveKey(const SecretBytes &master, QByteArrayView purpose)
{
    return hkdfSha256(master.reveal(), {}, purpose, sha256Size);
}

QByteArray fingerprint(const SecretBytes &key, const SecretBytes &secret)
{
    const SecretBytes own = deriveKey(key, "fingerprint of a secret");
    return hmacSha256(own.reveal(), secret.reveal()).first(fingerprintSize);
}

} // namespace drawbridge
