// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QElapsedTimer>
#include <QJsonObject>
#include <QList>
#include <QPointer>
#include <QSet>

#include <atomic>
#include <optional>

namespace drawbridge {

/// An application that measures how long its thread is taken up by each event: while one is handled, the window
/// answers nobody. What an event sends on is part of it.
///
/// A page of the window that is shown for the first time is told apart: from the beginning of the event that showed
/// it to the end of the one that painted it. Those events count there and nowhere else.
class WindowMeter final : public QApplication
{
    Q_OBJECT

public:
    using QApplication::QApplication;

    /// Counts from here on, from nothing.
    void start();
    bool notify(QObject *receiver, QEvent *event) override;

    /// What is done while one of these lives is not the window's doing: taking a picture of it.
    class Pause
    {
    public:
        explicit Pause(WindowMeter *meter);
        ~Pause();
        Pause(const Pause &) = delete;
        Pause &operator=(const Pause &) = delete;

    private:
        WindowMeter *m_meter;
        QElapsedTimer m_timer;
    };
    /// The running application, if it is one of these.
    [[nodiscard]] static WindowMeter *running();

    /// {"events", "p99Ms", "longestMs", "over16Ms", "firstShowMs", "longest": [{"what", "ms"}], "pages": [...]}
    [[nodiscard]] QJsonObject report() const;

private:
    struct Taken
    {
        QString what;
        double ms = 0;
        double cpuMs =
            0; ///< how much of it the thread was running: the rest is the machine's doing
    };
    struct FirstShow
    {
        QPointer<QWidget> page;
        QString name;
        QElapsedTimer since;
        double cpuAtStart = 0;
        qint64 pausedAtStart = 0;
        bool painted = false;
    };

    void look(QObject *receiver, const QEvent &event);
    void begin(QWidget *page);
    void endOutermost(const QString &what, const QElapsedTimer &timer, double cpuAtStart);

    std::atomic<bool> m_counting = false; ///< asked by every thread
    int m_depth = 0;
    int m_pauses = 0;
    qint64 m_pausedNs = 0;
    QElapsedTimer m_outermost;
    double m_outermostCpu = 0;
    QList<Taken> m_taken;
    QList<Taken> m_pages;
    QSet<QObject *> m_seen;
    std::optional<FirstShow> m_show;
};

} // namespace drawbridge
