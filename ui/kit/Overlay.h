// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPointer>

namespace drawbridge::ui {

/// Something that lies over a whole window until it is dealt with: a card on a darkened ground. The window below
/// gets no keys, clicks or shortcuts meanwhile, Tab stays inside, and the keyboard goes back to where it was. No
/// nested event loop.
class Overlay : public QFrame
{
    Q_OBJECT

public:
    ~Overlay() override;

    /// The topmost one that is open over the window of `widget`, if any.
    [[nodiscard]] static Overlay *openOver(const QWidget *widget);
    /// As Esc does.
    virtual void escape() = 0;

protected:
    /// Lies over the window of `anchor`.
    explicit Overlay(QWidget *anchor);

    [[nodiscard]] QFrame *card() const { return m_card; }
    /// Where the card lies, given the size of the window.
    [[nodiscard]] virtual QRect cardGeometry() const = 0;

    /// Shows it and gives the keyboard to the first control, as the eye reads.
    void cover();
    /// Hides it and gives the keyboard back.
    void uncover();
    [[nodiscard]] bool isCovering() const { return m_covering; }

    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fit();
    void orderTabs();

    QFrame *m_card;
    QPointer<QWidget> m_focusBefore;
    bool m_covering = false;
};

} // namespace drawbridge::ui
