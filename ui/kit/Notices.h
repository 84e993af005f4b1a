// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Icons.h"

#include <QWidget>

#include <functional>

class QVBoxLayout;

namespace drawbridge::ui {

/// What just happened, in one sentence, perhaps with a way back.
struct Notice
{
    QString sentence;
    Tone tone = Tone::Neutral;
    QString actionText; ///< empty: none
    std::function<void()> action;
};

/// The lower right corner of a window where notices appear, newest at the bottom, three at most. They leave after
/// 6 s (those of danger stay), not while the pointer or the keyboard is on them.
class NoticeArea final : public QWidget
{
    Q_OBJECT

public:
    /// Covers the corner of `window` and follows its size.
    explicit NoticeArea(QWidget *window);

    void show(const Notice &notice);
    using QWidget::show;
    [[nodiscard]] int count() const;
    /// Takes all away at once: before the window is locked.
    void clear();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();

    QVBoxLayout *m_column;
};

} // namespace drawbridge::ui
