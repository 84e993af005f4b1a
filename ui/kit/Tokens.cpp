// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Tokens.h"

#include "ui/kit/CurrentTokens.h"

namespace drawbridge::ui {

namespace {

const Tokens *&current()
{
    static const Tokens *chosen = &lightTokens();
    return chosen;
}

} // namespace

const Tokens &lightTokens()
{
    static const Tokens table{
        .dark = false,
        .background = QColor(0xF7F7F8),
        .sidebar = QColor(0xF1F1F3),
        .card = QColor(0xFFFFFF),
        .border = QColor(0xE6E6EA),
        .borderStrong = QColor(0xD5D5DB),
        .text1 = QColor(0x16171D),
        .text2 = QColor(0x5B5E6B),
        .text3 = QColor(0x8B8E9B),
        .accent = QColor(0x4F46E5),
        .accentHover = QColor(0x4338CA),
        .onAccent = QColor(0xFFFFFF),
        .accentSoft = QColor(0xEEEDFD),
        .good = QColor(0x0B7A53),
        .goodSoft = QColor(0xE3F6EE),
        .warning = QColor(0xA65608),
        .warningSoft = QColor(0xFDF1DF),
        .danger = QColor(0xC92A3B),
        .dangerFill = QColor(0xC92A3B),
        .dangerFillHover = QColor(0xB22233),
        .onDanger = QColor(0xFFFFFF),
        .dangerSoft = QColor(0xFCE8EA),
        .hover = QColor(0xF4F4F6),
        .pressed = QColor(0xE8E8EC),
        .shadow = QColor(16, 18, 40),
        .scrim = QColor(16, 18, 32, 92),
    };
    return table;
}

const Tokens &darkTokens()
{
    static const Tokens table{
        .dark = true,
        .background = QColor(0x0F1013),
        .sidebar = QColor(0x0B0C0E),
        .card = QColor(0x17181C),
        .border = QColor(0x26282E),
        .borderStrong = QColor(0x34363E),
        .text1 = QColor(0xF2F3F5),
        .text2 = QColor(0xA4A7B3),
        .text3 = QColor(0x6E717D),
        .accent = QColor(0x8683F6),
        .accentHover = QColor(0x9997F8),
        .onAccent = QColor(0x0F1013),
        .accentSoft = QColor(0x22213F),
        .good = QColor(0x3DD68C),
        .goodSoft = QColor(0x12291F),
        .warning = QColor(0xF0A44B),
        .warningSoft = QColor(0x2E2212),
        .danger = QColor(0xF2707C),
        .dangerFill = QColor(0xC93545),
        .dangerFillHover = QColor(0xB5303E),
        .onDanger = QColor(0xFFFFFF),
        .dangerSoft = QColor(0x331A1E),
        .hover = QColor(0x1E2025),
        .pressed = QColor(0x26282E),
        .shadow = QColor(0, 0, 0),
        .scrim = QColor(0, 0, 0, 150),
    };
    return table;
}

const Tokens &tokens()
{
    return *current();
}

void setCurrentTokens(const Tokens &chosen)
{
    current() = &chosen;
}

QColor inkColor(Ink ink)
{
    const Tokens &t = tokens();
    switch (ink) {
    case Ink::Text1:
        return t.text1;
    case Ink::Text2:
        return t.text2;
    case Ink::Text3:
        return t.text3;
    case Ink::Accent:
        return t.accent;
    case Ink::OnAccent:
        return t.onAccent;
    case Ink::Good:
        return t.good;
    case Ink::Warning:
        return t.warning;
    case Ink::Danger:
        return t.danger;
    case Ink::OnDanger:
        return t.onDanger;
    }
    return t.text1;
}

Ink toneInk(Tone tone)
{
    switch (tone) {
    case Tone::Neutral:
        return Ink::Text2;
    case Tone::Good:
        return Ink::Good;
    case Tone::Warning:
        return Ink::Warning;
    case Tone::Danger:
        return Ink::Danger;
    case Tone::Accent:
        return Ink::Accent;
    }
    return Ink::Text2;
}

QColor toneSoft(Tone tone)
{
    const Tokens &t = tokens();
    switch (tone) {
    case Tone::Neutral:
        return t.dark ? t.pressed : t.sidebar;
    case Tone::Good:
        return t.goodSoft;
    case Tone::Warning:
        return t.warningSoft;
    case Tone::Danger:
        return t.dangerSoft;
    case Tone::Accent:
        return t.accentSoft;
    }
    return t.sidebar;
}

} // namespace drawbridge::ui
