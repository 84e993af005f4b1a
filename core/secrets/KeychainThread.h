// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QThread>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace drawbridge {

/// TimedOut, with the sentence for a keychain that did not answer.
[[nodiscard]] Error keychainIsSilent(const QString &detail);

/// What one thread waits for and another gives. Whoever comes second, the reply or the end of
/// patience, is ignored.
template<typename T>
class KeychainAnswer
{
public:
    void give(Result<T> result)
    {
        const std::lock_guard guard(m_mutex);
        if (m_over)
            return;
        m_over = true;
        m_result.emplace(std::move(result));
        m_given.notify_all();
    }

    [[nodiscard]] Result<T> wait(std::chrono::milliseconds patience)
    {
        std::unique_lock guard(m_mutex);
        if (!m_given.wait_for(guard, patience, [this] { return m_over; })) {
            m_over = true;
            return keychainIsSilent(QStringLiteral("no reply"));
        }
        return std::move(*m_result);
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_given;
    bool m_over = false;
    std::optional<Result<T>> m_result;
};

/// The one thread of the process that talks to the keychain. There can only be one: QtKeychain's
/// queue of jobs is global, belongs to the thread that used it first and stands still when that
/// thread ends. So it lives as long as the QCoreApplication and is shared by all stores.
class KeychainThread
{
public:
    [[nodiscard]] static KeychainThread &shared();

    /// Calls `start(answer, deadline)` there and waits here until the answer is given or patience
    /// ends. Never call it from that thread itself. Unavailable: the program is ending, or the
    /// thread cannot serve the keychain.
    template<typename T, typename Start>
    [[nodiscard]] Result<T> ask(std::chrono::milliseconds patience, Start start)
    {
        TRY_DONE(checkUsable());
        const auto answer = std::make_shared<KeychainAnswer<T>>();
        const QDeadlineTimer deadline(patience);
        post([answer, deadline, start = std::move(start)] {
            if (deadline.hasExpired()) // nobody waits any more
                return;
            start(answer, deadline);
        });
        return answer->wait(patience + slack);
    }

private:
    /// So that the thread itself can say what took so long before the caller gives up.
    static constexpr std::chrono::milliseconds slack{250};

    KeychainThread();
    void stop();
    [[nodiscard]] Result<void> checkUsable() const;
    void post(std::function<void()> work);

    QThread m_thread;
    QObject m_context; ///< lives in m_thread
    std::atomic<bool> m_stopped = false;
    bool m_runsGlib = false;
};

} // namespace drawbridge
