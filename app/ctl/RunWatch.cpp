// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/RunWatch.h"

#include "app/ctl/ChildProcess.h"
#include "app/ctl/StopSignals.h"

#include <QCoreApplication>
#include <QTimer>

#include <csignal>

using namespace Qt::StringLiterals;

namespace drawbridge::ctl {

namespace {

constexpr int bySignal = 128; ///< added to a signal's number, as shells do
constexpr std::chrono::seconds tryAgainAfter{10};

/// Why the command may not go on as it is.
enum class Why { None, NewKey, Paused, ShutOff, Removed, Locked };

QString wordFor(Why why)
{
    switch (why) {
    case Why::None:
        break;
    case Why::NewKey:
        return u"new-key"_s;
    case Why::Paused:
        return u"paused"_s;
    case Why::ShutOff:
        return u"shut-off"_s;
    case Why::Removed:
        return u"removed"_s;
    case Why::Locked:
        return u"locked"_s;
    }
    return {};
}

class Watch : public QObject
{
public:
    Watch(Cli &cli, Workspace &space, const KeyedCommand &command, std::chrono::seconds grace)
        : m_cli(cli)
        , m_space(space)
        , m_command(command)
    {
        m_graceOver.setSingleShot(true);
        m_graceOver.setInterval(grace);
        m_tryAgain.setSingleShot(true);
        m_tryAgain.setInterval(tryAgainAfter);
        connect(&m_graceOver, &QTimer::timeout, this, [this] { m_child.signal(SIGKILL); });
        connect(&m_tryAgain, &QTimer::timeout, this, &Watch::look);
        connect(&m_child, &ChildProcess::ended, this, &Watch::childEnded);
        connect(&m_space, &Workspace::changed, this, &Watch::look);
        connect(&m_space, &Workspace::phaseChanged, this, &Watch::look);
    }

    Exit run(const GroupGuard &guard)
    {
        m_guard = &guard;
        m_cli.cancel().onCancel([watch = QPointer(this)] {
            // Not within the call that cancels.
            if (watch)
                QMetaObject::invokeMethod(watch.data(), &Watch::stop, Qt::QueuedConnection);
        });
        ask();
        m_loop.exec();
        return m_exit;
    }

private:
    enum class State { Asking, Running, Ending, Waiting, Over };

    [[nodiscard]] QString nameOfConnection() const
    {
        const auto now = m_space.snapshot();
        const Connection *connection = now->connection(m_command.connection);
        return connection ? connection->name : m_name;
    }

    /// What speaks against the command as it runs; NewKey also where none runs.
    [[nodiscard]] Why why() const
    {
        if (m_space.phase() != Phase::Open)
            return Why::Locked;
        const auto now = m_space.snapshot();
        const Connection *connection = now->connection(m_command.connection);
        if (!connection)
            return Why::Removed;
        const CredentialVersion *current = nullptr;
        for (const Credential &credential : now->credentialsOf(m_command.connection)) {
            if (credential.current())
                current = credential.current();
            if (current)
                return connection->paused                   ? Why::Paused
                    : current->fingerprint == m_fingerprint ? Why::None
                                                            : Why::NewKey;
        }
        return Why::ShutOff;
    }

    [[nodiscard]] QString sentenceOf(Why why) const
    {
        switch (why) {
        case Why::NewKey:
            return tr("\"%1\" has a new key. The command is ended and started again with it.")
                .arg(m_name);
        case Why::Paused:
            return tr("\"%1\" is paused, so the command is ended. It is started again when the "
                      "connection is resumed.")
                .arg(m_name);
        case Why::ShutOff:
            return tr("The key of \"%1\" was shut off, so the command is ended. It is started "
                      "again "
                      "when the connection has a new key and is resumed.")
                .arg(m_name);
        case Why::Removed:
            return tr("\"%1\" was removed, so the command is ended.").arg(m_name);
        case Why::Locked:
            return tr("The workspace is locked, so nothing can be seen of \"%1\" any more, and the "
                      "command is ended.")
                .arg(m_name);
        case Why::None:
            break;
        }
        return {};
    }

    void say(const QString &what, QJsonObject about, const QString &sentence) const
    {
        if (!m_cli.options().json) {
            m_cli.note(sentence);
            return;
        }
        about.insert(u"sentence"_s, sentence);
        m_cli.printLine({{what, about}});
    }

    void ask()
    {
        m_state = State::Asking;
        LendKey lend{m_command.connection,
                     m_command.words.first().section(u'/', -1),
                     QStringList(m_command.variables.values())};
        whenDone(m_space.dispatch(lend, m_cli.cancel()), this, [this](const Result<LentKey> &lent) {
            answered(lent);
        });
    }

