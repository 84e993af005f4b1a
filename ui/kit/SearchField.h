// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace drawbridge::ui {

/// Where the owner types what to look for. Esc empties it first and goes on up when it is empty.
class SearchField final : public QLineEdit
{
    Q_OBJECT

public:
    /// `name` is both the hint inside and the accessible name.
    explicit SearchField(const QString &name, QWidget *parent = nullptr);

Q_SIGNALS:
    /// The text, once the owner has paused for 120 ms or pressed Return.
    void searched(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace drawbridge::ui
