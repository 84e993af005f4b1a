// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Icons.h"

#include <QPushButton>

namespace drawbridge::ui {

/// What all buttons share: painted by the kit, ring when the keyboard is on it, accessible name from its text.
class Button : public QPushButton
{
    Q_OBJECT

public:
    enum class Kind { Primary, Secondary, Danger, Link, Quiet };

    Button(Kind kind, const QString &text, Icon icon = Icon::None, QWidget *parent = nullptr);

    void setSymbol(Icon icon);
    /// Draws the icon after the words.
    void setSymbolTrailing(bool trailing);
    /// A link without room at its sides, in line with the words above it.
    void setFlush();
    /// Shows that the work has begun: dots instead of words, no more clicks.
    void setBusy(bool busy);
    [[nodiscard]] bool isBusy() const { return m_busy; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    [[nodiscard]] bool showsRing() const { return m_ring && hasFocus(); }

private:
    Kind m_kind;
    Icon m_symbol;
    bool m_trailing = false;
    bool m_flush = false;
    bool m_busy = false;
    bool m_ring = false;
};

/// The one thing to do on a screen.
class PrimaryButton final : public Button
{
    Q_OBJECT
public:
    explicit PrimaryButton(const QString &text, Icon icon = Icon::None, QWidget *parent = nullptr)
        : Button(Kind::Primary, text, icon, parent)
    {}
};

class SecondaryButton final : public Button
{
    Q_OBJECT
public:
    explicit SecondaryButton(const QString &text, Icon icon = Icon::None, QWidget *parent = nullptr)
        : Button(Kind::Secondary, text, icon, parent)
    {}
};

/// For what stops something from working. A confirmation follows.
class DangerButton final : public Button
{
    Q_OBJECT
public:
    explicit DangerButton(const QString &text, Icon icon = Icon::None, QWidget *parent = nullptr)
        : Button(Kind::Danger, text, icon, parent)
    {}
};

/// Reads as a link: opens, shows more, goes elsewhere.
class LinkButton final : public Button
{
    Q_OBJECT
public:
    explicit LinkButton(const QString &text, Icon icon = Icon::None, QWidget *parent = nullptr)
        : Button(Kind::Link, text, icon, parent)
    {}
};

/// A symbol alone; `name` is its tool tip and accessible name.
class IconButton final : public Button
{
    Q_OBJECT
public:
    IconButton(Icon icon, const QString &name, QWidget *parent = nullptr);
    void setName(const QString &name);
};

} // namespace drawbridge::ui
