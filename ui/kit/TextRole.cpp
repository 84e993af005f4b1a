// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/TextRole.h"

#include <QFontDatabase>
#include <QGuiApplication>

namespace drawbridge::ui {

QFont baseFont()
{
    // The family list falls through by itself, so nobody has to search the installed fonts at the start.
    const QFont system = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    QFont font(QStringList{QStringLiteral("Inter"), system.family()});
    font.setPixelSize(13);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QFont fontFor(TextRole role)
{
    QFont font = QGuiApplication::font();
    switch (role) {
    case TextRole::Title:
        font.setPixelSize(22);
        font.setWeight(QFont::DemiBold);
        font.setLetterSpacing(QFont::AbsoluteSpacing, -0.4);
        break;
    case TextRole::Section:
        font.setPixelSize(14);
        font.setWeight(QFont::DemiBold);
        break;
    case TextRole::Strong:
        font.setWeight(QFont::DemiBold);
        break;
    case TextRole::Caption:
        font.setPixelSize(11);
        font.setWeight(QFont::Medium);
        break;
    case TextRole::Figure:
        font.setPixelSize(26);
        font.setWeight(QFont::DemiBold);
        font.setLetterSpacing(QFont::AbsoluteSpacing, -0.4);
        break;
    case TextRole::Code: {
        const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        font.setFamilies({fixed.family(), QStringLiteral("monospace")});
        font.setStyleHint(QFont::Monospace);
        font.setPixelSize(12);
        break;
    }
    case TextRole::Body:
    case TextRole::Muted:
    case TextRole::Error:
        break;
    }
    return font;
}

} // namespace drawbridge::ui
