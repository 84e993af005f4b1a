// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/Database.h"
#include "core/storage/Session.h"
#include "core/storage/SettingsRepository.h"
#include "core/storage/UsersLock.h"
#include "core/storage/WorkspaceFolder.h"
#include "tests/storage/StorageFixture.h"
#include "tests/support/DropPrivileges.h"
#include "tests/support/TestUnit.h"

#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace drawbridge;

class tst_Database : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewOneIsThereAgainLater();
    void itsFilesAreItsOwnersAlone();
    void oneIsNotMadeOverAnother();
    void whatIsMissingIsNotMade();
    void anotherKeyIsToldFromDamage();
    void aFolderThatIsTooOpenIsRefused();
    void aFileThatCanOnlyBeReadIsRefused();
    void aFolderThatCanOnlyBeReadIsRefused();
    void whoOpensAloneIsWaitedFor();
    void twoInOneProcessGetAlong();
    void aCopyIsWholeAndItsOwnersAlone();
    void aCopyIsNotMadeOverAFile();
    void aCopyMayBeMadeWhileOthersWrite();
    void itIsSetUpForKeeping_data();
    void itIsSetUpForKeeping();

private:
    static mode_t modeOf(const QString &path)
    {
        struct stat entry
        {};
        return ::stat(qUtf8Printable(path), &entry) == 0 ? entry.st_mode & 07777U : 0;
    }
    static Result<void> setName(Database &database, const QString &name)
    {
        return writeWithEvent(database, [&name](Transaction &tx) {
            return SettingsRepository::set(tx, {{u"businessName"_s, name}});
        });
    }
    static QString name(Database &database)
    {
        const auto settings = database.read<QJsonObject>(
            [](ReadView &view) { return SettingsRepository::all(view); });
        return settings.isOk() ? settings->value(u"businessName"_s).toString()
                               : settings.error().what;
    }
};

void tst_Database::aNewOneIsThereAgainLater()
{
    StorageFixture fixture;
    {
        auto database = fixture.create();
        VERIFY_OK(database);
        QCOMPARE((*database)->folder(), fixture.folder);
        VERIFY_OK(setName(**database, u"Ada's Flowers"_s));
        QCOMPARE(name(**database), u"Ada's Flowers"_s);
    }
    for (int times = 0; times < 3; ++times) {
        auto database = fixture.open();
        VERIFY_OK(database);
        QCOMPARE(name(**database), u"Ada's Flowers"_s);
    }
}

void tst_Database::itsFilesAreItsOwnersAlone()
{
    StorageFixture fixture;
    const mode_t before = ::umask(0);
    auto database = fixture.create();
    VERIFY_OK(database);
    VERIFY_OK(setName(**database, u"Shop"_s));
    QCOMPARE(name(**database), u"Shop"_s);
    ::umask(before);
    QCOMPARE(modeOf(fixture.folder), mode_t(0700));
    for (const QString &file :
         {u"workspace.db"_s, u"workspace.db-wal"_s, u"workspace.db-shm"_s, u"workspace.db.users"_s})
        QCOMPARE(modeOf(fixture.file(file)), mode_t(0600));
    VERIFY_OK(WorkspaceFolder::check(fixture.folder));
}

void tst_Database::oneIsNotMadeOverAnother()
{
    StorageFixture fixture;
    {
        auto database = fixture.create();
        VERIFY_OK(database);
        VERIFY_OK(setName(**database, u"First"_s));
        VERIFY_ERROR(ErrorCode::Conflict, fixture.create());
    }
    VERIFY_ERROR(ErrorCode::Conflict, fixture.create());
    auto database = fixture.open();
    VERIFY_OK(database);
    QCOMPARE(name(**database), u"First"_s);
}

void tst_Database::whatIsMissingIsNotMade()
{
    StorageFixture fixture;
    VERIFY_ERROR(ErrorCode::NotFound, fixture.open());
    VERIFY_OK(WorkspaceFolder::create(fixture.folder));
    VERIFY_ERROR(ErrorCode::NotFound, fixture.open());
    QVERIFY(QDir(fixture.folder).isEmpty());
}

