// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

namespace drawbridge::ui {

/// Every colour the window is drawn with, for one appearance. Text inks keep 4.5:1 on the surfaces they are meant
/// for (a test computes it); `text3` does not and is for decoration only.
struct Tokens
{
    bool dark = false;
    QColor background;
    QColor sidebar;
    QColor card;
    QColor border;
    QColor borderStrong;
    QColor text1;
    QColor text2;
    QColor text3;
    QColor accent;
    QColor accentHover;
    QColor onAccent;
    QColor accentSoft;
    QColor good;
    QColor goodSoft;
    QColor warning;
    QColor warningSoft;
    QColor danger;
    QColor dangerFill; ///< the ground of a danger button, under `onDanger`
    QColor dangerFillHover;
    QColor onDanger;
    QColor dangerSoft;
    QColor hover;   ///< under the pointer, on a card
    QColor pressed; ///< while the mouse button is down; under the pointer on the sidebar
    QColor shadow;
    QColor scrim; ///< over the window while a dialog asks something
};

[[nodiscard]] const Tokens &lightTokens();
[[nodiscard]] const Tokens &darkTokens();

/// What the window is drawn with now, as the Theme set it; light before there is one. Window's thread only.
[[nodiscard]] const Tokens &tokens();

/// A colour named by its meaning, so that it follows the theme without being set again.
enum class Ink { Text1, Text2, Text3, Accent, OnAccent, Good, Warning, Danger, OnDanger };
[[nodiscard]] QColor inkColor(Ink ink);

/// The mood of a pill, banner or notice. Colour never stands alone: a word or an icon is beside it.
enum class Tone { Neutral, Good, Warning, Danger, Accent };
[[nodiscard]] Ink toneInk(Tone tone);
[[nodiscard]] QColor toneSoft(Tone tone);

/// Sizes in device-independent pixels.
namespace space {
inline constexpr int xs = 4;
inline constexpr int s = 8;
inline constexpr int m = 12;
inline constexpr int l = 16;
inline constexpr int xl = 24;
inline constexpr int xxl = 32;
} // namespace space
inline constexpr int cardRadius = 10;
inline constexpr int controlRadius = 7;
inline constexpr int controlHeight = 34;
inline constexpr int rowHeight = 40;

} // namespace drawbridge::ui
