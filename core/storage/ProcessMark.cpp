// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/ProcessMark.h"

#include <QFile>
#include <QFileInfo>
#include <QStringList>
#include <QSysInfo>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString readLine(const QString &file)
{
    QFile source(file);
    return source.open(QIODevice::ReadOnly) ? QString::fromLatin1(source.readLine(4096)).trimmed()
                                            : QString();
}

/// Field 22 of /proc/PID/stat (proc(5)); the name before it may hold anything, so count from its closing bracket.
/// Empty when it is gone, or over and only waits for its parent to notice.
QString startTimeOf(qint64 pid)
{
    const QString line = readLine(u"/proc/%1/stat"_s.arg(pid));
    const qsizetype end = line.lastIndexOf(u')');
    const QStringList fields = line.mid(end + 2).split(u' ');
    const bool isOver = fields.value(0) == u"Z"_s || fields.value(0) == u"X"_s;
    return end < 0 || isOver ? QString() : fields.value(19);
}

QString bootId()
{
    return readLine(u"/proc/sys/kernel/random/boot_id"_s);
}

/// "pid:[4026531836]": within another one the same number is another process (pid_namespaces(7)).
QString processNamespace()
{
    QByteArray target(64, '\0');
    const ssize_t size = ::readlink("/proc/self/ns/pid", target.data(), size_t(target.size()));
    return size > 0 ? QString::fromLatin1(target.constData(), size) : QString();
}

} // namespace

ProcessMark ProcessMark::own()
{
    ProcessMark mark;
    mark.m_machine = QString::fromLatin1(QSysInfo::machineUniqueId());
    mark.m_boot = bootId();
    mark.m_processes = processNamespace();
    mark.m_pid = ::getpid();
    mark.m_startTime = startTimeOf(mark.m_pid);
    return mark;
}

ProcessMark ProcessMark::fromText(const QString &text)
{
    const QStringList parts = text.split(u'/');
    ProcessMark mark;
    mark.m_machine = parts.value(0);
    mark.m_boot = parts.value(1);
    mark.m_processes = parts.value(2);
    mark.m_pid = parts.value(3).toLongLong();
    mark.m_startTime = parts.value(4);
    return mark;
}

QString ProcessMark::text() const
{
    return m_machine % u'/' % m_boot % u'/' % m_processes % u'/' % QString::number(m_pid) % u'/'
        % m_startTime;
}

bool ProcessMark::isAlive() const
{
    if (m_machine != QString::fromLatin1(QSysInfo::machineUniqueId()))
        return true;
    if (m_boot != bootId())
        return false;
    if (m_processes != processNamespace())
        return true;
    return m_pid > 0 && !m_startTime.isEmpty() && startTimeOf(m_pid) == m_startTime;
}

bool ProcessMark::isOwn() const
{
    return text() == own().text();
}

} // namespace drawbridge