void tst_Database::anotherKeyIsToldFromDamage()
{
    StorageFixture fixture;
    {
        auto database = fixture.create();
        VERIFY_OK(database);
        VERIFY_OK(setName(**database, u"Shop"_s));
    }
    const SealKey other = SealKey::generate(fixture.random);
    StorageConfig config = fixture.config();
    config.dataKey = &other;
    const auto refused = Database::open(config, OpenMode::OpenExisting);
    VERIFY_ERROR(ErrorCode::InvalidInput, refused);
    QVERIFY(refused.error().what.contains(u"recovery sheet"_s));
    VERIFY_OK(fixture.open());
}

void tst_Database::aFolderThatIsTooOpenIsRefused()
{
    StorageFixture fixture;
    VERIFY_OK(fixture.create());
    QCOMPARE(::chmod(qUtf8Printable(fixture.file(u"workspace.db"_s)), 0644), 0);
    const auto refused = fixture.open();
    VERIFY_ERROR(ErrorCode::Insecure, refused);
    QVERIFY(refused.error().what.contains(u"chmod 600"_s));
    QCOMPARE(::chmod(qUtf8Printable(fixture.file(u"workspace.db"_s)), 0600), 0);
    VERIFY_OK(fixture.open());
}

void tst_Database::aFileThatCanOnlyBeReadIsRefused()
{
    const DropPrivileges nobody;
    StorageFixture fixture;
    VERIFY_OK(fixture.create());
    QCOMPARE(::chmod(qUtf8Printable(fixture.file(u"workspace.db"_s)), 0400), 0);
    VERIFY_ERROR(ErrorCode::Denied, fixture.open());
    QCOMPARE(::chmod(qUtf8Printable(fixture.file(u"workspace.db"_s)), 0600), 0);
    VERIFY_OK(fixture.open());
}

void tst_Database::aFolderThatCanOnlyBeReadIsRefused()
{
    const DropPrivileges nobody;
    StorageFixture fixture;
    VERIFY_OK(fixture.create());
    QCOMPARE(::chmod(qUtf8Printable(fixture.folder), 0500), 0);
    VERIFY_ERROR(ErrorCode::Denied, fixture.open());
    QCOMPARE(::chmod(qUtf8Printable(fixture.folder), 0700), 0);
    VERIFY_OK(fixture.open());
}

void tst_Database::whoOpensAloneIsWaitedFor()
{
    StorageFixture fixture;
    VERIFY_OK(fixture.create());
    auto alone =
        UsersLock::take(WorkspaceFolder::usersFile(fixture.folder), std::chrono::milliseconds(0));
    VERIFY_OK(alone);
    QVERIFY(alone->isAlone());
    alone->nameHolder(u"carol (window)"_s);
    const auto refused = fixture.open();
    VERIFY_ERROR(ErrorCode::Busy, refused);
    QVERIFY(refused.error().what.contains(u"carol (window)"_s));
    alone->letOthersIn();
    VERIFY_OK(fixture.open());
}

void tst_Database::twoInOneProcessGetAlong()
{
    StorageFixture fixture;
    auto first = fixture.create();
    VERIFY_OK(first);
    {
        auto second = fixture.open();
        VERIFY_OK(second);
        VERIFY_OK(setName(**first, u"one"_s));
        QCOMPARE(name(**second), u"one"_s);
        VERIFY_OK(setName(**second, u"two"_s));
        QCOMPARE((*first)->changedByOthers().isOk(), true);
    }
    QCOMPARE(name(**first), u"two"_s);
    VERIFY_OK(setName(**first, u"three"_s));
    auto third = fixture.open();
    VERIFY_OK(third);
    QCOMPARE(name(**third), u"three"_s);
    first->reset();
    VERIFY_OK(setName(**third, u"four"_s));
    third->reset();
    auto last = fixture.open();
    VERIFY_OK(last);
    QCOMPARE(name(**last), u"four"_s);
}

