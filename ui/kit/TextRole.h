// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

namespace drawbridge::ui {

/// The type scale. Body is 13 px.
enum class TextRole {
    Title,   ///< 22/600, once a page
    Section, ///< 14/600, the head of a card
    Body,
    Strong,  ///< 13/600
    Muted,   ///< 13, second ink
    Caption, ///< 11/500, second ink
    Figure,  ///< 26/600
    Error,   ///< 13, danger ink: below the field it is about
    Code,    ///< 12, fixed width: host names, fingerprints
};

[[nodiscard]] QFont fontFor(TextRole role);

/// Inter 13 px without hinting where it is installed, else the system's font at that size.
[[nodiscard]] QFont baseFont();

} // namespace drawbridge::ui
