// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace drawbridge {

/// Where the chain of events that this process writes has come to.
struct ChainHead
{
    qint64 writer = 0; ///< id of its name; 0: it has written none yet
    qint64 seq = 0;    ///< within the chain
    QByteArray hash;
};

} // namespace drawbridge
