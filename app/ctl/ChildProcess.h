// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/SecretBytes.h"

#include <QMap>
#include <QSocketNotifier>
#include <QStringList>

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <optional>

namespace drawbridge::ctl {

/// Ends a process group when this program is gone, however it went: a small process of its own that holds nothing and
/// waits for the other end of a pipe to close.
class GroupGuard
{
public:
    /// Before any thread is started and any secret read, as it is a copy of this process. `grace`: between asking the
    /// group to end and ending it.
    [[nodiscard]] static Result<std::unique_ptr<GroupGuard>> start(std::chrono::seconds grace);
    ~GroupGuard();
    GroupGuard(const GroupGuard &) = delete;
    GroupGuard &operator=(const GroupGuard &) = delete;

    /// 0: there is none at present.
    void watch(pid_t group) const;

private:
    GroupGuard(int pipe, pid_t process);

    int m_pipe;
    pid_t m_process;
};

enum class OutputTo { Itself, ErrorOutput };

struct ChildCommand
{
    QString program; ///< a path
    QStringList words;
    QMap<QString, SharedSecret> variables; ///< beside the environment of this process
    OutputTo output = OutputTo::Itself;
};

/// One child in a process group of its own, which has the terminal where this process had it, and is asked to end when
/// this process ends. Lives in the thread that starts it, which must be the one that lives longest.
class ChildProcess : public QObject
{
    Q_OBJECT

public:
    explicit ChildProcess(QObject *parent = nullptr);
    ~ChildProcess() override;

    /// Unavailable: it could not be started.
    [[nodiscard]] Result<pid_t> start(const ChildCommand &command);
    [[nodiscard]] bool isRunning() const { return m_process > 0; }
    /// To its whole group. Nothing, where none is running.
    void signal(int number) const;
    /// What it left of its group is ended at once.
    void endTheRest() const;

Q_SIGNALS:
    /// As a shell tells it: 128 and the signal's number, where one ended it.
    void ended(int status);

private:
    void look();
    void takeTerminalBack() const;

    std::unique_ptr<QSocketNotifier> m_notifier;
    pid_t m_process = 0;
    pid_t m_group = 0;
    bool m_hasTerminal = false;
};

} // namespace drawbridge::ctl
