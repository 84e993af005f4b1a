// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace drawbridge::ui {

class Button;

/// A line that unfolds what most people need not see: "Details".
class Disclosure final : public QWidget
{
    Q_OBJECT

public:
    explicit Disclosure(const QString &title, QWidget *parent = nullptr);

    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    [[nodiscard]] bool isOpen() const;
    void setOpen(bool open);
    /// The line in the middle, not at the left.
    void setCentred();

Q_SIGNALS:
    /// About to show its body: what is long can be made now.
    void opening();

private:
    Button *m_toggle;
    QWidget *m_content;
    QVBoxLayout *m_body;
};

} // namespace drawbridge::ui
