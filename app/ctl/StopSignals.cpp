// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/StopSignals.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace drawbridge::ctl {

namespace {

// A signal handler may only touch what is async-signal-safe: it writes a byte that the event loop reads.
int signalSockets[2] = {-1, -1};
volatile std::sig_atomic_t cameBy = 0;

void onSignal(int number)
{
    cameBy = number;
    const char byte = 1;
    static_cast<void>(!::write(signalSockets[0], &byte, 1));
    struct sigaction again
    {};
    again.sa_handler = SIG_DFL;
    sigaction(number, &again, nullptr);
}

} // namespace

void stopSignalsCancel(const CancelToken &token)
{
    if (signalSockets[0] >= 0
        || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, signalSockets) != 0)
        return;
    auto *notifier = new QSocketNotifier(signalSockets[1], QSocketNotifier::Read, qApp);
    QObject::connect(notifier, &QSocketNotifier::activated, notifier, [token] {
        char byte = 0;
        static_cast<void>(!::read(signalSockets[1], &byte, 1));
        token.cancel();
    });
    for (const int number : {SIGINT, SIGTERM}) {
        struct sigaction action
        {};
        action.sa_handler = onSignal;
        action.sa_flags = SA_RESTART;
        sigaction(number, &action, nullptr);
    }
}

int stopSignal()
{
    return cameBy;
}

void stopSignalsEnd()
{
    for (const int number : {SIGINT, SIGTERM}) {
        struct sigaction action
        {};
        action.sa_handler = SIG_DFL;
        sigaction(number, &action, nullptr);
    }
}

bool waitForInput(int descriptor)
{
    // The byte of a signal stays unread: the event loop, which runs later or never, cancels by it.
    pollfd watched[2] = {{descriptor, POLLIN, 0}, {signalSockets[1], POLLIN, 0}};
    while (poll(watched, 2, -1) < 0) {
        if (errno != EINTR)
            return true; // reading will tell
    }
    return watched[1].revents == 0;
}

} // namespace drawbridge::ctl
