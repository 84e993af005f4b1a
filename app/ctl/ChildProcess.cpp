// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ChildProcess.h"

#include <QCoreApplication>
#include <QFile>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <vector>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

constexpr int lowestDescriptor = 0;
constexpr unsigned highestDescriptor = ~0U;
constexpr int sliceMs = 100;

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

Error couldNot(const QString &what)
{
    return {ErrorCode::Unavailable, what, QString::fromLocal8Bit(std::strerror(errno))};
}

// A signal handler may only touch what is async-signal-safe: it writes a byte that the event loop reads.
int childSockets[2] = {-1, -1};

void onChildSignal(int)
{
    const int before = errno;
    const char byte = 1;
    static_cast<void>(!::send(childSockets[0], &byte, 1, MSG_DONTWAIT));
    errno = before;
}

bool openChildSignals()
{
    if (childSockets[0] < 0 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, childSockets) != 0)
        return false;
    struct sigaction action
    {};
    action.sa_handler = onChildSignal;
    action.sa_flags = SA_RESTART;
    return sigaction(SIGCHLD, &action, nullptr) == 0;
}

/// The guard's whole life. Only calls that are safe between fork and exec.
[[noreturn]] void standGuard(int pipe, std::chrono::seconds grace)
{
    setsid();
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT})
        ::signal(number, SIG_IGN);
    // What it would keep open is waited for by others.
    if (pipe > lowestDescriptor)
        close_range(lowestDescriptor, static_cast<unsigned>(pipe) - 1, 0);
    close_range(static_cast<unsigned>(pipe) + 1, highestDescriptor, 0);
    pid_t group = 0;
    pid_t told = 0;
    for (;;) {
        const ssize_t got = ::read(pipe, &told, sizeof told);
        if (got == static_cast<ssize_t>(sizeof told))
            group = told;
        else if (got >= 0 || errno != EINTR)
            break;
    }
    if (group > 0 && killpg(group, SIGTERM) == 0) {
        killpg(group, SIGCONT);
        const long slices = grace.count() * (1000 / sliceMs);
        for (long i = 0; i < slices && killpg(group, 0) == 0; ++i)
            usleep(sliceMs * 1000);
        killpg(group, SIGKILL);
    }
    _exit(0);
}

/// The environment as an exec takes it, with what is added wiped when it goes.
class Environment
{
public:
    explicit Environment(const QMap<QString, SharedSecret> &added)
    {
        for (char **entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
            const QByteArrayView text(*entry);
            const QString name = QString::fromLocal8Bit(text.first(qMax(text.indexOf('='), 0)));
            if (!added.contains(name))
                m_pointers.push_back(*entry);
        }
        m_added.reserve(static_cast<size_t>(added.size()));
        for (auto it = added.cbegin(); it != added.cend(); ++it) {
            QByteArray value = it.value()->reveal().toByteArray();
            m_fits = m_fits && !value.contains('\0');
            QByteArray entry;
            entry.reserve(it.key().size() + 1 + value.size()); // so that no copy is left behind
            entry.append(it.key().toLatin1()).append('=').append(value);
            wipe(value);
            m_added.push_back(entry);
        }
        for (QByteArray &entry : m_added)
            m_pointers.push_back(entry.data());
        m_pointers.push_back(nullptr);
    }
    ~Environment()
    {
        for (QByteArray &entry : m_added)
            wipe(entry);
    }
    Environment(const Environment &) = delete;
    Environment &operator=(const Environment &) = delete;

    [[nodiscard]] bool fits() const { return m_fits; }
    [[nodiscard]] char *const *data() const { return m_pointers.data(); }

private:
    std::vector<QByteArray> m_added;
    std::vector<char *> m_pointers;
    bool m_fits = true;
};

struct Launch
{
    const char *program;
    char *const *words;
    char *const *environment;
    pid_t parent;
    int failure; ///< where errno goes
    bool outputToError;
    bool takesTerminal;
};

/// The child, up to what it becomes. Only calls that are safe between fork and exec.
[[noreturn]] void become(const Launch &launch)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != launch.parent)
        _exit(1); // it went before that was said
    if (launch.takesTerminal) {
        ::signal(SIGTTOU, SIG_IGN);
        tcsetpgrp(STDIN_FILENO, getpid());
        ::signal(SIGTTOU, SIG_DFL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    if (launch.outputToError)
        dup2(STDERR_FILENO, STDOUT_FILENO);
    execve(launch.program, launch.words, launch.environment);
    const int why = errno;
    static_cast<void>(!::write(launch.failure, &why, sizeof why));
    _exit(127);
}

} // namespace

GroupGuard::GroupGuard(int pipe, pid_t process)
    : m_pipe(pipe)
    , m_process(process)
{}

