// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Random.h"

#include <sys/random.h>

#include <cerrno>

namespace drawbridge {

QByteArray Random::bytes(qsizetype count)
{
    QByteArray out(count, Qt::Uninitialized);
    fill(std::as_writable_bytes(std::span(out.data(), static_cast<size_t>(out.size()))));
    return out;
}

void SystemRandom::fill(std::span<std::byte> out)
{
    size_t done = 0;
    while (done < out.size()) {
        const ssize_t got = getrandom(out.data() + done, out.size() - done, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            qFatal("The operating system gives no random bytes");
        done += static_cast<size_t>(got);
    }
}

} // namespace drawbridge
