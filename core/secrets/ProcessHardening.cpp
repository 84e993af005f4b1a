// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/ProcessHardening.h"

#include "core/base/Log.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace drawbridge {

void hardenProcess()
{
    // Where a standard descriptor is closed, the next file opened would take its number, and what is printed or read
    // would go into it.
    for (int descriptor = 0; descriptor <= 2; ++descriptor) {
        if (fcntl(descriptor, F_GETFD) < 0)
            (void)!open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY);
    }
    // Both, because each has a gap: a core handler that is fed through a pipe ignores the limit, and
    // a program started from here is dumpable again but inherits the limit.
    const rlimit none{0, 0};
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || setrlimit(RLIMIT_CORE, &none) != 0) {
        writeLog(LogLevel::Warning,
                 QLatin1StringView("secrets"),
                 QStringLiteral("core dumps could not be switched off"));
    }
}

} // namespace drawbridge
