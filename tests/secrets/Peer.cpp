// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/secrets/Peer.h"

#include <QCoreApplication>

namespace drawbridge {

namespace {

constexpr int patience = 60000;

QString program()
{
    return QString(QCoreApplication::applicationDirPath() + u"/secrets_peer");
}

} // namespace

std::unique_ptr<QProcess> startPeer(const QStringList &words, const QByteArray &input)
{
    auto peer = std::make_unique<QProcess>();
    peer->start(program(), words);
    if (!input.isEmpty())
        peer->write(QByteArray(input + '\n'));
    return peer;
}

QByteArray runPeer(const QStringList &words,
                   const QProcessEnvironment &environment,
                   const QByteArray &input)
{
    QProcess peer;
    peer.setProcessEnvironment(environment);
    peer.start(program(), words);
    if (!input.isEmpty())
        peer.write(QByteArray(input + '\n'));
    peer.closeWriteChannel();
    peer.waitForFinished(patience);
    return QByteArray(peer.readAllStandardOutput() + peer.readAllStandardError()).trimmed();
}

} // namespace drawbridge
