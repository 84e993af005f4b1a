// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/FileRewrite.h"

#include "core/base/SecretBytes.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("FileRewrite", text);
}

Error cannotWrite(const QString &path)
{
    return {ErrorCode::Denied,
            tr("\"%1\" cannot be changed. It is as it was.").arg(path),
            QString::fromLocal8Bit(std::strerror(errno))};
}

bool writeAll(int descriptor, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t wrote =
            ::write(descriptor, bytes.constData() + done, size_t(bytes.size() - done));
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        done += wrote;
    }
    return ::fsync(descriptor) == 0;
}

/// Who else may read it (its POSIX access list) goes along. False: that could not be told or given.
bool giveAccessList(const QByteArray &from, int to)
{
    constexpr auto name = "system.posix_acl_access";
    std::array<char, 4096> list = {};
    const ssize_t length = ::getxattr(from.constData(), name, list.data(), list.size());
    if (length >= 0)
        return ::fsetxattr(to, name, list.data(), size_t(length), 0) == 0;
    if (errno == ENOTSUP)
        return true;
    if (errno != ENODATA)
        return false;
    // The folder may have given the new file a list of its own.
    return ::fremovexattr(to, name) == 0 || errno == ENODATA;
}

} // namespace

Result<QByteArray> readWholeFile(const QString &path, qsizetype longest)
{
    // It may grow while it is read.
    TRY(bytes, readBeginOfFile(path, longest + 1));
    if (bytes.size() <= longest)
        return bytes;
    wipe(bytes);
    return Error{ErrorCode::InvalidInput,
                 tr("\"%1\" is no ordinary file of at most 1 MiB.").arg(path),
                 {}};
}

Result<QByteArray> readBeginOfFile(const QString &path, qsizetype longest)
{
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0)
        return Error{ErrorCode::NotFound,
                     tr("\"%1\" cannot be read.").arg(path),
                     QString::fromLocal8Bit(std::strerror(errno))};
    QFile file;
    struct stat about = {};
    if (::fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)
        || !file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)) {
        if (!file.isOpen())
            ::close(descriptor);
        return Error{ErrorCode::InvalidInput, tr("\"%1\" is no ordinary file.").arg(path), {}};
    }
    return file.read(longest);
}

Result<void> rewriteFile(const QString &path, const QByteArray &before, const QByteArray &after)
{
    // What a link leads to is replaced, not the link.
    const QString target = QFileInfo(path).canonicalFilePath();
    if (target.isEmpty())
        return Error{ErrorCode::NotFound, tr("\"%1\" is not there any more.").arg(path), {}};
    TRY(now, readWholeFile(target, before.size() + 1));
    const bool isSame = now == before;
    wipe(now);
    if (!isSame)
        return Error{ErrorCode::Conflict,
                     tr("\"%1\" was changed meanwhile, so nothing in it was replaced.").arg(path),
                     {}};
    const QByteArray place = QFile::encodeName(target);
    struct stat about = {};
    if (::stat(place.constData(), &about) != 0)
        return cannotWrite(path);
    if (about.st_nlink > 1)
        return Error{ErrorCode::Denied,
                     tr("\"%1\" has a second name on this disk (a hard link), under which it would "
                        "stay as it was. Remove that name first, then try again.")
                         .arg(path),
                     {}};
    QByteArray beside = place + ".drawbridge-XXXXXX";
    const int descriptor = ::mkostemp(beside.data(), O_CLOEXEC);
    if (descriptor < 0)
        return cannotWrite(path);
    // Where the group or the list cannot be kept, nobody who could not read the file before may read it now.
    const bool sameOwner = about.st_uid == ::geteuid();
    const bool sameGroup = ::fchown(descriptor, uid_t(-1), about.st_gid) == 0;
    const bool sameList = giveAccessList(place, descriptor);
    const mode_t mode = sameGroup && sameList ? about.st_mode & 0777U : about.st_mode & 0700U;
    const bool written =
        sameOwner && ::fchmod(descriptor, mode) == 0 && writeAll(descriptor, after);
    const int closed = ::close(descriptor);
    if (!written || closed != 0 || ::rename(beside.constData(), place.constData()) != 0) {
        const Error error = cannotWrite(path);
        ::unlink(beside.constData());
        return error;
    }
    const QByteArray folder = QFile::encodeName(QFileInfo(target).path());
    if (const int opened = ::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        opened >= 0) {
        ::fsync(opened);
        ::close(opened);
    }
    return {};
}

} // namespace drawbridge
