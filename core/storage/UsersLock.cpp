// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/UsersLock.h"

#include <QCoreApplication>
#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <thread>
#include <utility>

namespace drawbridge {

namespace {

constexpr auto pollEvery = std::chrono::milliseconds(10);

QString tr(const char *text)
{
    return QCoreApplication::translate("Storage", text);
}

Error cannotLock()
{
    return {ErrorCode::Denied,
            tr("The folder of this business cannot be written to. Check that the disk is not "
               "write-protected and that the folder is yours. Nothing was changed."),
            qt_error_string(errno)};
}

Error heldBy(int descriptor)
{
    std::array<char, 200> text{};
    const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
    const QString holder = QString::fromUtf8(text.data(), std::max<ssize_t>(size, 0));
    return {ErrorCode::Busy,
            holder.isEmpty()
                ? tr("Another Drawbridge is opening this business just now. Try again in a "
                     "moment.")
                : tr("This business is being brought up to date by %1. Try again when that is "
                     "done.")
                      .arg(holder),
            holder};
}

} // namespace

Result<UsersLock> UsersLock::take(const QString &file, std::chrono::milliseconds patience)
{
    const int descriptor = ::open(QFile::encodeName(file).constData(),
                                  O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
                                  S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return cannotLock();
    UsersLock lock(descriptor, false);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
        lock.m_isAlone = true;
        return lock;
    }
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (::flock(descriptor, LOCK_SH | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return cannotLock();
        if (std::chrono::steady_clock::now() >= deadline)
            return heldBy(descriptor);
        std::this_thread::sleep_for(pollEvery);
    }
    return lock;
}

UsersLock::~UsersLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

UsersLock::UsersLock(UsersLock &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_isAlone(other.m_isAlone)
    , m_isNamed(other.m_isNamed)
{}

UsersLock &UsersLock::operator=(UsersLock &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_isAlone, other.m_isAlone);
    std::swap(m_isNamed, other.m_isNamed);
    return *this;
}

void UsersLock::nameHolder(const QString &holder)
{
    m_isNamed = !holder.isEmpty();
    const QByteArray text = holder.left(60).toUtf8();
    // Only a kindness to whoever waits: without it he is told less.
    if (::ftruncate(m_descriptor, 0) == 0)
        static_cast<void>(::pwrite(m_descriptor, text.constData(), size_t(text.size()), 0));
}

void UsersLock::letOthersIn()
{
    if (m_isNamed)
        nameHolder({});
    ::flock(m_descriptor, LOCK_SH);
    m_isAlone = false;
}

} // namespace drawbridge
