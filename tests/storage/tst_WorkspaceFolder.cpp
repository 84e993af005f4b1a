// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/WorkspaceFolder.h"
#include "tests/support/DropPrivileges.h"
#include "tests/support/TestUnit.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/stat.h>
#include <unistd.h>

#include <limits>

using namespace Qt::StringLiterals;
using namespace drawbridge;

class tst_WorkspaceFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewFolderIsItsOwnersAlone();
    void aFolderThatIsThereIsTaken();
    void whatIsTooOpenIsRefusedWithTheCommand_data();
    void whatIsTooOpenIsRefusedWithTheCommand();
    void theCommandIsSafeToPaste();
    void otherFilesOfTheOwnerMayBeOpen();
    void linksAreRefused_data();
    void linksAreRefused();
    void somebodyElsesIsRefused();
    void whatIsMissingIsNotFound();
    void aFileIsNoFolder();
    void aFolderThatCannotBeWrittenIsRefused();
    void noRoomIsTold();
    void networksAreTold_data();
    void networksAreTold();

private:
    static bool put(const QString &path, mode_t mode)
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && ::chmod(qUtf8Printable(path), mode) == 0;
    }
    static mode_t modeOf(const QString &path)
    {
        struct stat entry
        {};
        return ::lstat(qUtf8Printable(path), &entry) == 0 ? entry.st_mode & 07777U : 0;
    }
};

void tst_WorkspaceFolder::aNewFolderIsItsOwnersAlone()
{
    const QTemporaryDir place;
    const QString folder = place.filePath(u"deep/down/business"_s);
    const mode_t before = ::umask(0);
    const auto made = WorkspaceFolder::create(folder);
    ::umask(before);
    VERIFY_OK(made);
    QCOMPARE(modeOf(folder), mode_t(0700));
    VERIFY_OK(WorkspaceFolder::check(folder));
}

void tst_WorkspaceFolder::aFolderThatIsThereIsTaken()
{
    const QTemporaryDir place;
    VERIFY_OK(WorkspaceFolder::create(place.path()));
}

void tst_WorkspaceFolder::whatIsTooOpenIsRefusedWithTheCommand_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<uint>("mode");
    QTest::newRow("the folder, readable by all") << u""_s << 0755U;
    QTest::newRow("the folder, open to the group") << u""_s << 0710U;
    QTest::newRow("the database, readable by all") << u"workspace.db"_s << 0644U;
    QTest::newRow("the database, readable by the group") << u"workspace.db"_s << 0640U;
    QTest::newRow("its log") << u"workspace.db-wal"_s << 0604U;
    QTest::newRow("what describes it") << u"workspace.json"_s << 0620U;
    QTest::newRow("the copies") << u"backups"_s << 0750U;
    QTest::newRow("a copy") << u"backups/schema-1.db"_s << 0644U;
    QTest::newRow("a log") << u"log/drawbridge.log"_s << 0644U;
}

void tst_WorkspaceFolder::whatIsTooOpenIsRefusedWithTheCommand()
{
    QFETCH(QString, name);
    QFETCH(uint, mode);
    const QTemporaryDir place;
    const QString folder = place.filePath(u"business"_s);
    VERIFY_OK(WorkspaceFolder::create(folder));
    for (const QString &inner : {u"backups"_s, u"log"_s})
        QCOMPARE(::mkdir(qUtf8Printable(QString(folder % u'/' % inner)), 0700), 0);
    const QString path = name.isEmpty() ? folder : QString(folder % u'/' % name);
    if (!QFileInfo(path).isDir())
        QVERIFY(put(path, 0600));
    VERIFY_OK(WorkspaceFolder::check(folder));
    QCOMPARE(::chmod(qUtf8Printable(path), mode), 0);

    const auto refused = WorkspaceFolder::check(folder);
    VERIFY_ERROR(ErrorCode::Insecure, refused);
    const QString command =
        u"chmod %1 '%2'"_s.arg(QFileInfo(path).isDir() ? u"700"_s : u"600"_s, path);
    QVERIFY2(refused.error().what.endsWith(command), qPrintable(refused.error().what));
    QCOMPARE(modeOf(path), mode_t(mode));
    VERIFY_ERROR(ErrorCode::Insecure, WorkspaceFolder::create(folder));
}

void tst_WorkspaceFolder::theCommandIsSafeToPaste()
{
    const QTemporaryDir place;
    const QString folder = place.filePath(u"Ada's; shop"_s);
    VERIFY_OK(WorkspaceFolder::create(folder));
    QCOMPARE(::chmod(qUtf8Printable(folder), 0755), 0);
    const auto refused = WorkspaceFolder::check(folder);
    VERIFY_ERROR(ErrorCode::Insecure, refused);
    const QString wanted = u"/Ada'\\''s; shop'"_s;
    QVERIFY2(refused.error().what.endsWith(wanted), qPrintable(refused.error().what));
}

void tst_WorkspaceFolder::otherFilesOfTheOwnerMayBeOpen()
{
    const QTemporaryDir place;
    QVERIFY(put(place.filePath(u"notes.txt"_s), 0644));
    VERIFY_OK(WorkspaceFolder::check(place.path()));
}

void tst_WorkspaceFolder::linksAreRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("the folder") << u""_s;
    QTest::newRow("the database") << u"workspace.db"_s;
    QTest::newRow("the copies") << u"backups"_s;
}

