// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>

#include <memory>

namespace drawbridge {

/// Starts tests/secrets/peer.cpp with `words` and sends it `input` as its first line; it is killed
/// when it goes.
[[nodiscard]] std::unique_ptr<QProcess> startPeer(const QStringList &words,
                                                  const QByteArray &input = {});

/// The same with an environment of its own, waited for: all that it said.
[[nodiscard]] QByteArray runPeer(const QStringList &words,
                                 const QProcessEnvironment &environment,
                                 const QByteArray &input = {});

} // namespace drawbridge
