// SPDX-License-Identifier: GPL-3.0-or-later
// Another process for the tests of this folder; each verb tells on standard output what it did, a
// line at a time.
#include "core/base/Random.h"
#include "core/secrets/KeychainStore.h"
#include "core/secrets/PrivateFile.h"
#include "core/secrets/ProcessHardening.h"
#include "core/secrets/VaultFileStore.h"

#include <QCoreApplication>
#include <QFile>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

using namespace drawbridge;

namespace {

void say(const QString &line)
{
    std::puts(qPrintable(line));
    std::fflush(stdout);
}

int fail(const Error &error)
{
    say(QString(toText(error.code) + u": " + error.what + u" | " + error.detail));
    return 3;
}

SecretBytes passphraseFromInput()
{
    std::string line;
    for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar())
        line.push_back(static_cast<char>(c));
    return SecretBytes::copyOf(QByteArray::fromStdString(line));
}

/// vault-fill FOLDER PREFIX COUNT: says each number after it is kept.
int fillVault(const QString &folder, const QString &prefix, int count)
{
    SystemRandom random;
    VaultFileStore store(folder, random);
    if (const auto opened = store.unlock(passphraseFromInput()); !opened.isOk())
        return fail(opened.error());
    for (int i = 0; i < count; ++i) {
        const SecretName name{QStringLiteral("workspace"),
                              QStringLiteral("%1/%2").arg(prefix).arg(i)};
        const SecretBytes value = SecretBytes::copyOf(name.purpose.toUtf8());
        if (const auto done = store.write(name, value, QStringLiteral("peer")); !done.isOk())
            return fail(done.error());
        say(QString::number(i));
    }
    return 0;
}

/// vault-hold FOLDER: keeps every writer out until it ends.
int holdVault(const QString &folder)
{
    const auto at = PrivateFolder::open(folder);
    if (!at.isOk())
        return fail(at.error());
    const auto turn =
        FileLock::take(*at, QStringLiteral("vault.drawbridge.lock"), std::chrono::seconds(5));
    if (!turn.isOk())
        return fail(turn.error());
    say(QStringLiteral("held"));
    std::getchar();
    return 0;
}

QString outcome(const Result<void> &result)
{
    return result.isOk() ? QStringLiteral("ok") : toText(result.error().code);
}

QString answer(KeychainStore &store, const QStringList &words)
{
    const QString verb = words.value(0);
    const SecretName name{QStringLiteral("workspace"), words.value(1)};
    if (verb == QStringLiteral("status"))
        return QString::number(static_cast<int>(store.status().state));
    if (verb == QStringLiteral("unlock"))
        return outcome(store.unlock({}));
    if (verb == QStringLiteral("create"))
        return outcome(store.create({}));
    if (verb == QStringLiteral("remove"))
        return outcome(store.remove(name));
    if (verb == QStringLiteral("list")) {
        const auto purposes = store.purposes(name.workspace);
        return purposes.isOk() ? purposes->join(u' ') : toText(purposes.error().code);
    }
    if (verb == QStringLiteral("write")) {
        const SecretBytes value = SecretBytes::copyOf(words.value(2).toUtf8());
        return outcome(store.write(name, value, QStringLiteral("Drawbridge: a test")));
    }
    const auto value = store.read(name);
    return value.isOk() ? QString::fromUtf8(value->reveal()) : toText(value.error().code);
}

/// keychain PATIENCE: does what each line of the input says, as a command line does it: the main
/// thread waits in the call and has no event loop.
int useKeychain(int patience)
{
    hardenProcess();
    KeychainStore store({std::chrono::milliseconds(patience), std::chrono::milliseconds(patience)});
    char line[1000];
    while (std::fgets(line, sizeof line, stdin))
        say(answer(store, QString::fromUtf8(line).trimmed().split(u' ')));
    return 0;
}

void becomeLike(bool hardened)
{
    rlimit limit{};
    getrlimit(RLIMIT_CORE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_CORE, &limit);
    // A program started by another user's id is not dumpable by itself; the plain case must be.
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    if (hardened)
        hardenProcess();
}

/// spy plain|hardened: whether this process may read the memory of a child of its own.
int spy(bool hardened)
{
    static char marked[] = "the marked secret";
    int ready[2];
    if (pipe(ready) != 0)
        return 3;
    const pid_t child = fork();
    if (child == 0) {
        becomeLike(hardened);
        marked[0] = 'T';
        if (write(ready[1], "x", 1) != 1)
            _exit(1);
        pause();
        _exit(0);
    }
    char byte = 0;
    if (read(ready[0], &byte, 1) != 1)
        return 3;
    const int memory = open(("/proc/" + std::to_string(child) + "/mem").c_str(), O_RDONLY);
    char found[sizeof marked] = {};
    const bool readable = memory >= 0
        && pread(memory, found, sizeof found, static_cast<off_t>(reinterpret_cast<quintptr>(marked)))
            == static_cast<ssize_t>(sizeof found)
        && std::strcmp(found, "The marked secret") == 0;
    say(readable ? QStringLiteral("readable") : QStringLiteral("refused"));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    return 0;
}

/// crash plain|hardened: whether a child that crashes leaves a core dump.
int crash(bool hardened)
{
    const pid_t child = fork();
    if (child == 0) {
        becomeLike(hardened);
        std::abort();
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFSIGNALED(status))
        return 3;
    say(WCOREDUMP(status) ? QStringLiteral("dumped") : QStringLiteral("nothing"));
    return 0;
}

/// limits: what hardenProcess() leaves.
int limits()
{
    becomeLike(true);
    rlimit limit{};
    getrlimit(RLIMIT_CORE, &limit);
    say(QStringLiteral("dumpable %1, core %2 of %3")
            .arg(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0))
            .arg(limit.rlim_cur)
            .arg(limit.rlim_max));
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments().mid(1);
    const QString verb = words.value(0);
    const bool hardened = words.value(1) == QStringLiteral("hardened");
    if (verb == QStringLiteral("vault-fill"))
        return fillVault(words.value(1), words.value(2), words.value(3).toInt());
    if (verb == QStringLiteral("vault-hold"))
        return holdVault(words.value(1));
    if (verb == QStringLiteral("keychain"))
        return useKeychain(words.value(1).toInt());
    if (verb == QStringLiteral("spy"))
        return spy(hardened);
    if (verb == QStringLiteral("crash"))
        return crash(hardened);
    if (verb == QStringLiteral("limits"))
        return limits();
    say(QStringLiteral("no such verb"));
    return 2;
}
