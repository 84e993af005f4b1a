// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/DatabaseFile.h"

#include "core/storage/SqlError.h"
#include "core/storage/WorkspaceFolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QScopeGuard>
#include <QtEndian>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <utility>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype copiesKept = 5;

QString tr(const char *text)
{
    return QCoreApplication::translate("Storage", text);
}

Error newerFormat(int schema)
{
    return {ErrorCode::NewerFormat,
            tr("This business was last written by a newer Drawbridge. Update the program on this "
               "computer to open it. Nothing was changed."),
            u"schema "_s % QString::number(schema)};
}

Error diskFailed(const QString &path)
{
    const int number = errno;
    return {ErrorCode::Unavailable,
            tr("The disk is full or fails. Nothing was changed: make room, then try again."),
            path % u": "_s % qt_error_string(number)};
}

// https://www.sqlite.org/fileformat.html, 1.3: numbers are big-endian.
struct FileHead
{
    static constexpr qsizetype size = 100;
    static constexpr QByteArrayView magic{"SQLite format 3", 16};

    explicit FileHead(const QByteArray &read)
        : bytes(read)
    {}
    template<typename T>
    [[nodiscard]] T at(qsizetype offset) const
    {
        return qFromBigEndian<T>(bytes.constData() + offset);
    }
    [[nodiscard]] bool isSqlite() const { return bytes.size() == size && bytes.startsWith(magic); }
    [[nodiscard]] qint64 pageSize() const
    {
        const auto stored = at<quint16>(16);
        return stored == 1 ? 65536 : stored;
    }
    /// 0 where an old program wrote last and the number is not kept up.
    [[nodiscard]] qint64 pages() const
    {
        return at<quint32>(24) == at<quint32>(92) ? at<quint32>(28) : 0;
    }
    [[nodiscard]] int schema() const { return at<qint32>(60); }
    [[nodiscard]] quint32 mark() const { return at<quint32>(68); }

    QByteArray bytes;
};

QStringList copiesIn(const QString &folder)
{
    // Their names end in the time, so the newest of a schema is the last by name; across schemas the time decides.
    QStringList names = QDir(WorkspaceFolder::backupsFolder(folder))
                            .entryList({u"schema-*.db"_s}, QDir::Files, QDir::NoSort);
    std::sort(names.begin(), names.end(), [](const QString &a, const QString &b) {
        return a.section(u'-', 2) > b.section(u'-', 2);
    });
    return names;
}

bool flush(const QString &path, int flags)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC);
    const bool flushed = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0)
        ::close(descriptor);
    return flushed;
}

Result<void> makeFile(const QString &file)
{
    const int descriptor = ::open(QFile::encodeName(file).constData(),
                                  O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC,
                                  S_IRUSR | S_IWUSR);
    if (descriptor >= 0) {
        ::close(descriptor);
        return {};
    }
    if (errno == EEXIST)
        return Error{ErrorCode::Conflict,
                     tr("There is a file of that name already. Choose another one."),
                     file};
    return diskFailed(file);
}

Result<void> checkCopy(const QString &copy,
                       std::chrono::milliseconds patience,
                       const StorageContext &context)
{
    TRY(session, Session::open(copy, Session::Access::ReadOnly, patience, context));
    TRY(found, session->value(u"PRAGMA quick_check(1)"_s));
    if (found.toString() != u"ok"_s) {
        return Error{ErrorCode::Unavailable,
                     tr("The copy that was just made cannot be read back. Check the disk. Nothing "
                        "was changed."),
                     found.toString()};
    }
    return {};
}

QString identityOf(const QString &file)
{
    struct stat entry
    {};
    if (::stat(QFile::encodeName(file).constData(), &entry) != 0)
        return file;
    return u"%1:%2"_s.arg(entry.st_dev).arg(entry.st_ino);
}

std::mutex openFilesMutex;
QHash<QString, int> openFiles; ///< of this process, by identity

Result<void> checkHead(const QString &folder, int newestSchema)
{
    QFile file(WorkspaceFolder::databaseFile(folder));
    if (!file.open(QIODevice::ReadWrite | QIODevice::ExistingOnly)) {
        return Error{ErrorCode::Denied,
                     tr("The file of this business can only be read, so Drawbridge does not open "
                        "it. Make it writable for yourself, or copy the whole folder to a disk "
                        "you can write to. Nothing was changed."),
                     file.errorString()};
    }
    const FileHead head(file.read(FileHead::size));
    if (!head.isSqlite())
        return damagedDatabase(folder, u"no SQLite file"_s);
    if (head.mark() != drawbridgeFileMark)
        return damagedDatabase(folder, u"not ours: "_s % QString::number(head.mark(), 16));
    if (head.schema() > newestSchema)
        return newerFormat(head.schema());
    // Pages may be missing only while a write-ahead log has them.
    if (!hasUnfinishedLog(folder) && head.pages() * head.pageSize() > file.size())
        return damagedDatabase(folder, u"cut short"_s);
    return {};
}

} // namespace

Result<OpenDatabaseFile> OpenDatabaseFile::check(const QString &folder, int newestSchema)
{
    const std::lock_guard lock(openFilesMutex);
    const QString identity = identityOf(WorkspaceFolder::databaseFile(folder));
    if (openFiles.value(identity) == 0)
        TRY_DONE(checkHead(folder, newestSchema));
    ++openFiles[identity];
    return OpenDatabaseFile(identity);
}

