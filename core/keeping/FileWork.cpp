// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/FileWork.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Keeping", text);
}

constexpr mode_t privateMode = S_IRUSR | S_IWUSR;

Result<void> syncFolderOf(const QString &path)
{
    const QString folder = QFileInfo(path).absolutePath();
    const FileHandle handle(
        open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // Some file systems (FUSE, old SMB) cannot sync a folder and say EINVAL; their files are synced all the same.
    if (!handle.isOpen() || (fsync(handle.get()) != 0 && errno != EINVAL))
        return fileError(errno, folder);
    return {};
}

Result<FileHandle> makeFile(const QString &path, int flags)
{
    FileHandle file(open(QFile::encodeName(path).constData(),
                         O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | flags,
                         privateMode));
    if (!file.isOpen())
        return fileError(errno, path);
    return file;
}

} // namespace

FileHandle::~FileHandle()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

FileHandle::FileHandle(FileHandle &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{}

FileHandle &FileHandle::operator=(FileHandle &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

Error fileError(int number, const QString &path)
{
    QString detail = path;
    detail += QStringLiteral(": ");
    detail += qt_error_string(number);
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return {ErrorCode::NotFound,
                tr("There is no such file or folder. Check the name and try again."),
                detail};
    case EEXIST:
    case EISDIR:
        return {ErrorCode::Conflict,
                tr("There is a file of that name already. Choose another name."),
                detail};
    case EACCES:
    case EPERM:
    case EROFS:
        return {ErrorCode::Denied,
                tr("This computer does not let you write or read there. Choose another place."),
                detail};
    case ELOOP:
        return {ErrorCode::Insecure,
                tr("There is a link where a file should be. Remove the link and try again."),
                detail};
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return {ErrorCode::Unavailable,
                tr("There is not enough room on the disk. Make room, or choose another place."),
                detail};
    default:
        return {ErrorCode::Unavailable,
                tr("The disk did not do what it was asked. Try again, or choose another place."),
                detail};
    }
}

Result<QByteArray> readPrivateFile(const QString &path, qint64 maxSize)
{
    const FileHandle handle(
        open(QFile::encodeName(path).constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!handle.isOpen())
        return fileError(errno, path);
    struct stat status
    {};
    if (fstat(handle.get(), &status) != 0)
        return fileError(errno, path);
    if (!S_ISREG(status.st_mode) || status.st_uid != geteuid()
        || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return Error{ErrorCode::Insecure,
                     tr("Other users of this computer can get at a file of the business. Make it "
                        "yours alone (chmod 600) and try again."),
                     path};
    }
    if (status.st_size > maxSize) {
        return Error{ErrorCode::Damaged,
                     tr("A file of the business is damaged. Restore it from a backup."),
                     QStringLiteral("%1: %2 bytes").arg(path).arg(status.st_size)};
    }
    QFile file;
    if (!file.open(handle.get(), QIODevice::ReadOnly))
        return fileError(EIO, path);
    QByteArray bytes = file.read(maxSize);
    if (file.error() != QFileDevice::NoError)
        return fileError(EIO, path);
    return bytes;
}

Result<void> writePrivateFile(const QString &path, QByteArrayView bytes)
{
    const QString temporary = path + QStringLiteral(".new");
    {
        TRY(file, makeTemporaryFile(temporary));
        TRY_DONE(writeAll(file, bytes, temporary));
        TRY_DONE(syncFile(file, temporary));
    }
    return moveOver(temporary, path);
}

Result<FileHandle> makeNewFile(const QString &path)
{
    return makeFile(path, O_EXCL);
}

Result<FileHandle> makeTemporaryFile(const QString &path)
{
    TRY_DONE(removeFile(path));
    return makeFile(path, O_EXCL);
}

Result<void> writeAll(const FileHandle &file, QByteArrayView bytes, const QString &path)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = write(file.get(), bytes.data(), static_cast<size_t>(bytes.size()));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fileError(errno, path);
        bytes = bytes.sliced(written);
    }
    return {};
}

Result<void> syncFile(const FileHandle &file, const QString &path)
{
    if (fsync(file.get()) != 0)
        return fileError(errno, path);
    return {};
}

Result<void> moveToNewName(const QString &from, const QString &to)
{
    const QByteArray source = QFile::encodeName(from);
    const QByteArray target = QFile::encodeName(to);
    if (syscall(SYS_renameat2,
                AT_FDCWD,
                source.constData(),
                AT_FDCWD,
                target.constData(),
                RENAME_NOREPLACE)
        != 0) {
        // A file system that does not know the flag: the look before the leap is the best there is.
        if (errno != EINVAL && errno != ENOSYS)
            return fileError(errno, to);
        struct stat status
        {};
        if (lstat(target.constData(), &status) == 0)
            return fileError(EEXIST, to);
        if (rename(source.constData(), target.constData()) != 0)
            return fileError(errno, to);
    }
    return syncFolderOf(to);
}

Result<void> moveOver(const QString &from, const QString &to)
{
    if (rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) != 0)
        return fileError(errno, to);
    return syncFolderOf(to);
}

Result<void> removeFile(const QString &path)
{
    if (unlink(QFile::encodeName(path).constData()) != 0 && errno != ENOENT)
        return fileError(errno, path);
    return {};
}

Result<FileHandle> lockFolder(const QString &folder)
{
    FileHandle handle(
        open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle.isOpen())
        return fileError(errno, folder);
    if (flock(handle.get(), LOCK_EX | LOCK_NB) != 0) {
        return Error{
            ErrorCode::Busy,
            tr("Another Drawbridge is setting up, backing up, restoring or moving this business. "
               "Wait until it is done, then try again."),
            folder};
    }
    return handle;
}

} // namespace drawbridge
