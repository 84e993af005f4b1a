// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QVBoxLayout;

namespace drawbridge::ui {

class PlainLabel;

/// The details of what was chosen, at the right edge of a screen: a title, a cross, and a column that scrolls.
class SidePanel final : public QFrame
{
    Q_OBJECT

public:
    explicit SidePanel(QWidget *parent = nullptr);

    void setTitle(const QString &title);
    /// Lies on something else, so it has a border all around instead of one beside.
    void setLying(bool lies);
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    /// Takes everything out of the column and deletes it.
    void clear();

Q_SIGNALS:
    /// By the cross or Esc; the panel has hidden itself.
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void close();

    PlainLabel *m_title;
    QVBoxLayout *m_body;
    bool m_lies = false;
};

} // namespace drawbridge::ui
