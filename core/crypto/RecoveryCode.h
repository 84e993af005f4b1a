// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/Seal.h"

#include <QStringView>

namespace drawbridge {

/// A key that a person writes on paper and types back: 160 random bits as eight groups of five
/// characters, each group with a check character of its own, so that a slip is found and placed
/// without the rest of the code.
class RecoveryCode
{
public:
    static constexpr int groups = 8;
    static constexpr int groupLength = 5;

    [[nodiscard]] static RecoveryCode generate(Random &random);

    /// Forgiving about case, spaces, hyphens and the letters that look like digits (O, I, L).
    /// InvalidInput: says which groups are not as they were printed.
    [[nodiscard]] static Result<RecoveryCode> fromText(QStringView text);

    /// "ABCD1-...", 47 characters.
    [[nodiscard]] SecretBytes text() const;

    /// The key this code stands for, one per purpose ("recovery sheet").
    [[nodiscard]] SealKey key(QByteArrayView purpose) const;

private:
    explicit RecoveryCode(SecretBytes bits)
        : m_bits(std::move(bits))
    {}

    SecretBytes m_bits; ///< 20 bytes
};

} // namespace drawbridge
