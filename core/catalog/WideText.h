// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"

#include <QByteArrayView>
#include <QStringView>

#include <optional>

namespace drawbridge {

/// What may be a secret, as UTF-16 for QRegularExpression, in memory that is wiped afterwards: a QString would
/// leave a copy behind. ASCII only, as keys are.
class WideText
{
public:
    /// Nothing if `text` is not ASCII.
    [[nodiscard]] static std::optional<WideText> of(QByteArrayView text);
    /// Valid as long as this object lives.
    [[nodiscard]] QStringView view() const;

private:
    explicit WideText(SecretBytes units);
    SecretBytes m_units;
};

} // namespace drawbridge
