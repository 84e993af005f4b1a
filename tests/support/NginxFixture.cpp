// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/NginxFixture.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>

#include <sys/prctl.h>

#include <csignal>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

Error failed(const QString &detail)
{
    return Error{ErrorCode::Internal, u"nginx did not start"_s, detail};
}

bool accepts(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, port);
    return socket.waitForConnected(1000);
}

} // namespace

NginxFixture::~NginxFixture()
{
    stop();
}

quint16 NginxFixture::freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

quint16 NginxFixture::port(const QString &name) const
{
    return m_ports.value(name);
}

QString NginxFixture::withPorts(QString text)
{
    static const QRegularExpression place(u"@port:([a-z0-9-]+)@"_s);
    for (auto match = place.match(text); match.hasMatch(); match = place.match(text)) {
        const QString name = match.captured(1);
        if (!m_ports.contains(name))
            m_ports.insert(name, freePort());
        text.replace(match.captured(0), QString::number(m_ports.value(name)));
    }
    return text;
}

Result<void> NginxFixture::start(const QString &servers)
{
    // Between finding a free port and taking it somebody else may: then with other ports.
    Result<void> outcome;
    for (int attempt = 0; attempt < 3; ++attempt) {
        m_ports.clear();
        outcome = tryToStart(servers);
        if (outcome.isOk())
            return outcome;
        stop();
    }
    return outcome;
}

Result<void> NginxFixture::tryToStart(const QString &servers)
{
    const QString configuration =
        u"daemon off;\nmaster_process off;\npid @dir@/nginx.pid;\nerror_log stderr warn;\n"
        "events { worker_connections 256; }\n"
        "http {\n"
        "log_format arrived '$server_port $host $request_method $request_uri $status "
        "\"$http_authorization\" "
        "$request_length';\n"
        "access_log @dir@/access.log arrived;\n"
        "client_body_temp_path @dir@/t1; proxy_temp_path @dir@/t2; fastcgi_temp_path @dir@/t3;\n"
        "uwsgi_temp_path @dir@/t4; scgi_temp_path @dir@/t5;\n"
        "server_tokens off; default_type application/json; lingering_close off;\n%1\n}\n"_s.arg(
            servers);
    QFile file(folder() % u"/nginx.conf"_s);
    if (!file.open(QIODevice::WriteOnly))
        return failed(file.errorString());
    file.write(withPorts(configuration).replace(u"@dir@"_s, folder()).toUtf8());
    file.close();

    QString program = QStandardPaths::findExecutable(u"nginx"_s);
    if (program.isEmpty())
        program = u"/usr/sbin/nginx"_s;
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start(program, {u"-p"_s, folder(), u"-c"_s, file.fileName(), u"-e"_s, u"stderr"_s});
    if (!m_process.waitForStarted(5000))
        return failed(program % u": "_s % m_process.errorString());

    const QDeadlineTimer deadline(10'000);
    for (const quint16 port : std::as_const(m_ports)) {
        while (!accepts(port)) {
            // Waits for its end, which is the one thing that would make further tries useless.
            if (m_process.waitForFinished(10) || m_process.state() == QProcess::NotRunning
                || deadline.hasExpired())
                return failed(QString::fromLocal8Bit(m_process.readAll()));
        }
    }
    return {};
}

void NginxFixture::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(5000)) {
        m_process.kill();
        m_process.waitForFinished(5000);
    }
}

QStringList NginxFixture::accessLog() const
{
    QFile file(folder() % u"/access.log"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
}

} // namespace drawbridge
