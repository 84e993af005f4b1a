// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/PrivateFile.h"

#include <QCoreApplication>
#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <thread>
#include <utility>

namespace drawbridge {

namespace {

constexpr auto lockPoll = std::chrono::milliseconds(5);

class Descriptor
{
public:
    explicit Descriptor(int number)
        : m_number(number)
    {}
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    [[nodiscard]] int number() const { return m_number; }
    [[nodiscard]] bool isOpen() const { return m_number >= 0; }
    [[nodiscard]] int take() { return std::exchange(m_number, -1); }

private:
    int m_number;
};

QString reason()
{
    return qt_error_string(errno);
}

Error diskFailed(const QString &detail)
{
    return Error{ErrorCode::Unavailable,
                 QCoreApplication::translate("Secrets",
                                             "The vault file could not be read or written. Check "
                                             "that the disk has room and is not write-protected. "
                                             "Nothing was changed."),
                 detail};
}

Error insecure(const QString &what, const QString &detail)
{
    return Error{ErrorCode::Insecure, what, detail};
}

/// Ours alone: what is looser may have been read or exchanged by others, and tightening it now
/// would hide that.
Result<void> checkOwnership(const struct stat &entry, const QString &name)
{
    if (entry.st_uid != geteuid()) {
        return insecure(QCoreApplication::translate("Secrets",
                                                    "\"%1\" belongs to another user of this "
                                                    "computer. Open Drawbridge as that user.")
                            .arg(name),
                        {});
    }
    if ((entry.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return insecure(QCoreApplication::translate("Secrets",
                                                    "Other users of this computer can look into "
                                                    "\"%1\". Make it readable by you alone, then "
                                                    "try again.")
                            .arg(name),
                        QStringLiteral("mode %1").arg(entry.st_mode & 07777U, 4, 8, QChar(u'0')));
    }
    return {};
}

bool writeAll(int descriptor, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t wrote =
            ::write(descriptor, bytes.constData() + done, static_cast<size_t>(bytes.size() - done));
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        done += wrote;
    }
    return true;
}

} // namespace

Result<PrivateFolder> PrivateFolder::open(const QString &path)
{
    Descriptor folder(
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct stat entry
    {};
    if (!folder.isOpen() || ::fstat(folder.number(), &entry) != 0)
        return diskFailed(QStringLiteral("folder: %1").arg(reason()));
    TRY_DONE(checkOwnership(entry, path));
    return PrivateFolder(folder.take());
}

PrivateFolder::~PrivateFolder()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

PrivateFolder::PrivateFolder(PrivateFolder &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{}

Result<std::optional<QByteArray>> PrivateFolder::read(const QString &name, qsizetype longest) const
{
    // O_NONBLOCK: opening a pipe somebody put there must not wait for a writer.
    const Descriptor file(::openat(m_descriptor,
                                   QFile::encodeName(name).constData(),
                                   O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file.isOpen() && errno == ENOENT)
        return std::optional<QByteArray>();
    if (!file.isOpen() && errno != ELOOP)
        return diskFailed(QStringLiteral("open: %1").arg(reason()));
    struct stat entry
    {};
    if (!file.isOpen() || ::fstat(file.number(), &entry) != 0 || !S_ISREG(entry.st_mode)) {
        return insecure(QCoreApplication::translate("Secrets",
                                                    "\"%1\" is not a plain file but a link or a "
                                                    "device. Put the vault file itself there.")
                            .arg(name),
                        {});
    }
    TRY_DONE(checkOwnership(entry, name));
    if (entry.st_size > longest) {
        return Error{ErrorCode::Damaged,
                     QCoreApplication::translate("Secrets",
                                                 "\"%1\" is too large for a vault file. Restore it "
                                                 "from a backup.")
                         .arg(name),
                     {}};
    }
    QByteArray bytes(entry.st_size, Qt::Uninitialized);
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t got =
            ::read(file.number(), bytes.data() + done, static_cast<size_t>(bytes.size() - done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return diskFailed(QStringLiteral("read: %1").arg(reason()));
        if (got == 0)
            break; // cut short behind our back; what is left fails its check
        done += got;
    }
    bytes.truncate(done);
    return std::optional<QByteArray>(bytes);
}

Result<void> PrivateFolder::replace(const QString &name, const QByteArray &bytes) const
{
    const QByteArray target = QFile::encodeName(name);
    const QByteArray beside = QByteArray(target + ".new");
    ::unlinkat(m_descriptor, beside.constData(), 0); // left by a process that was killed here
    const Descriptor file(::openat(m_descriptor,
                                   beside.constData(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                   S_IRUSR | S_IWUSR));
    if (!file.isOpen())
        return diskFailed(QStringLiteral("create: %1").arg(reason()));
    if (!writeAll(file.number(), bytes) || ::fsync(file.number()) != 0
        || ::renameat(m_descriptor, beside.constData(), m_descriptor, target.constData()) != 0) {
        const Error error = diskFailed(QStringLiteral("write: %1").arg(reason()));
        ::unlinkat(m_descriptor, beside.constData(), 0);
        return error;
    }
    if (::fsync(m_descriptor) != 0)
        return diskFailed(QStringLiteral("flush folder: %1").arg(reason()));
    return {};
}

Result<FileLock> FileLock::take(const PrivateFolder &folder,
                                const QString &name,
                                std::chrono::milliseconds patience)
{
    Descriptor file(::openat(folder.m_descriptor,
                             QFile::encodeName(name).constData(),
                             O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
                             S_IRUSR | S_IWUSR));
    if (!file.isOpen())
        return diskFailed(QStringLiteral("lock: %1").arg(reason()));
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return diskFailed(QStringLiteral("lock: %1").arg(reason()));
        if (std::chrono::steady_clock::now() >= deadline) {
            return Error{ErrorCode::Busy,
                         QCoreApplication::translate("Secrets",
                                                     "Another Drawbridge is writing to the vault "
                                                     "file. Try again in a moment."),
                         {}};
        }
        std::this_thread::sleep_for(lockPoll);
    }
    return FileLock(file.take());
}

FileLock::~FileLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

FileLock::FileLock(FileLock &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{}

} // namespace drawbridge