    void answered(const Result<LentKey> &lent)
    {
        if (m_state == State::Over)
            return;
        m_name = nameOfConnection();
        if (m_isStopped) {
            finish(static_cast<Exit>(bySignal + stopSignal()));
            return;
        }
        if (!lent) {
            notLent(lent.error());
            return;
        }
        m_fingerprint = lent->fingerprint;
        // The pause or another key may have come with the answer.
        const Why reason = why();
        if (reason == Why::None)
            start(lent->parts);
        else
            goOn(reason);
    }

    void notLent(const Error &error)
    {
        if (!m_hasRun) {
            finish(m_cli.fail(error));
            return;
        }
        const Why reason = why();
        if (reason != Why::None && reason != Why::NewKey) {
            goOn(reason);
            return;
        }
        say(u"waiting"_s, {{u"why"_s, toText(error.code)}}, error.what);
        m_state = State::Waiting;
        m_tryAgain.start();
    }

    void start(const QMap<QString, SharedSecret> &parts)
    {
        const auto values = valuesFor(m_command, parts);
        if (!values) {
            finish(m_cli.fail(values.error()));
            return;
        }
        ChildCommand child;
        child.program = m_command.program;
        child.words = m_command.words;
        child.variables = *values;
        // With --json standard output is for what is told here.
        child.output = m_cli.options().json ? OutputTo::ErrorOutput : OutputTo::Itself;
        const auto process = m_child.start(child);
        if (!process) {
            finish(m_cli.fail(process.error()));
            return;
        }
        m_guard->watch(*process);
        m_state = State::Running;
        m_hasRun = true;
        say(u"running"_s,
            {{u"connection"_s, m_command.connection.text()}, {u"pid"_s, qint64(*process)}},
            tr("The command runs with the key of \"%1\" (process %2).").arg(m_name).arg(*process));
    }

    void look()
    {
        if (m_state == State::Running && why() != Why::None)
            endCommand(why());
        else if (m_state == State::Waiting)
            goOn(why());
    }

    void endCommand(Why reason)
    {
        m_state = State::Ending;
        say(u"ending"_s, {{u"why"_s, wordFor(reason)}}, sentenceOf(reason));
        m_child.signal(SIGTERM);
        m_graceOver.start();
    }

    void childEnded(int status)
    {
        m_graceOver.stop();
        if (m_state == State::Ending)
            m_child.endTheRest();
        m_guard->watch(0);
        if (m_state == State::Running || m_isStopped) {
            if (m_cli.options().json)
                m_cli.printLine({{u"ended"_s, QJsonObject{{u"status"_s, status}}}});
            finish(static_cast<Exit>(status));
            return;
        }
        m_fingerprint.clear();
        const Why reason = why();
        if (reason != Why::NewKey)
            say(u"waiting"_s, {{u"why"_s, wordFor(reason)}}, tr("The command has ended."));
        goOn(reason);
    }

    /// Without a command that runs.
    void goOn(Why reason)
    {
        m_tryAgain.stop();
        switch (reason) {
        case Why::None:
        case Why::NewKey:
            ask();
            return;
        case Why::Paused:
        case Why::ShutOff:
            m_state = State::Waiting;
            return;
        case Why::Removed:
            finish(m_cli.fail({ErrorCode::NotFound, sentenceOf(reason), {}}));
            return;
        case Why::Locked:
            finish(m_cli.fail({ErrorCode::Locked, sentenceOf(reason), {}}));
            return;
        }
    }

    void stop()
    {
        if (m_state == State::Over || m_isStopped)
            return;
        m_isStopped = true;
        if (!m_child.isRunning()) {
            // What was asked for is cancelled with it, and its answer ends this.
            if (m_state != State::Asking)
                finish(static_cast<Exit>(bySignal + stopSignal()));
            return;
        }
        m_state = State::Ending;
        m_child.signal(stopSignal());
        m_graceOver.start();
    }

    void finish(Exit exit)
    {
        m_state = State::Over;
        m_exit = exit;
        // Also where the loop is not begun yet.
        QMetaObject::invokeMethod(&m_loop, &QEventLoop::quit, Qt::QueuedConnection);
    }

    Cli &m_cli;
    Workspace &m_space;
    const KeyedCommand &m_command;
    const GroupGuard *m_guard = nullptr;
    ChildProcess m_child;
    QTimer m_graceOver;
    QTimer m_tryAgain;
    QEventLoop m_loop;
    State m_state = State::Asking;
    QByteArray m_fingerprint; ///< of the key that the command got
    QString m_name;
    bool m_hasRun = false;
    bool m_isStopped = false;
    Exit m_exit = Exit::Done;
};

} // namespace

Exit runWatched(Cli &cli, const KeyedCommand &command, std::chrono::seconds grace)
{
    // Before the workspace brings threads and keys.
    const auto guard = GroupGuard::start(grace);
    if (!guard)
        return cli.fail(guard.error());
    const auto space = cli.openWorkspace();
    if (!space)
        return cli.fail(space.error());
    (*space)->doWhatFallsDue();
    return Watch(cli, **space, command, grace).run(**guard);
}

} // namespace drawbridge::ctl
