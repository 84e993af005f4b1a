// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/CancelToken.h"
#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

#include <chrono>

namespace drawbridge {

/// Layers from left to right for small maps; forces between blocks for large ones.
enum class Engine { Dot, Sfdp };

/// How long and how much a program may answer.
struct GraphvizLimits
{
    std::chrono::milliseconds time{4000};
    qsizetype answer = qsizetype{16} * 1024 * 1024;
};

/// Runs `program` (dot) with a graph on its standard input and gives back its answer as JSON text. It is killed when it
/// breaks a limit or `cancel` asks. Blocks. NotFound: not installed; TimedOut, Refused, Cancelled.
[[nodiscard]] Result<QByteArray> runGraphviz(const QString &program,
                                             Engine engine,
                                             const QByteArray &graph,
                                             const GraphvizLimits &limits,
                                             const CancelToken &cancel);

} // namespace drawbridge
