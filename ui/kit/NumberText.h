// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/DateText.h"

#include <chrono>

namespace drawbridge::ui {

/// "1,284" in the owner's locale.
[[nodiscard]] QString numberText(qint64 number, const QLocale &locale = displayLocale());

/// "98 %", or "98.2 %" where a tenth tells something; "-" for a part of nothing.
[[nodiscard]] QString percentText(qint64 part,
                                  qint64 whole,
                                  const QLocale &locale = displayLocale());

/// "2.4 MB", by thousands.
[[nodiscard]] QString sizeText(qint64 bytes, const QLocale &locale = displayLocale());

/// "2 min 10 s", "3 h 5 min", "850 ms".
[[nodiscard]] QString durationText(std::chrono::milliseconds duration,
                                   const QLocale &locale = displayLocale());

} // namespace drawbridge::ui
