// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/Graphviz.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QProcess>
#include <QStandardPaths>

#include <sys/resource.h>

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Graphviz", text);
}

/// Should we die first, the child still ends by itself.
void limitChild(rlim_t seconds)
{
    const rlimit cpu{seconds, seconds};
    ::setrlimit(RLIMIT_CPU, &cpu);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

void stop(QProcess &process)
{
    process.kill();
    process.waitForFinished(2000);
}

} // namespace

Result<QByteArray> runGraphviz(const QString &program,
                               Engine engine,
                               const QByteArray &graph,
                               const GraphvizLimits &limits,
                               const CancelToken &cancel)
{
    const QString path = QStandardPaths::findExecutable(program);
    if (path.isEmpty())
        return Error{ErrorCode::NotFound, tr("Graphviz is not installed."), program};

    QProcess process;
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    environment.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH"));
    process.setProcessEnvironment(environment);
    process.setStandardErrorFile(QProcess::nullDevice());
    const auto seconds = static_cast<rlim_t>(limits.time.count() / 1000 + 2);
    process.setChildProcessModifier([seconds] { limitChild(seconds); });

    const QDeadlineTimer deadline(limits.time);
    process.start(path,
                  {engine == Engine::Sfdp ? QStringLiteral("-Ksfdp") : QStringLiteral("-Kdot"),
                   QStringLiteral("-Tjson0")});
    process.write(graph);
    process.closeWriteChannel();
    QByteArray answer;
    while (process.state() != QProcess::NotRunning) {
        process.waitForReadyRead(20);
        answer += process.readAllStandardOutput();
        const bool late = deadline.hasExpired();
        const bool tooMuch = answer.size() > limits.answer;
        if (!late && !tooMuch && !cancel.isCancelled())
            continue;
        stop(process);
        if (cancel.isCancelled())
            return Error{ErrorCode::Cancelled, tr("It was stopped."), {}};
        if (late)
            return Error{ErrorCode::TimedOut, tr("Graphviz took too long for this map."), {}};
        return Error{ErrorCode::Refused, tr("Graphviz answered more than it may."), {}};
    }
    answer += process.readAllStandardOutput();
    if (process.error() == QProcess::FailedToStart)
        return Error{ErrorCode::NotFound, tr("Graphviz cannot be started."), process.errorString()};
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        return Error{ErrorCode::Refused,
                     tr("Graphviz stopped with a fault."),
                     QStringLiteral("exit status %1").arg(process.exitCode())};
    }
    return answer;
}

} // namespace drawbridge
