// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/secrets/StandInServer.h"

#include "tests/support/FakeSecretStore.h"

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QJsonDocument>

#include "TestTree.h"
#include <sys/prctl.h>

#include <csignal>

using namespace Qt::StringLiterals;

namespace drawbridge {

StandInServer::~StandInServer()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(5000)) {
        m_process.kill();
        m_process.waitForFinished(5000);
    }
}

Result<void> StandInServer::start(const QString &script,
                                  QJsonObject settings,
                                  const std::optional<TestCertificate> &tls)
{
    if (tls) {
        settings.insert(u"certificate"_s, tls->certificateFile);
        settings.insert(u"key"_s, tls->keyFile);
        m_isTls = true;
    }
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    // The system's own, because the packages of the system are what it imports.
    m_process.start(u"/usr/bin/python3"_s,
                    {u"-B"_s,
                     QStringLiteral(DRAWBRIDGE_SOURCE_DIR "/tests/secrets/peers/") % script});
    if (!m_process.waitForStarted(5000))
        return Error{ErrorCode::Internal, u"The server did not start."_s, m_process.errorString()};
    m_port = tell(settings).value(u"port"_s).toInt();
    if (m_port == 0)
        return Error{ErrorCode::Internal, u"The server did not answer."_s, {}};
    return {};
}

QJsonObject StandInServer::tell(const QJsonObject &command)
{
    m_process.write(QJsonDocument(command).toJson(QJsonDocument::Compact) + '\n');
    const QDeadlineTimer deadline(20'000);
    while (!m_process.canReadLine() && !deadline.hasExpired()) {
        if (!m_process.waitForReadyRead(1000) && m_process.state() == QProcess::NotRunning)
            return {};
    }
    return QJsonDocument::fromJson(m_process.readLine()).object();
}

void StandInServer::script(int status, const QByteArray &body, const QJsonObject &headers)
{
    tell({{u"script"_s,
           QJsonArray{QJsonObject{{u"status"_s, status},
                                  {u"body"_s, QString::fromUtf8(body)},
                                  {u"headers"_s, headers}}}}});
}

QString StandInServer::address() const
{
    return u"%1://127.0.0.1:%2"_s.arg(m_isTls ? u"https"_s : u"http"_s).arg(m_port);
}

QStringList StandInServer::requests()
{
    QStringList lines;
    for (const QJsonValue line : tell({{u"get"_s, u"requests"_s}}).value(u"requests"_s).toArray())
        lines.append(line.toString());
    return lines;
}

NetworkStoreFixture::NetworkStoreFixture(const Clock &clock)
    : keychain(std::make_shared<FakeSecretStore>())
    , m_clock(clock)
{
    const auto noProxy = [](const QUrl &) { return QList<QNetworkProxy>{}; };
    http = std::make_shared<HttpClient>(clock, HttpClient::Options{{}, noProxy});
}

NetworkStoreParts NetworkStoreFixture::parts()
{
    return {&m_clock,
            &m_random,
            keychain,
            http,
            [noted = pauses](std::chrono::milliseconds pause, const CancelToken &) {
                noted->append(pause);
            }};
}

} // namespace drawbridge
