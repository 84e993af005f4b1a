// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>

#include <memory>

namespace drawbridge {

/// Starts tests/secrets/peer.cpp with `words` and sends it `input` as its first line; it is killed
/// when it goes.
[[nodiscard]] std::unique_ptr<QProcess> startPeer(
    const QStringList &words,
    const QByteArray &input = {},
    const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment());

/// Another process that uses the keychain of a bus.
class KeychainPeer
{
public:
    KeychainPeer(const QProcessEnvironment &environment, int patienceMs);

    /// Sends "read NAME" and the like and gives the answer, serving our own event loop meanwhile.
    /// Empty when there is none.
    [[nodiscard]] QByteArray ask(const QByteArray &line);
    void send(const QByteArray &line);
    [[nodiscard]] QByteArray nextAnswer();
    /// Closes its input and waits: whether it ended by itself and well.
    [[nodiscard]] bool endsWell();

private:
    std::unique_ptr<QProcess> m_process;
};

} // namespace drawbridge
