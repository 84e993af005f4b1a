// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace drawbridge::ui {

/// Whether names of the business, its people and connections are drawn: hidden while the screen is shared.
enum class Names { Shown, Hidden };

/// `name`, or dots that tell nothing, not even its length.
[[nodiscard]] inline QString nameText(const QString &name, Names names)
{
    return names == Names::Shown || name.isEmpty() ? name : QString(6, QChar(0x2022));
}

} // namespace drawbridge::ui
