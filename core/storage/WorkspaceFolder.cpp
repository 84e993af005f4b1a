// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/WorkspaceFolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qint64 roomForAWorkspace = 32 * 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("Storage", text);
}

QByteArray encoded(const QString &path)
{
    return QFile::encodeName(path);
}

/// For a shell that reads the command the owner pastes.
QString quoted(const QString &path)
{
    QString inner = path;
    inner.replace(u'\'', u"'\\''"_s);
    return u'\'' % inner % u'\'';
}

Error insecure(const QString &what, const QString &detail)
{
    return {ErrorCode::Insecure, what, detail};
}

/// The user's own, no link, and closed to everybody else.
Result<void> checkEntry(const QString &path)
{
    struct stat entry
    {};
    if (::lstat(encoded(path).constData(), &entry) != 0) {
        if (errno == ENOENT)
            return Error{ErrorCode::NotFound, tr("There is no folder %1.").arg(path), {}};
        return Error{ErrorCode::Denied,
                     tr("%1 cannot be looked at. Check that it is yours.").arg(path),
                     qt_error_string(errno)};
    }
    const bool isFolder = S_ISDIR(entry.st_mode);
    if (!isFolder && !S_ISREG(entry.st_mode)) {
        return insecure(tr("%1 is a link or a device. Put the folder or file itself there; "
                           "Drawbridge does not follow links to what it must protect.")
                            .arg(path),
                        {});
    }
    if (entry.st_uid != ::geteuid()) {
        return Error{ErrorCode::Denied,
                     tr("%1 belongs to another user of this computer. Open Drawbridge as that "
                        "user.")
                         .arg(path),
                     u"owner "_s % QString::number(entry.st_uid)};
    }
    if ((entry.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return insecure(tr("Other users of this computer can look into your business. In a "
                           "terminal, run: chmod %1 %2")
                            .arg(isFolder ? u"700"_s : u"600"_s, quoted(path)),
                        u"mode %1"_s.arg(entry.st_mode & 07777U, 4, 8, QChar(u'0')));
    }
    return {};
}

/// Ours by name; what else the owner keeps in the folder is not our business.
QStringList ownEntries(const QString &folder)
{
    constexpr auto everything =
        QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
    QStringList paths;
    const auto add = [&paths](const QString &in, const QStringList &patterns) {
        const QStringList names = QDir(in).entryList(patterns, everything, QDir::Name);
        for (const QString &name : names)
            paths.append(in % u'/' % name);
    };
    add(folder, {u"workspace.*"_s, u"backups"_s, u"log"_s});
    add(WorkspaceFolder::backupsFolder(folder), {u"*"_s});
    add(WorkspaceFolder::logFolder(folder), {u"*"_s});
    return paths;
}

/// The type of the file system the path lies on, from /proc/self/mountinfo (proc(5)); empty if it is not told.
QString mountedType(const QString &path)
{
    struct stat entry
    {};
    QFile mounts(u"/proc/self/mountinfo"_s);
    if (::stat(encoded(path).constData(), &entry) != 0 || !mounts.open(QIODevice::ReadOnly))
        return {};
    const QByteArray device =
        QByteArray::number(major(entry.st_dev)) + ':' + QByteArray::number(minor(entry.st_dev));
    const QList<QByteArray> lines = mounts.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> fields = line.split(' ');
        const qsizetype dash = fields.indexOf("-");
        if (fields.value(2) == device && dash > 0)
            return QString::fromLatin1(fields.value(dash + 1));
    }
    return {};
}

Result<void> checkDisk(const QString &path)
{
    struct statfs disk
    {};
    struct statvfs flags
    {};
    if (::statfs(encoded(path).constData(), &disk) != 0
        || ::statvfs(encoded(path).constData(), &flags) != 0) {
        return Error{ErrorCode::Unavailable,
                     tr("The disk of %1 does not answer. Check it, then try again.").arg(path),
                     qt_error_string(errno)};
    }
    const QString network =
        networkFileSystem(static_cast<quint64>(static_cast<quint32>(disk.f_type)),
                          mountedType(path));
    if (!network.isEmpty()) {
        return insecure(tr("%1 lies on a network (%2), where two computers could damage your "
                           "business without noticing. Move the folder to a disk of this "
                           "computer.")
                            .arg(path, network),
                        network);
    }
    if ((flags.f_flag & ST_RDONLY) != 0
        || ::faccessat(AT_FDCWD, encoded(path).constData(), W_OK | X_OK, AT_EACCESS) != 0) {
        return Error{ErrorCode::Denied,
                     tr("%1 can only be read, so Drawbridge does not open it. Make it writable "
                        "for yourself, or copy the whole folder to a disk you can write to. "
                        "Nothing was changed.")
                         .arg(path),
                     {}};
    }
    return {};
}

} // namespace

