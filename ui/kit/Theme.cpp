// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Theme.h"

#include "ui/kit/Accessibility.h"
#include "ui/kit/CurrentTokens.h"
#include "ui/kit/SystemAppearance.h"
#include "ui/kit/TextRole.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QCalendarWidget>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QPalette>
#include <QScrollBar>
#include <QSplitter>
#include <QStyle>
#include <QStyleFactory>
#include <QTimer>
#include <QToolButton>

static void initialiseResources()
{
    Q_INIT_RESOURCE(drawbridge_kit);
}

namespace drawbridge::ui {

namespace {

/// Each role is what Qt paints with it. Those at the end stand for something else in the style sheet, which knows no
/// other roles: nothing in the window is painted with them (no links, no bevels).
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
    set(QPalette::Highlight, t.accent);
    set(QPalette::HighlightedText, t.onAccent);
    set(QPalette::ToolTipBase, t.dark ? t.pressed : t.text1);
    set(QPalette::ToolTipText, t.dark ? t.text1 : t.card);
    set(QPalette::PlaceholderText, t.text2);
    set(QPalette::Midlight, t.hover);
    set(QPalette::Mid, t.border);
    set(QPalette::Dark, t.borderStrong);
    set(QPalette::Light, t.text3);
    set(QPalette::LinkVisited, t.accentSoft);
    set(QPalette::Link, t.dark ? t.pressed : t.text1); // the ground of a tool tip
    set(QPalette::Shadow, t.dark ? t.text1 : t.card);  // what stands on it
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, t.text3);
    return palette;
}

QString styleSheet()
{
    QFile file(QStringLiteral(":/drawbridge/theme/drawbridge.qss"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Whether the style sheet has rules for it, as far as they have colours.
bool isStyled(const QWidget *widget)
{
    return widget->isWindow() || widget->objectName() == QLatin1StringView("pageContent")
        || qobject_cast<const QLineEdit *>(widget) != nullptr
        || qobject_cast<const QAbstractSpinBox *>(widget) != nullptr
        || qobject_cast<const QAbstractScrollArea *>(widget) != nullptr
        || qobject_cast<const QScrollBar *>(widget) != nullptr
        || qobject_cast<const QMenu *>(widget) != nullptr
        || qobject_cast<const QSplitter *>(widget) != nullptr
        || qobject_cast<const QCalendarWidget *>(widget) != nullptr
        || qobject_cast<const QCalendarWidget *>(widget->parentWidget()) != nullptr
        || qobject_cast<const QToolButton *>(widget) != nullptr;
}

/// A style sheet looks the palette up once for each widget, and keeps Qt from telling widgets of another palette.
/// Setting the sheet again would do, but that lays out every page of the window, seen or unseen: a quarter of a second
/// where this takes some milliseconds.
void readColoursAgain()
{
    for (QWidget *widget : QApplication::allWidgets()) {
        if (!widget->testAttribute(Qt::WA_WState_Polished))
            continue;
        if (isStyled(widget))
            widget->style()->polish(widget);
        QEvent change(QEvent::PaletteChange);
        QCoreApplication::sendEvent(widget, &change);
    }
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
    app.setStyleSheet(styleSheet());
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
    readColoursAgain();
    Q_EMIT changed();
}

} // namespace drawbridge::ui
