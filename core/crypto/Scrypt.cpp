// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/Scrypt.h"

#include "core/crypto/OpenSsl.h"

#include <QCoreApplication>

#include <openssl/err.h>
#include <openssl/evp.h>

#include <cstdint>

namespace drawbridge {

using namespace openssl;

namespace {

constexpr uint64_t mostMemory = uint64_t(1) << 30;

bool isPossible(ScryptCost cost)
{
    return cost.logN >= 1 && cost.logN <= 30 && cost.r >= 1 && cost.r <= 64 && cost.p >= 1
        && cost.p <= 64
        && (uint64_t(128) << cost.logN) * static_cast<uint64_t>(cost.r) <= mostMemory;
}

} // namespace

Result<SecretBytes> scrypt(const SecretBytes &passphrase,
                           QByteArrayView salt,
                           ScryptCost cost,
                           qsizetype size)
{
    if (!isPossible(cost) || size < 1) {
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Crypto",
                                                 "These settings for checking a passphrase are "
                                                 "out of range. Use the usual ones."),
                     QStringLiteral("scrypt logN %1 r %2 p %3")
                         .arg(cost.logN)
                         .arg(cost.r)
                         .arg(cost.p)};
    }
    SecretBytes key = SecretBytes::ofSize(size);
    // The library's own limit of 32 MiB is below what is asked for; ours was checked above.
    const uint64_t limit = mostMemory + (mostMemory >> 4);
    const QByteArrayView secret = passphrase.reveal();
    ERR_clear_error();
    if (!EVP_PBE_scrypt(secret.data(),
                        static_cast<size_t>(secret.size()),
                        in(salt),
                        static_cast<size_t>(salt.size()),
                        uint64_t(1) << cost.logN,
                        static_cast<uint64_t>(cost.r),
                        static_cast<uint64_t>(cost.p),
                        limit,
                        reinterpret_cast<unsigned char *>(key.writable().data()),
                        static_cast<size_t>(size))) {
        const bool noMemory = ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE;
        Error error = failed(
            noMemory
                ? QCoreApplication::translate("Crypto",
                                              "There is not enough free memory to check the "
                                              "passphrase. Close other programs and try again.")
                : QCoreApplication::translate("Crypto",
                                              "The passphrase could not be checked. Start "
                                              "Drawbridge again."));
        if (noMemory)
            error.code = ErrorCode::Unavailable;
        return error;
    }
    return key;
}

bool isAcceptableFromFile(ScryptCost cost)
{
    return cost.logN >= 14 && cost.logN <= 19 && cost.r == 8 && cost.p >= 1 && cost.p <= 4;
}

} // namespace drawbridge
