// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Words.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace drawbridge {

/// What is wrong with the log of events at one place.
enum class LogFault { Changed, Missing, OutOfOrder, CutOff };
DRAWBRIDGE_WORDS(
    LogFault,
    4,
    {LogFault::Changed, u"changed"}, ///< the event is not what was written, or was put there later
    {LogFault::Missing, u"missing"}, ///< events before this one are not there any more
    {LogFault::OutOfOrder, u"out-of-order"}, ///< its writer's events stand in another order
    {LogFault::CutOff, u"cut-off"});         ///< events after the last one are not there any more

struct LogBreak
{
    LogFault fault = LogFault::Changed;
    qint64 seq = 0;     ///< of the event; of the first one missing
    qint64 missing = 0; ///< how many, for Missing and CutOff
    QString event;      ///< id; empty where it is not there
    QDateTime time;     ///< as the row says it, UTC; not valid where it is not there
    QString writer;     ///< the name of the chain
};

/// What reading the whole log against its chains came to.
struct LogCheck
{
    qint64 count = 0;   ///< events read
    qint64 writers = 0; ///< chains among them
    std::optional<LogBreak> firstBreak;
};

} // namespace drawbridge
