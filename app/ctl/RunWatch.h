// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/Cli.h"

#include <chrono>

namespace drawbridge::ctl {

/// A command that gets a connection's key in its environment.
struct KeyedCommand
{
    ConnectionId connection;
    QMap<QString, QString> variables; ///< by name, the part of the key; an empty one means the only one
    QString program;                  ///< a path
    QStringList words;
};

/// The value for each variable. InvalidInput: this key has no such part.
[[nodiscard]] Result<QMap<QString, SharedSecret>> valuesFor(
    const KeyedCommand &command, const QMap<QString, SharedSecret> &parts);

/// `run --watch`: stays, and starts the command anew with each new key. Ends it when the connection is paused or shut
/// off, and waits then; ends with it when the connection is gone or the command ends by itself, with its status.
[[nodiscard]] Exit runWatched(Cli &cli, const KeyedCommand &command, std::chrono::seconds grace);

} // namespace drawbridge::ctl
