// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <atomic>
#include <chrono>

namespace drawbridge {

/// Where every part of Drawbridge gets the time from. Thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;

    /// Wall time in UTC, in milliseconds. It can be set back by whoever owns the machine.
    [[nodiscard]] virtual QDateTime now() const = 0;

    /// Never goes back; for deadlines and durations.
    [[nodiscard]] virtual std::chrono::milliseconds monotonic() const = 0;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] QDateTime now() const override;
    [[nodiscard]] std::chrono::milliseconds monotonic() const override;
};

/// A clock that moves only when told to, for tests and rehearsals.
class ManualClock final : public Clock
{
public:
    explicit ManualClock(const QDateTime &start);

    [[nodiscard]] QDateTime now() const override;
    [[nodiscard]] std::chrono::milliseconds monotonic() const override;

    /// Moves both times on.
    void advance(std::chrono::milliseconds by);
    /// Sets the wall time alone, as a user or a faulty battery would.
    void setWallTime(const QDateTime &time);

private:
    std::atomic<qint64> m_wallMs;
    std::atomic<qint64> m_monotonicMs = 0;
};

} // namespace drawbridge