QString networkFileSystem(quint64 magic, const QString &type)
{
    struct Known
    {
        quint64 magic;
        const char *name;
    };
    // statfs(2) and linux/magic.h. Also the shares that virtual machines mount.
    static constexpr Known networks[] = {{0x6969, "NFS"},
                                         {0xFF534D42, "CIFS"},
                                         {0xFE534D42, "SMB"},
                                         {0x517B, "SMB"},
                                         {0x01021997, "9P"},
                                         {0x73757245, "Coda"},
                                         {0x5346414F, "AFS"},
                                         {0x6B414653, "AFS"},
                                         {0x00C36400, "Ceph"},
                                         {0x0BD00BD0, "Lustre"},
                                         {0x01161970, "GFS2"},
                                         {0x7461636F, "OCFS2"},
                                         {0x47504653, "GPFS"},
                                         {0x564C, "NCP"},
                                         {0x19830326, "BeeGFS"},
                                         {0x786F4256, "vboxsf"},
                                         {0xBACBACBC, "vmhgfs"},
                                         {0xBEEFDEAD, "SNFS"},
                                         {0x013661, "Acfs"}};
    for (const Known &known : networks) {
        if (known.magic == magic)
            return QString::fromLatin1(known.name);
    }
    constexpr quint64 fuse = 0x65735546;
    if (magic != fuse)
        return {};
    // FUSE systems that only dress up a local folder or disk.
    static const QStringList local{u"fuseblk"_s,
                                   u"fuse.gocryptfs"_s,
                                   u"fuse.encfs"_s,
                                   u"fuse.cryfs"_s,
                                   u"fuse.securefs"_s,
                                   u"fuse.bindfs"_s,
                                   u"fuse.ext4"_s,
                                   u"fuse.fuse-overlayfs"_s};
    return local.contains(type) ? QString() : type.isEmpty() ? u"FUSE"_s : type;
}

Result<void> WorkspaceFolder::create(const QString &path)
{
    const QString clean = QDir::cleanPath(path);
    const QString parent = QFileInfo(clean).path();
    if (!QFileInfo::exists(clean)) {
        const bool made =
            QDir().mkpath(parent) && ::mkdir(encoded(clean).constData(), S_IRWXU) == 0;
        if (!made && errno != EEXIST) {
            return Error{errno == ENOSPC ? ErrorCode::Unavailable : ErrorCode::Denied,
                         tr("The folder %1 cannot be made. Choose another place.").arg(path),
                         qt_error_string(errno)};
        }
    }
    TRY_DONE(check(clean));
    return checkRoom(clean, roomForAWorkspace);
}

Result<void> WorkspaceFolder::check(const QString &path)
{
    const QString clean = QDir::cleanPath(path);
    TRY_DONE(checkEntry(clean));
    if (!QFileInfo(clean).isDir()) {
        return Error{ErrorCode::NotFound,
                     tr("%1 is a file. Choose the folder of your business.").arg(path),
                     {}};
    }
    TRY_DONE(checkDisk(clean));
    const QStringList entries = ownEntries(clean);
    for (const QString &entry : entries) {
        const Result<void> fine = checkEntry(entry);
        // A write-ahead log goes when the process that had it closes.
        if (!fine.isOk() && fine.error().code != ErrorCode::NotFound)
            return fine;
    }
    return {};
}

Result<void> WorkspaceFolder::checkRoom(const QString &path, qint64 bytes)
{
    struct statvfs disk
    {};
    if (::statvfs(encoded(path).constData(), &disk) != 0) {
        return Error{ErrorCode::Unavailable,
                     tr("The disk of %1 does not answer. Check it, then try again.").arg(path),
                     qt_error_string(errno)};
    }
    const auto room = static_cast<qint64>(disk.f_bavail * disk.f_frsize);
    if (room < bytes) {
        constexpr qint64 megabyte = 1'000'000;
        return Error{ErrorCode::Unavailable,
                     tr("The disk is nearly full. Make at least %1 MB of room, then try again. "
                        "Nothing was changed.")
                         .arg((bytes - room) / megabyte + 1),
                     path};
    }
    return {};
}

QString WorkspaceFolder::databaseFile(const QString &path)
{
    return path % u"/workspace.db"_s;
}

QString WorkspaceFolder::usersFile(const QString &path)
{
    return path % u"/workspace.db.users"_s;
}

QString WorkspaceFolder::backupsFolder(const QString &path)
{
    return path % u"/backups"_s;
}

QString WorkspaceFolder::logFolder(const QString &path)
{
    return path % u"/log"_s;
}

} // namespace drawbridge