void tst_WorkspaceFolder::linksAreRefused()
{
    QFETCH(QString, name);
    const QTemporaryDir place;
    const QString real = place.filePath(u"real"_s);
    VERIFY_OK(WorkspaceFolder::create(real));
    const QString link = name.isEmpty() ? place.filePath(u"link"_s) : QString(real % u'/' % name);
    QVERIFY(QFile::link(name.isEmpty() ? real : place.filePath(u"elsewhere"_s), link));
    const auto refused = WorkspaceFolder::check(name.isEmpty() ? link : real);
    VERIFY_ERROR(ErrorCode::Insecure, refused);
    QVERIFY(refused.error().what.contains(link));
}

void tst_WorkspaceFolder::somebodyElsesIsRefused()
{
    const QTemporaryDir place;
    QString folder = u"/usr"_s;
    if (::geteuid() == 0) {
        folder = place.filePath(u"business"_s);
        VERIFY_OK(WorkspaceFolder::create(folder));
        DropPrivileges::lend(folder);
    }
    VERIFY_ERROR(ErrorCode::Denied, WorkspaceFolder::check(folder));
}

void tst_WorkspaceFolder::whatIsMissingIsNotFound()
{
    const QTemporaryDir place;
    VERIFY_ERROR(ErrorCode::NotFound, WorkspaceFolder::check(place.filePath(u"gone"_s)));
    QVERIFY(!QFile::exists(place.filePath(u"gone"_s)));
}

void tst_WorkspaceFolder::aFileIsNoFolder()
{
    const QTemporaryDir place;
    QVERIFY(put(place.filePath(u"file"_s), 0600));
    VERIFY_ERROR(ErrorCode::NotFound, WorkspaceFolder::check(place.filePath(u"file"_s)));
    VERIFY_ERROR(ErrorCode::Denied, WorkspaceFolder::create(place.filePath(u"file/business"_s)));
}

void tst_WorkspaceFolder::aFolderThatCannotBeWrittenIsRefused()
{
    const DropPrivileges nobody;
    const QTemporaryDir place;
    const QString folder = place.filePath(u"business"_s);
    VERIFY_OK(WorkspaceFolder::create(folder));
    QCOMPARE(::chmod(qUtf8Printable(folder), 0500), 0);
    VERIFY_ERROR(ErrorCode::Denied, WorkspaceFolder::check(folder));
    VERIFY_ERROR(ErrorCode::Denied, WorkspaceFolder::create(QString(folder % u"/inner"_s)));
    QCOMPARE(::chmod(qUtf8Printable(folder), 0700), 0);
}

void tst_WorkspaceFolder::noRoomIsTold()
{
    const QTemporaryDir place;
    VERIFY_OK(WorkspaceFolder::checkRoom(place.path(), 1));
    VERIFY_ERROR(ErrorCode::Unavailable,
                 WorkspaceFolder::checkRoom(place.path(), std::numeric_limits<qint64>::max()));
}

void tst_WorkspaceFolder::networksAreTold_data()
{
    QTest::addColumn<quint64>("magic");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("network");
    const quint64 fuse = 0x65735546;
    QTest::newRow("ext4") << quint64(0xEF53) << u"ext4"_s << u""_s;
    QTest::newRow("btrfs") << quint64(0x9123683E) << u"btrfs"_s << u""_s;
    QTest::newRow("xfs") << quint64(0x58465342) << u"xfs"_s << u""_s;
    QTest::newRow("tmpfs") << quint64(0x01021994) << u"tmpfs"_s << u""_s;
    QTest::newRow("overlay of a container") << quint64(0x794C7630) << u"overlay"_s << u""_s;
    QTest::newRow("a Windows disk") << fuse << u"fuseblk"_s << u""_s;
    QTest::newRow("an encrypted folder") << fuse << u"fuse.gocryptfs"_s << u""_s;
    QTest::newRow("NFS") << quint64(0x6969) << u"nfs4"_s << u"NFS"_s;
    QTest::newRow("CIFS") << quint64(0xFF534D42) << u"cifs"_s << u"CIFS"_s;
    QTest::newRow("SMB 2") << quint64(0xFE534D42) << u"smb3"_s << u"SMB"_s;
    QTest::newRow("a share of a virtual machine") << quint64(0x01021997) << u"9p"_s << u"9P"_s;
    QTest::newRow("Ceph") << quint64(0x00C36400) << u"ceph"_s << u"Ceph"_s;
    QTest::newRow("sshfs") << fuse << u"fuse.sshfs"_s << u"fuse.sshfs"_s;
    QTest::newRow("rclone") << fuse << u"fuse.rclone"_s << u"fuse.rclone"_s;
    QTest::newRow("the desktop's own mounts")
        << fuse << u"fuse.gvfsd-fuse"_s << u"fuse.gvfsd-fuse"_s;
    QTest::newRow("virtiofs") << fuse << u"virtiofs"_s << u"virtiofs"_s;
    QTest::newRow("FUSE of no known kind") << fuse << u""_s << u"FUSE"_s;
}

void tst_WorkspaceFolder::networksAreTold()
{
    QFETCH(quint64, magic);
    QFETCH(QString, type);
    QFETCH(QString, network);
    QCOMPARE(networkFileSystem(magic, type), network);
}

TEST_UNIT(tst_WorkspaceFolder)
#include "tst_WorkspaceFolder.moc"