OpenDatabaseFile OpenDatabaseFile::unchecked(const QString &folder)
{
    const std::lock_guard lock(openFilesMutex);
    const QString identity = identityOf(WorkspaceFolder::databaseFile(folder));
    ++openFiles[identity];
    return OpenDatabaseFile(identity);
}

OpenDatabaseFile::~OpenDatabaseFile()
{
    if (m_identity.isEmpty())
        return;
    const std::lock_guard lock(openFilesMutex);
    if (--openFiles[m_identity] == 0)
        openFiles.remove(m_identity);
}

OpenDatabaseFile::OpenDatabaseFile(OpenDatabaseFile &&other) noexcept
    : m_identity(std::exchange(other.m_identity, {}))
{}

OpenDatabaseFile &OpenDatabaseFile::operator=(OpenDatabaseFile &&other) noexcept
{
    std::swap(m_identity, other.m_identity);
    return *this;
}

Result<void> makeDatabaseFile(const QString &folder)
{
    const Result<void> made = makeFile(WorkspaceFolder::databaseFile(folder));
    if (!made.isOk() && made.error().code == ErrorCode::Conflict) {
        return Error{ErrorCode::Conflict,
                     tr("There is a business in this folder already. Open it, or choose an empty "
                        "folder."),
                     folder};
    }
    return made;
}

void removeDatabaseFiles(const QString &folder)
{
    for (const QString &ending : {u""_s, u"-wal"_s, u"-shm"_s})
        QFile::remove(WorkspaceFolder::databaseFile(folder) % ending);
}

bool hasUnfinishedLog(const QString &folder)
{
    return QFileInfo(WorkspaceFolder::databaseFile(folder) % u"-wal"_s).size() > 0;
}

Error damagedDatabase(const QString &folder, const QString &detail)
{
    const QStringList copies = copiesIn(folder);
    const QString what =
        tr("The file of this business (%1) is damaged or is not Drawbridge's. Nothing was "
           "changed. Restore your newest backup into an empty folder.")
            .arg(databaseFileName());
    if (copies.isEmpty())
        return {ErrorCode::Damaged, what, detail};
    return {ErrorCode::Damaged,
            what % u' '
                % tr("Drawbridge itself kept a copy: %1.")
                      .arg(QDir(WorkspaceFolder::backupsFolder(folder)).filePath(copies.first())),
            detail};
}

Result<int> readSchema(Session &session, const QString &folder, int newestSchema)
{
    TRY(mark, session.value(u"PRAGMA application_id"_s));
    TRY(version, session.value(u"PRAGMA user_version"_s));
    if (mark.toUInt() != drawbridgeFileMark || version.toInt() < 1)
        return damagedDatabase(folder, u"not ours: "_s % mark.toString());
    if (version.toInt() > newestSchema)
        return newerFormat(version.toInt());
    return version.toInt();
}

Result<void> copyDatabase(const QString &file,
                          const QString &copy,
                          std::chrono::milliseconds patience,
                          const StorageContext &context)
{
    // Made by us, as SQLite would make it readable for others; an empty file is one it fills.
    TRY_DONE(makeFile(copy));
    auto removeCopy = qScopeGuard([&copy] { QFile::remove(copy); });
    {
        TRY(session, Session::open(file, Session::Access::ReadWrite, patience, context));
        TRY(copied, session->change(u"VACUUM INTO ?"_s, {copy}));
        static_cast<void>(copied);
    }
    if (!flush(copy, O_RDONLY) || !flush(QFileInfo(copy).path(), O_RDONLY | O_DIRECTORY))
        return diskFailed(copy);
    TRY_DONE(checkCopy(copy, patience, context));
    removeCopy.dismiss();
    return {};
}

Result<void> keepCopy(const StorageConfig &config, int schema, const StorageContext &context)
{
    const QString &folder = config.folder;
    const QString file = WorkspaceFolder::databaseFile(folder);
    const QString backups = WorkspaceFolder::backupsFolder(folder);
    if (::mkdir(QFile::encodeName(backups).constData(), S_IRWXU) != 0 && errno != EEXIST)
        return diskFailed(backups);
    TRY_DONE(WorkspaceFolder::checkRoom(backups, 2 * QFileInfo(file).size()));
    const QString path = QDir(backups).filePath(u"schema-%1-%2.db"_s.arg(schema).arg(
        context.clock.now().toString(u"yyyyMMdd'T'HHmmss'Z'"_s)));
    const QString beside = path % u".part"_s;
    const QStringList left =
        QDir(backups).entryList({u"*.part"_s, u"*.part-journal"_s}, QDir::Files);
    for (const QString &name : left) // by a process that was killed here
        QFile::remove(QDir(backups).filePath(name));
    TRY_DONE(copyDatabase(file, beside, config.patience, context));
    if (::rename(QFile::encodeName(beside).constData(), QFile::encodeName(path).constData()) != 0
        || !flush(backups, O_RDONLY | O_DIRECTORY))
        return diskFailed(path);
    const QStringList copies = copiesIn(folder);
    for (qsizetype i = copiesKept; i < copies.size(); ++i)
        QFile::remove(QDir(backups).filePath(copies.at(i)));
    return {};
}

} // namespace drawbridge
