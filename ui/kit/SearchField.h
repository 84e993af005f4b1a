// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

class QTimer;

namespace drawbridge::ui {

/// Where the owner types what to look for. Esc empties it first and goes on up when it is empty.
class SearchField final : public QLineEdit
{
    Q_OBJECT

public:
    /// `name` is both the hint inside and the accessible name.
    explicit SearchField(const QString &name, QWidget *parent = nullptr);

    /// What was typed last is not searched for any more: something was chosen meanwhile.
    void settle();

Q_SIGNALS:
    /// The text, once the owner has paused for 120 ms or pressed Return.
    void searched(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QTimer *m_pause;
};

} // namespace drawbridge::ui
