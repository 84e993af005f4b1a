// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Event.h"

#include <QByteArray>

namespace drawbridge {

/// Where an event stands in the chain of the process that wrote it.
struct ChainLink
{
    QString writer;
    qint64 seq = 0; ///< from 1
    /// The hash of the writer's event before. For its first one, that of the newest event in the log then, or 32
    /// zero bytes in an empty log: so that a whole chain cannot be taken out unseen either.
    QByteArray previous;
};

/// The bytes whose HMAC-SHA-256 under the workspace's key is the hash of an event; the layout is told in
/// EventChain.cpp. Names, not their numbers in the file, so that a changed name is seen.
[[nodiscard]] QByteArray canonicalBytes(const Event &event, const ChainLink &link);

/// What stands for attributes in the canonical bytes and under the seal.
[[nodiscard]] QByteArray canonicalAttributes(const QJsonObject &attributes);

} // namespace drawbridge