Result<std::unique_ptr<GroupGuard>> GroupGuard::start(std::chrono::seconds grace)
{
    int ends[2] = {-1, -1};
    // Packets: whole numbers. A socket, as writing to one whose other end is gone can be told to raise no signal.
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return couldNot(tr("The command could not be watched."));
    const pid_t process = fork();
    if (process == 0)
        standGuard(ends[0], grace);
    ::close(ends[0]);
    if (process < 0) {
        ::close(ends[1]);
        return couldNot(tr("The command could not be watched."));
    }
    return std::unique_ptr<GroupGuard>(new GroupGuard(ends[1], process));
}

GroupGuard::~GroupGuard()
{
    ::close(m_pipe);
    while (waitpid(m_process, nullptr, 0) < 0 && errno == EINTR) {}
}

void GroupGuard::watch(pid_t group) const
{
    static_cast<void>(!::send(m_pipe, &group, sizeof group, MSG_NOSIGNAL));
}

ChildProcess::ChildProcess(QObject *parent)
    : QObject(parent)
{}

ChildProcess::~ChildProcess()
{
    takeTerminalBack();
}

Result<pid_t> ChildProcess::start(const ChildCommand &command)
{
    int ends[2] = {-1, -1};
    if (!openChildSignals() || pipe2(ends, O_CLOEXEC) != 0)
        return couldNot(tr("The command could not be started."));
    if (!m_notifier) {
        m_notifier = std::make_unique<QSocketNotifier>(childSockets[1], QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, &ChildProcess::look);
    }
    std::vector<QByteArray> words;
    for (const QString &word : command.words)
        words.push_back(QFile::encodeName(word));
    std::vector<char *> pointers;
    for (QByteArray &word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const QByteArray program = QFile::encodeName(command.program);
    const Environment environment(command.variables);
    if (!environment.fits()) {
        ::close(ends[0]);
        ::close(ends[1]);
        return Error{ErrorCode::InvalidInput, tr("This key does not fit into a variable."), {}};
    }
    m_hasTerminal =
        isatty(STDIN_FILENO) == 1 && (m_hasTerminal || tcgetpgrp(STDIN_FILENO) == getpgrp());
    const Launch launch{program.constData(),
                        pointers.data(),
                        environment.data(),
                        getpid(),
                        ends[1],
                        command.output == OutputTo::ErrorOutput,
                        m_hasTerminal};
    const pid_t process = fork();
    if (process == 0)
        become(launch);
    ::close(ends[1]);
    int why = process < 0 ? errno : 0;
    if (process > 0) {
        setpgid(process, process); // whichever of the two comes first
        while (::read(ends[0], &why, sizeof why) < 0 && errno == EINTR) {}
    }
    ::close(ends[0]);
    if (why != 0) {
        if (process > 0)
            waitpid(process, nullptr, 0);
        takeTerminalBack();
        errno = why;
        return couldNot(tr("\"%1\" could not be started.").arg(command.words.first().left(60)));
    }
    m_process = process;
    m_group = process;
    return process;
}

void ChildProcess::signal(int number) const
{
    if (m_process <= 0)
        return;
    killpg(m_group, number);
    killpg(m_group, SIGCONT); // one that was stopped would not hear of it
}

void ChildProcess::endTheRest() const
{
    if (m_group > 0)
        killpg(m_group, SIGKILL);
}

void ChildProcess::look()
{
    char bytes[64];
    static_cast<void>(!::recv(childSockets[1], bytes, sizeof bytes, MSG_DONTWAIT));
    if (m_process <= 0)
        return;
    int status = 0;
    const pid_t seen = waitpid(m_process, &status, WNOHANG | WUNTRACED);
    if (seen != m_process)
        return;
    if (WIFSTOPPED(status)) {
        if (!m_hasTerminal)
            return;
        // Whoever sits there pressed Ctrl-Z: this process stops, too, and both go on together.
        takeTerminalBack();
        raise(SIGSTOP);
        tcsetpgrp(STDIN_FILENO, m_group);
        killpg(m_group, SIGCONT);
        return;
    }
    m_process = 0;
    takeTerminalBack();
    constexpr int bySignal = 128;
    Q_EMIT ended(WIFSIGNALED(status) ? bySignal + WTERMSIG(status) : WEXITSTATUS(status));
}

void ChildProcess::takeTerminalBack() const
{
    if (!m_hasTerminal)
        return;
    void (*const before)(int) = ::signal(SIGTTOU, SIG_IGN);
    tcsetpgrp(STDIN_FILENO, getpgrp());
    ::signal(SIGTTOU, before);
}

} // namespace drawbridge::ctl
