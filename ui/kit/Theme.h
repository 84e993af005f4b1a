// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Tokens.h"

#include <QObject>

#include <memory>
#include <optional>

class QApplication;

namespace drawbridge::ui {

enum class Appearance { System, Light, Dark };

class SystemAppearance;

/// Dresses the application: Fusion, palette, font, the one style sheet. One per program, made before the first
/// window and kept as long as the application. Window's thread only.
class Theme final : public QObject
{
    Q_OBJECT

public:
    /// `lastSeenDark` is what the system said the last time, so that following it does not flash at the start:
    /// the system is asked over D-Bus only once the event loop runs.
    Theme(QApplication &app, Appearance appearance, std::optional<bool> lastSeenDark = {});
    ~Theme() override;

    [[nodiscard]] Appearance appearance() const { return m_appearance; }
    void setAppearance(Appearance appearance);
    [[nodiscard]] bool isDark() const { return m_dark; }
    /// For remembering, see the constructor.
    [[nodiscard]] bool isSystemDark() const { return m_systemDark; }

Q_SIGNALS:
    /// Every colour is different now. Widgets of the kit follow by themselves.
    void changed();

private:
    void follow();
    void apply(bool dark);

    QApplication &m_app;
    std::unique_ptr<SystemAppearance> m_system;
    Appearance m_appearance;
    bool m_systemDark;
    bool m_dark = false;
};

} // namespace drawbridge::ui
