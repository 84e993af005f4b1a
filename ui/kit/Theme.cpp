// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Theme.h"

#include "ui/kit/Accessibility.h"
#include "ui/kit/CurrentTokens.h"
#include "ui/kit/SystemAppearance.h"
#include "ui/kit/TextRole.h"

#include <QApplication>
#include <QFile>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <QTimer>

static void initialiseResources()
{
    Q_INIT_RESOURCE(drawbridge_kit);
}

namespace drawbridge::ui {

namespace {

QPalette paletteOf(const Tokens &t)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor &color) {
        palette.setColor(role, color);
    };
    set(QPalette::Window, t.background);
    set(QPalette::WindowText, t.text1);
    set(QPalette::Base, t.card);
    set(QPalette::AlternateBase, t.background);
    set(QPalette::Text, t.text1);
    set(QPalette::Button, t.card);
    set(QPalette::ButtonText, t.text1);
    set(QPalette::BrightText, t.danger);
    set(QPalette::Link, t.accent);
    set(QPalette::LinkVisited, t.accent);
    set(QPalette::Highlight, t.accent);
    set(QPalette::HighlightedText, t.onAccent);
    set(QPalette::ToolTipBase, t.dark ? t.pressed : t.text1);
    set(QPalette::ToolTipText, t.dark ? t.text1 : t.card);
    set(QPalette::PlaceholderText, t.text2);
    set(QPalette::Light, t.card);
    set(QPalette::Midlight, t.hover);
    set(QPalette::Mid, t.border);
    set(QPalette::Dark, t.borderStrong);
    set(QPalette::Shadow, t.shadow);
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, t.text3);
    return palette;
}

/// Fills {name} in the template with the colour of that name.
QString styleSheetOf(const Tokens &t)
{
    QFile file(QStringLiteral(":/drawbridge/theme/drawbridge.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    const std::pair<QLatin1StringView, QColor> colors[] = {
        {QLatin1StringView("{background}"), t.background},
        {QLatin1StringView("{sidebar}"), t.sidebar},
        {QLatin1StringView("{card}"), t.card},
        {QLatin1StringView("{border}"), t.border},
        {QLatin1StringView("{borderStrong}"), t.borderStrong},
        {QLatin1StringView("{text1}"), t.text1},
        {QLatin1StringView("{text2}"), t.text2},
        {QLatin1StringView("{text3}"), t.text3},
        {QLatin1StringView("{accent}"), t.accent},
        {QLatin1StringView("{onAccent}"), t.onAccent},
        {QLatin1StringView("{accentSoft}"), t.accentSoft},
        {QLatin1StringView("{danger}"), t.danger},
        {QLatin1StringView("{hover}"), t.hover},
        {QLatin1StringView("{pressed}"), t.pressed},
        {QLatin1StringView("{tip}"), t.dark ? t.pressed : t.text1},
        {QLatin1StringView("{onTip}"), t.dark ? t.text1 : t.card},
    };
    for (const auto &[name, color] : colors)
        sheet.replace(name, color.name(QColor::HexRgb));
    return sheet;
}

} // namespace

Theme::Theme(QApplication &app, Appearance appearance, std::optional<bool> lastSeenDark)
    : m_app(app)
    , m_system(std::make_unique<SystemAppearance>())
    , m_appearance(appearance)
    , m_systemDark(lastSeenDark.value_or(app.palette().color(QPalette::Window).lightness() < 128))
{
    initialiseResources();
    installAccessibility();
    app.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    app.setFont(baseFont());
    connect(m_system.get(), &SystemAppearance::told, this, [this](bool dark) {
        m_systemDark = dark;
        follow();
    });
    apply(appearance == Appearance::System ? m_systemDark : appearance == Appearance::Dark);
    if (appearance == Appearance::System)
        QTimer::singleShot(0, m_system.get(), &SystemAppearance::start);
}

Theme::~Theme() = default;

void Theme::setAppearance(Appearance appearance)
{
    m_appearance = appearance;
    if (appearance == Appearance::System)
        m_system->start();
    follow();
}

void Theme::follow()
{
    const bool dark =
        m_appearance == Appearance::System ? m_systemDark : m_appearance == Appearance::Dark;
    if (dark != m_dark)
        apply(dark);
}

void Theme::apply(bool dark)
{
    m_dark = dark;
    const Tokens &chosen = dark ? darkTokens() : lightTokens();
    setCurrentTokens(chosen);
    m_app.setPalette(paletteOf(chosen));
    m_app.setStyleSheet(styleSheetOf(chosen));
    Q_EMIT changed();
}

} // namespace drawbridge::ui
