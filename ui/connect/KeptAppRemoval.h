// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"

#include <functional>

class QWidget;

namespace drawbridge::ui {

struct KeptAppRemoval
{
    std::function<void(const QString &why)> failed;
    std::function<void(const ConnectionId &connection)> goTo;
};

/// Asks whether an app that came from a file is to go, and lets it go. Where connections use it, says which, and leads to
/// the first. Over the window of `anchor`, which outlives what is called.
void askToRemoveApp(Workspace &workspace,
                    const AppId &app,
                    QWidget *anchor,
                    const KeptAppRemoval &then);

} // namespace drawbridge::ui
