// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include <chrono>

namespace drawbridge::ui {

class Button;
class PlainLabel;
class ProgressBar;

/// Work that takes a moment: unseen for 300 ms, then shown, and after 2 s it can be cancelled.
class ProgressRow final : public QWidget
{
    Q_OBJECT

public:
    struct Timing
    {
        std::chrono::milliseconds showAfter{300};
        std::chrono::milliseconds cancelAfter{2000};
    };

    explicit ProgressRow(QWidget *parent = nullptr);
    ProgressRow(Timing timing, QWidget *parent);

    /// Starts with an unknown length. Nothing is seen of it if finish() comes in time.
    void begin(const QString &sentence);
    /// `done` of `total`; a total of 0 means unknown.
    void setProgress(int done, int total);
    void setSentence(const QString &sentence);
    void finish();
    [[nodiscard]] bool isRunning() const { return m_running; }

Q_SIGNALS:
    void cancelled();

private:
    Timing m_timing;
    PlainLabel *m_sentence;
    ProgressBar *m_bar;
    Button *m_cancel;
    QTimer m_showTimer;
    QTimer m_cancelTimer;
    bool m_running = false;
};

} // namespace drawbridge::ui
