// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHBoxLayout;
class QVBoxLayout;

namespace drawbridge::ui {

class PlainLabel;

/// The white ground things stand on: border, radius 10, a soft painted shadow in light. Its contents margins leave
/// room for the shadow; body() is the column inside.
class Card : public QFrame
{
    Q_OBJECT

public:
    explicit Card(QWidget *parent = nullptr);
    /// With a section title, and room for actions at its right.
    explicit Card(const QString &title, QWidget *parent = nullptr);

    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    /// Puts `widget` at the right end of the title's line. The card owns it.
    void addAction(QWidget *widget);
    using QFrame::addAction;
    /// Inner distance between edge and content, 20 unless told; tables use 0 at the sides.
    void setPadding(int horizontal, int vertical);
    void setTitle(const QString &title);

    /// How far the painted edge is inside the widget.
    [[nodiscard]] static QMargins shadowMargins();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_body = nullptr;
    QHBoxLayout *m_head = nullptr;
    PlainLabel *m_title = nullptr;
};

} // namespace drawbridge::ui
