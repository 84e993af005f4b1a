// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace drawbridge::ui {

/// Says when nobody has touched keyboard or mouse for a while. Made on the window's thread, watches the whole
/// program.
class IdleWatch final : public QObject
{
    Q_OBJECT

public:
    explicit IdleWatch(const Clock &clock, QObject *parent = nullptr);
    ~IdleWatch() override;

    /// Zero: never.
    void setLimit(std::chrono::milliseconds limit);

    /// Looks at the clock now; a timer does so every few seconds.
    void check();

Q_SIGNALS:
    void idle();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    const Clock &m_clock;
    std::chrono::milliseconds m_limit{0};
    std::chrono::milliseconds m_touched{0};
    QTimer m_timer;
};

} // namespace drawbridge::ui
