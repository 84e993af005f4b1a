// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/Session.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

namespace drawbridge {

/// A thread with a session of its own, since Qt Sql binds each connection to one thread. Thread-safe.
class SessionThread
{
public:
    using Open = std::function<Result<std::unique_ptr<Session>>()>;
    using Work = std::function<Result<void>(Session &)>;

    SessionThread();
    /// Ends after the work that was given.
    ~SessionThread();
    SessionThread(const SessionThread &) = delete;
    SessionThread &operator=(const SessionThread &) = delete;

    /// Opens the session, once, before any work.
    [[nodiscard]] Result<void> start(const Open &open);
    /// Runs the work in the thread and waits for it. Internal: called from within the work of any of these.
    Result<void> run(const Work &work);
    /// Runs the work in a transaction, which it may share with other work that waits meanwhile: one flush to the disk
    /// then serves them all. Each is undone alone if it fails.
    Result<void> runInTransaction(const Work &work);

    /// Whether the calling thread is one of these.
    [[nodiscard]] static bool isCurrent();

private:
    struct Job
    {
        const Open *open = nullptr;
        const Work *work = nullptr;
        bool inTransaction = false;
        std::optional<Result<void>> result; ///< the job lives on its giver's stack until this is set
    };

    Result<void> give(Job job);
    void finish(std::span<Job *const> jobs, std::vector<Result<void>> results);
    void loop();
    [[nodiscard]] std::vector<Job *> takeNext();
    [[nodiscard]] Result<void> runAlone(const Job &job);
    [[nodiscard]] static std::vector<Result<void>> runTogether(Session &session,
                                                               std::span<Job *const> jobs);

    std::unique_ptr<Session> m_session; ///< the thread's
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_finished;
    std::deque<Job *> m_jobs;
    bool m_ending = false;
    std::thread m_thread;
};

/// Some reading threads, made when they are needed. Thread-safe.
class ReaderThreads
{
public:
    explicit ReaderThreads(SessionThread::Open open);

    /// Runs the work in whichever is free.
    Result<void> run(const SessionThread::Work &work);

private:
    [[nodiscard]] Result<SessionThread *> take();
    void giveBack(SessionThread *thread);

    SessionThread::Open m_open;
    std::mutex m_mutex;
    std::condition_variable m_freed;
    std::vector<std::unique_ptr<SessionThread>> m_threads;
    std::vector<SessionThread *> m_free;
};

} // namespace drawbridge
