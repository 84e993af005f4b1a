// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/secrets/Peer.h"

#include <QCoreApplication>
#include <QTest>

namespace drawbridge {

namespace {

constexpr int answerPatience = 30000;

} // namespace

std::unique_ptr<QProcess> startPeer(const QStringList &words,
                                    const QByteArray &input,
                                    const QProcessEnvironment &environment)
{
    auto peer = std::make_unique<QProcess>();
    peer->setProcessEnvironment(environment);
    peer->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    peer->start(QString(QCoreApplication::applicationDirPath() + u"/secrets_peer"), words);
    if (!input.isEmpty())
        peer->write(QByteArray(input + '\n'));
    return peer;
}

KeychainPeer::KeychainPeer(const QProcessEnvironment &environment, int patienceMs)
    : m_process(
        startPeer({QStringLiteral("keychain"), QString::number(patienceMs)}, {}, environment))
{}

void KeychainPeer::send(const QByteArray &line)
{
    m_process->write(QByteArray(line + '\n'));
}

QByteArray KeychainPeer::nextAnswer()
{
    if (!QTest::qWaitFor(
            [this] {
                return m_process->canReadLine() || m_process->state() == QProcess::NotRunning;
            },
            answerPatience))
        return {};
    return m_process->readLine().trimmed();
}

QByteArray KeychainPeer::ask(const QByteArray &line)
{
    send(line);
    return nextAnswer();
}

bool KeychainPeer::endsWell()
{
    m_process->closeWriteChannel();
    return QTest::qWaitFor([this] { return m_process->state() == QProcess::NotRunning; },
                           answerPatience)
        && m_process->exitStatus() == QProcess::NormalExit && m_process->exitCode() == 0;
}

} // namespace drawbridge
