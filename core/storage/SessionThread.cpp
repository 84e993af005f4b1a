// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/SessionThread.h"

#include "core/storage/SqlError.h"

namespace drawbridge {

namespace {

constexpr size_t mostTogether = 256;
constexpr size_t mostReaders = 4;

thread_local bool isSessionThread = false;

Error calledFromWithin()
{
    return storageDefect(QStringLiteral("storage was called from within its own work"));
}

} // namespace

SessionThread::SessionThread()
    : m_thread([this] { loop(); })
{}

SessionThread::~SessionThread()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

bool SessionThread::isCurrent()
{
    return isSessionThread;
}

std::vector<SessionThread::Job *> SessionThread::takeNext()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_ending || !m_jobs.empty(); });
    std::vector<Job *> taken;
    while (!m_jobs.empty() && taken.size() < mostTogether) {
        Job *job = m_jobs.front();
        if (!taken.empty() && !(job->inTransaction && taken.back()->inTransaction))
            break;
        taken.push_back(job);
        m_jobs.pop_front();
    }
    return taken;
}

void SessionThread::finish(std::span<Job *const> jobs, std::vector<Result<void>> results)
{
    {
        const std::lock_guard lock(m_mutex);
        for (size_t i = 0; i < jobs.size(); ++i)
            jobs[i]->result.emplace(std::move(results[i]));
    }
    m_finished.notify_all();
}

void SessionThread::loop()
{
    isSessionThread = true;
    for (std::vector<Job *> jobs = takeNext(); !jobs.empty(); jobs = takeNext()) {
        if (jobs.front()->inTransaction)
            finish(jobs, runTogether(*m_session, jobs));
        else
            finish(jobs, {runAlone(*jobs.front())});
    }
    m_session.reset();
}

Result<void> SessionThread::runAlone(const Job &job)
{
    if (!job.open)
        return (*job.work)(*m_session);
    TRY(session, (*job.open)());
    m_session = std::move(session);
    return {};
}

// Nobody hears that his work is done before all of it is on the disk. An error that SQLite answers by rolling
// everything back (a full disk, for one) takes the savepoint along, so what was done before it is undone as well.
std::vector<Result<void>> SessionThread::runTogether(Session &session, std::span<Job *const> jobs)
{
    const auto company = jobs.size() == 1 ? Session::Company::Alone : Session::Company::WithOthers;
    std::vector<Result<void>> results;
    Result<void> whole = session.begin();
    for (const Job *job : jobs) {
        if (whole.isOk())
            whole = session.beginWork(company);
        if (!whole.isOk())
            break;
        Result<void> done = (*job->work)(session);
        if (done.isOk())
            done = session.endWork();
        if (!done.isOk() && (company == Session::Company::Alone || !session.undoWork().isOk()))
            whole = done;
        results.push_back(std::move(done));
    }
    if (whole.isOk())
        whole = session.commit();
    if (whole.isOk())
        return results;
    session.rollback();
    return std::vector<Result<void>>(jobs.size(), whole);
}

Result<void> SessionThread::give(Job job)
{
    if (isCurrent())
        return calledFromWithin();
    std::unique_lock lock(m_mutex);
    m_jobs.push_back(&job);
    m_wake.notify_one();
    m_finished.wait(lock, [&job] { return job.result.has_value(); });
    return std::move(*job.result);
}

Result<void> SessionThread::start(const Open &open)
{
    return give({&open, nullptr, false, {}});
}

Result<void> SessionThread::run(const Work &work)
{
    return give({nullptr, &work, false, {}});
}

Result<void> SessionThread::runInTransaction(const Work &work)
{
    return give({nullptr, &work, true, {}});
}

ReaderThreads::ReaderThreads(SessionThread::Open open)
    : m_open(std::move(open))
{}

Result<SessionThread *> ReaderThreads::take()
{
    std::unique_lock lock(m_mutex);
    m_freed.wait(lock, [this] { return !m_free.empty() || m_threads.size() < mostReaders; });
    if (!m_free.empty()) {
        SessionThread *thread = m_free.back();
        m_free.pop_back();
        return thread;
    }
    auto made = std::make_unique<SessionThread>();
    TRY_DONE(made->start(m_open));
    m_threads.push_back(std::move(made));
    return m_threads.back().get();
}

void ReaderThreads::giveBack(SessionThread *thread)
{
    {
        const std::lock_guard lock(m_mutex);
        m_free.push_back(thread);
    }
    m_freed.notify_one();
}

Result<void> ReaderThreads::run(const SessionThread::Work &work)
{
    if (SessionThread::isCurrent())
        return calledFromWithin();
    TRY(thread, take());
    Result<void> done = thread->run(work);
    giveBack(thread);
    return done;
}

} // namespace drawbridge