void tst_Database::aCopyIsWholeAndItsOwnersAlone()
{
    StorageFixture fixture;
    auto database = fixture.create();
    VERIFY_OK(database);
    VERIFY_OK(setName(**database, u"Shop"_s));
    StorageConfig config = fixture.config();
    config.folder = fixture.temporary.filePath(u"copy"_s);
    VERIFY_OK(WorkspaceFolder::create(config.folder));
    const QString copy = WorkspaceFolder::databaseFile(config.folder);
    const mode_t before = ::umask(0);
    const auto copied = (*database)->copyTo(copy);
    ::umask(before);
    VERIFY_OK(copied);
    QCOMPARE(modeOf(copy), mode_t(0600));
    QCOMPARE(QDir(config.folder).entryList(QDir::Files), QStringList(u"workspace.db"_s));
    VERIFY_OK(setName(**database, u"Later"_s));
    auto opened = Database::open(config, OpenMode::OpenExisting);
    VERIFY_OK(opened);
    QCOMPARE(name(**opened), u"Shop"_s);
    VERIFY_OK(setName(**opened, u"Elsewhere"_s));
    QCOMPARE(name(**database), u"Later"_s);
}

void tst_Database::aCopyIsNotMadeOverAFile()
{
    StorageFixture fixture;
    auto database = fixture.create();
    VERIFY_OK(database);
    QFile file(fixture.file(u"letter"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("Dear Ada") == 8);
    file.close();
    VERIFY_ERROR(ErrorCode::Conflict, (*database)->copyTo(file.fileName()));
    QCOMPARE(QFileInfo(file.fileName()).size(), 8);
    VERIFY_ERROR(ErrorCode::Unavailable,
                 (*database)->copyTo(fixture.file(u"no such folder/copy"_s)));
}

void tst_Database::aCopyMayBeMadeWhileOthersWrite()
{
    StorageFixture fixture;
    auto database = fixture.create();
    VERIFY_OK(database);
    VERIFY_OK(setName(**database, u"Shop"_s));
    const auto done = (*database)->write<void>([&](Transaction &tx) -> Result<void> {
        TRY_DONE(SettingsRepository::set(tx, {{u"businessName"_s, u"Half"_s}}));
        Result<void> copied;
        std::thread other([&] { copied = (*database)->copyTo(fixture.file(u"copy"_s)); });
        other.join();
        TRY_DONE(copied);
        return EventLog::append(tx, StorageFixture::event());
    });
    VERIFY_OK(done);
    QVERIFY(QFileInfo(fixture.file(u"copy"_s)).size() > 0);
}

void tst_Database::itIsSetUpForKeeping_data()
{
    QTest::addColumn<QString>("pragma");
    QTest::addColumn<QString>("value");
    QTest::newRow("several may read while one writes") << u"journal_mode"_s << u"wal"_s;
    QTest::newRow("what is acknowledged is on the disk") << u"synchronous"_s << u"2"_s;
    QTest::newRow("references hold") << u"foreign_keys"_s << u"1"_s;
    QTest::newRow("what is removed is overwritten") << u"secure_delete"_s << u"1"_s;
    QTest::newRow("the file is not trusted") << u"trusted_schema"_s << u"0"_s;
    QTest::newRow("nothing is laid down in /tmp") << u"temp_store"_s << u"2"_s;
    QTest::newRow("pages hold many rows") << u"page_size"_s << u"8192"_s;
    QTest::newRow("others are waited for") << u"busy_timeout"_s << u"300"_s;
}

void tst_Database::itIsSetUpForKeeping()
{
    QFETCH(QString, pragma);
    QFETCH(QString, value);
    StorageFixture fixture;
    auto database = fixture.create();
    VERIFY_OK(database);
    const auto ask = [&pragma](ReadView &view) -> Result<QString> {
        TRY(found, view.session().value(u"PRAGMA "_s % pragma));
        return found.toString();
    };
    QCOMPARE((*database)->write<QString>([&](Transaction &tx) { return ask(tx); }).value(), value);
    QCOMPARE((*database)->read<QString>(ask).value(), value);
}

TEST_UNIT(tst_Database)
#include "tst_Database.moc"
