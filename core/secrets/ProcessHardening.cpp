// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/ProcessHardening.h"

#include "core/base/Log.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace drawbridge {

void hardenProcess()
{
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
