// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/SessionBus.h"

#include <QFile>
#include <QtGlobal>

namespace drawbridge::ui {

bool hasSessionBus()
{
    if (qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !runtime.isEmpty() && QFile::exists(runtime + QStringLiteral("/bus"));
}

} // namespace drawbridge::ui
