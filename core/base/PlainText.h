// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace drawbridge {

/// Text from outside made safe to show: no control characters, no direction overrides or invisible format
/// characters, line breaks as spaces, cut to `maxLength` characters with an ellipsis.
[[nodiscard]] QString plainText(QStringView text, qsizetype maxLength = 500);

/// The same, but line breaks stay: for notes and details.
[[nodiscard]] QString plainLines(QStringView text, qsizetype maxLength = 20000);

} // namespace drawbridge
