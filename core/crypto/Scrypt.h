// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/SecretBytes.h"

namespace drawbridge {

/// How dear one guess at a passphrase is: memory is 128 * r * 2^logN bytes, 128 MiB as it stands
/// here.
struct ScryptCost
{
    int logN = 17;
    int r = 8;
    int p = 1;

    friend bool operator==(const ScryptCost &, const ScryptCost &) = default;
};

/// scrypt (RFC 7914). Takes about half a second at the default cost: never on the window's thread.
/// InvalidInput: a cost over 1 GiB of memory or one RFC 7914 excludes. Unavailable: not enough
/// memory now.
[[nodiscard]] Result<SecretBytes> scrypt(const SecretBytes &passphrase,
                                         QByteArrayView salt,
                                         ScryptCost cost,
                                         qsizetype size);

/// Whether a cost that was read from a file may be paid: 2^14 to 2^19 with r = 8 and p up to 4, so
/// at most 512 MiB, or whoever hands us a file decides how much memory and time we spend.
[[nodiscard]] bool isAcceptableFromFile(ScryptCost cost);

} // namespace drawbridge
