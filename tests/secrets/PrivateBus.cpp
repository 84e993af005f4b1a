// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/secrets/PrivateBus.h"

#include <QFile>

#include <sys/prctl.h>

#include <csignal>

namespace drawbridge {

namespace {

constexpr auto configuration = R"(<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
)";

} // namespace

PrivateBus::PrivateBus()
{
    QFile file(m_folder.filePath(QStringLiteral("bus.conf")));
    if (!file.open(QIODevice::WriteOnly) || file.write(configuration) < 0)
        return;
    file.close();
    // A test that is killed takes its bus with it.
    m_daemon.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
    m_daemon.start(QStringLiteral("dbus-daemon"),
                   {QString(u"--config-file=" + file.fileName()),
                    QStringLiteral("--nofork"),
                    QStringLiteral("--nopidfile"),
                    QStringLiteral("--print-address")});
    if (m_daemon.waitForReadyRead())
        m_address = QString::fromLatin1(m_daemon.readLine().trimmed());
}

PrivateBus::~PrivateBus()
{
    stop();
}

QProcessEnvironment PrivateBus::environment() const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), m_address);
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_folder.path());
    return environment;
}

void PrivateBus::stop()
{
    m_daemon.terminate();
    m_daemon.waitForFinished();
}

} // namespace drawbridge
