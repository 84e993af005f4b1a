// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Icons.h"

#include <QPushButton>

namespace drawbridge::ui {

/// A small round button for one filter. A choosing chip is on or off; a removable one shows what is set and goes
/// when pressed (or by Delete).
class Chip final : public QPushButton
{
    Q_OBJECT

public:
    enum class Kind { Choice, Removable };

    Chip(Kind kind, const QString &text, QWidget *parent = nullptr);

    /// A dot before the word, for kinds of data that have a colour.
    void setDot(const QColor &color);

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void removed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    Kind m_kind;
    QColor m_dot;
};

} // namespace drawbridge::ui
