// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/Seal.h"

#include <QProcess>
#include <QStringList>

namespace drawbridge {

/// Another process that works on a workspace (peer.cpp), for tests of several at once and of processes that die. What
/// it does is named by its first argument; the folder follows; the key goes to its standard input.
class Peer
{
public:
    Peer(const QString &what,
         const QString &folder,
         const SealKey &key,
         const QStringList &more = {})
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(STORAGE_PEER), QStringList{what, folder} + more);
        m_process.write(key.bytes().reveal().toByteArray().toHex() + '\n');
    }
    ~Peer() { kill(); }

    /// The next line it says, without its end; null when it is over.
    [[nodiscard]] QByteArray line()
    {
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(timeoutMs) && !m_process.canReadLine())
                return {};
        }
        return m_process.readLine().trimmed();
    }
    /// Lets it go on where it waits.
    void goOn()
    {
        m_process.write("go on\n");
        m_process.waitForBytesWritten();
    }
    void kill()
    {
        m_process.kill();
        m_process.waitForFinished(timeoutMs);
    }
    /// What it said until it was over.
    [[nodiscard]] QList<QByteArray> rest()
    {
        m_process.waitForFinished(timeoutMs);
        QList<QByteArray> lines = m_process.readAll().split('\n');
        lines.removeAll(QByteArray());
        return lines;
    }
    [[nodiscard]] bool wasKilled() const { return m_process.exitStatus() == QProcess::CrashExit; }

private:
    static constexpr int timeoutMs = 60'000;

    QProcess m_process;
};

} // namespace drawbridge
