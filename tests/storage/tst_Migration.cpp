// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/FlowRepository.h"
#include "core/storage/Session.h"
#include "core/storage/SettingsRepository.h"
#include "core/storage/StorageCheck.h"
#include "core/storage/WorkspaceFolder.h"
#include "tests/storage/Peer.h"
#include "tests/storage/StorageFixture.h"
#include "tests/storage/TestMigrations.h"
#include "tests/support/TestUnit.h"

#include <QDir>
#include <QFileInfo>

#include "TestTree.h"
#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace drawbridge;

class tst_Migration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_fixture.reset(); }

    void aNewFileHasTheNewestSchema();
    void anOldFileIsBroughtUpToDate();
    void whatAKilledCopyLeftGoesWithTheNext();
    void eachStepLeavesACopyThatOpens();
    void theNewestCopiesStay();
    void aStepThatFailsLeavesTheFileAsItWas_data();
    void aStepThatFailsLeavesTheFileAsItWas();
    void aKillLeavesOldOrNew();
    void itWaitsUntilOthersHaveClosed();
    void othersAreToldWhoIsAtIt();
    void aStepThatBreaksReferencesIsRefused();
    void everySchemaStillOpens_data();
    void everySchemaStillOpens();

private:
    Result<std::unique_ptr<Database>> openWith(const QList<Migration> &migrations)
    {
        StorageConfig config = m_fixture->config();
        config.migrations = migrations;
        return Database::open(config, OpenMode::OpenExisting);
    }
    static Result<int> schemaOf(Database &database)
    {
        return database.read<int>([](ReadView &view) -> Result<int> {
            TRY(found, view.session().value(u"PRAGMA user_version"_s));
            return found.toInt();
        });
    }
    static Result<int> tagged(Database &database)
    {
        return database.read<int>([](ReadView &view) -> Result<int> {
            TRY(found,
                view.session().value(
                    u"SELECT count(*) FROM connections WHERE tag = 'tag of ' || id"_s));
            return found.toInt();
        });
    }
    QStringList copies() const
    {
        return QDir(m_fixture->file(u"backups"_s)).entryList(QDir::Files, QDir::Name);
    }
    static Result<QStringList> contents(Database &database);
    QByteArray bytes() const
    {
        QFile file(m_fixture->file(u"workspace.db"_s));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<StorageFixture> m_fixture;
    QStringList m_contents; ///< before
};

/// Each row of what the owner has, as text.
Result<QStringList> tst_Migration::contents(Database &database)
{
    TRY(connections, database.read<QList<Connection>>([](ReadView &view) {
        return ConnectionRepository::list(view);
    }));
    TRY(page, allEvents(database));
    QStringList found;
    for (const Connection &connection : connections)
        found.append(connection.id.text() % u' ' % connection.name % u' ' % connection.notes);
    for (const Event &event : page.events)
        found.append(QString::number(event.seq) % u' ' % event.id.text() % u' ' % event.summary);
    return found;
}

void tst_Migration::init()
{
    m_fixture = std::make_unique<StorageFixture>();
    auto database = m_fixture->create();
    VERIFY_OK(database);
    for (const QString &name : {u"Shop"_s, u"Books"_s, u"Post"_s}) {
        VERIFY_OK(writeWithEvent(**database, [&](Transaction &tx) {
            Connection connection = m_fixture->connection(name);
            connection.notes = u"notes of "_s % name;
            return ConnectionRepository::insert(tx, connection);
        }));
    }
    const auto found = contents(**database);
    VERIFY_OK(found);
    m_contents = *found;
    QCOMPARE(m_contents.size(), 6);
}

void tst_Migration::aNewFileHasTheNewestSchema()
{
    auto database = m_fixture->open();
    VERIFY_OK(database);
    QCOMPARE(schemaOf(**database).value(), schemaMigrations().last().version);
    QVERIFY(!QFile::exists(m_fixture->file(u"backups"_s)));
    int before = 0;
    for (const Migration &migration : schemaMigrations()) {
        QCOMPARE(migration.version, before + 1);
        before = migration.version;
    }
}

void tst_Migration::anOldFileIsBroughtUpToDate()
{
    const QList<Migration> migrations = testMigrations();
    {
        auto database = openWith(migrations);
        VERIFY_OK(database);
        QCOMPARE(schemaOf(**database).value(), migrations.last().version);
        QCOMPARE(tagged(**database).value(), 3);
        QCOMPARE(contents(**database).value(), m_contents);
        QCOMPARE(checkStorage(**database)->size(), 0);
        VERIFY_OK(writeWithEvent(**database, [](Transaction &) { return Result<void>(); }));
    }
    VERIFY_OK(openWith(migrations));
    const QByteArray before = bytes();
    VERIFY_ERROR(ErrorCode::NewerFormat, m_fixture->open());
    QVERIFY(bytes() == before);
}

void tst_Migration::whatAKilledCopyLeftGoesWithTheNext()
{
    QCOMPARE(::mkdir(qUtf8Printable(m_fixture->file(u"backups"_s)), 0700), 0);
    for (const QString &name : {u"schema-1.db.part"_s, u"schema-1.db.part-journal"_s}) {
        QFile left(m_fixture->file(u"backups/"_s % name));
        QVERIFY(left.open(QIODevice::WriteOnly));
        QVERIFY(left.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    }
    QCOMPARE(copies().size(), 2);
    VERIFY_OK(openWith(testMigrations()));
    QCOMPARE(copies().size(), 2);
    QCOMPARE(copies().filter(u".part"_s), QStringList());
}

void tst_Migration::eachStepLeavesACopyThatOpens()
{
    VERIFY_OK(openWith(testMigrations()));
    const int first = schemaMigrations().last().version;
    const QStringList names{u"schema-%1-20260302T100000Z.db"_s.arg(first),
                            u"schema-%1-20260302T100000Z.db"_s.arg(first + 1)};
    QCOMPARE(copies(), names);
    struct stat entry
    {};
    QCOMPARE(::stat(qUtf8Printable(m_fixture->file(u"backups"_s)), &entry), 0);
    QCOMPARE(entry.st_mode & 07777U, 0700U);
    for (qsizetype i = 0; i < names.size(); ++i) {
        const QString copy = m_fixture->file(u"backups/"_s % names[i]);
        QCOMPARE(::stat(qUtf8Printable(copy), &entry), 0);
        QCOMPARE(entry.st_mode & 07777U, 0600U);
        StorageConfig config = m_fixture->config();
        config.folder = m_fixture->temporary.filePath(u"from copy %1"_s.arg(i));
        QCOMPARE(::mkdir(qUtf8Printable(config.folder), 0700), 0);
        QVERIFY(QFile::copy(copy, QString(config.folder % u"/workspace.db"_s)));
        config.migrations = testMigrations().first(config.migrations.size() + i);
        auto database = Database::open(config, OpenMode::OpenExisting);
        VERIFY_OK(database);
        QCOMPARE(schemaOf(**database).value(), first + int(i));
        QCOMPARE(contents(**database).value(), m_contents);
        QCOMPARE(checkStorage(**database)->size(), 0);
    }
}

void tst_Migration::theNewestCopiesStay()
{
    QList<Migration> migrations = schemaMigrations();
    for (int i = 0; i < 8; ++i) {
        migrations.append({migrations.last().version + 1,
                           {u"CREATE TABLE made_up_%1 (id TEXT PRIMARY KEY)"_s.arg(i)}});
        m_fixture->clock.advance(std::chrono::hours(1));
        VERIFY_OK(openWith(migrations));
    }
    QList<int> kept;
    for (const QString &name : copies())
        kept.append(name.section(u'-', 1, 1).toInt());
    std::sort(kept.begin(), kept.end());
    const int newest = migrations.last().version - 1;
    QCOMPARE(kept, QList<int>({newest - 4, newest - 3, newest - 2, newest - 1, newest}));
}

void tst_Migration::aStepThatFailsLeavesTheFileAsItWas_data()
{
    QTest::addColumn<int>("place");
    const qsizetype statements = testMigrations().at(schemaMigrations().size()).statements.size();
    for (int place = 0; place <= statements; ++place)
        QTest::addRow("after %d statements", place) << place;
}

void tst_Migration::aStepThatFailsLeavesTheFileAsItWas()
{
    QFETCH(int, place);
    QList<Migration> migrations = testMigrations();
    const qsizetype step = schemaMigrations().size();
    migrations[step].statements.insert(place, u"INSERT INTO no_such_table VALUES (1)"_s);
    const auto refused = openWith(migrations);
    VERIFY_ERROR(ErrorCode::Internal, refused);
    auto database = m_fixture->open();
    VERIFY_OK(database);
    QCOMPARE(schemaOf(**database).value(), schemaMigrations().last().version);
    QCOMPARE(contents(**database).value(), m_contents);
    QCOMPARE(checkStorage(**database)->size(), 0);
    QCOMPARE(copies().size(), 1);
}

void tst_Migration::aKillLeavesOldOrNew()
{
    const int first = schemaMigrations().last().version;
    QStringList steps;
    for (int step = 1;; ++step) {
        QVERIFY(step < 40);
        init();
        Peer peer(u"migrate"_s, m_fixture->folder, m_fixture->key, {QString::number(step)});
        const QList<QByteArray> said = peer.rest();
        QCOMPARE(said.size(), 1);
        steps.append(QString::fromUtf8(said.first()));
        if (said.first() == "whole")
            break;
        QVERIFY(peer.wasKilled());

        // Old or new by what the next process finds, and whole in either case.
        const auto look = [&](const QList<Migration> &migrations) {
            auto opened = openWith(migrations);
            return opened.isOk() ? schemaOf(**opened) : Result<int>(opened.error());
        };
        const auto old = look(schemaMigrations());
        const int found = old.isOk() ? *old : 0;
        if (!old.isOk())
            VERIFY_ERROR(ErrorCode::NewerFormat, old);
        QCOMPARE(old.isOk(), !steps.contains(u"committed"_s));
        QVERIFY(found == 0 || found == first);
        auto database = openWith(testMigrations());
        VERIFY_OK(database);
        QCOMPARE(schemaOf(**database).value(), testMigrations().last().version);
        QCOMPARE(tagged(**database).value(), 3);
        QCOMPARE(contents(**database).value(), m_contents);
        QCOMPARE(checkStorage(**database)->size(), 0);
        for (const QString &copy : copies())
            QVERIFY2(copy.endsWith(u".db"_s), qPrintable(copy));
    }
    const QStringList wanted{u"copied"_s,
                             u"statement"_s,
                             u"statement"_s,
                             u"statement"_s,
                             u"statement"_s,
                             u"changed"_s,
                             u"committed"_s,
                             u"copied"_s,
                             u"statement"_s,
                             u"statement"_s,
                             u"statement"_s,
                             u"changed"_s,
                             u"committed"_s,
                             u"whole"_s};
    QCOMPARE(steps, wanted);
}

void tst_Migration::itWaitsUntilOthersHaveClosed()
{
    Peer peer(u"hold"_s, m_fixture->folder, m_fixture->key);
    QCOMPARE(peer.line(), QByteArray("ready"));
    const auto refused = openWith(testMigrations());
    VERIFY_ERROR(ErrorCode::Busy, refused);
    QVERIFY(!QFile::exists(m_fixture->file(u"backups"_s)));
    VERIFY_OK(m_fixture->open());
    peer.goOn();
    QCOMPARE(peer.rest().size(), 0);
    VERIFY_OK(openWith(testMigrations()));
}

void tst_Migration::othersAreToldWhoIsAtIt()
{
    Peer peer(u"migrate"_s, m_fixture->folder, m_fixture->key, {u"3"_s, u"wait"_s});
    QCOMPARE(peer.line(), QByteArray("statement"));
    const auto refused = m_fixture->open();
    VERIFY_ERROR(ErrorCode::Busy, refused);
    QVERIFY2(refused.error().what.contains(u"bob (peer)"_s), qPrintable(refused.error().what));
    peer.goOn();
    QCOMPARE(peer.rest(), QList<QByteArray>({"whole"}));
    VERIFY_OK(openWith(testMigrations()));
}

void tst_Migration::aStepThatBreaksReferencesIsRefused()
{
    QList<Migration> migrations = schemaMigrations();
    migrations.append(
        {migrations.last().version + 1,
         {u"PRAGMA defer_foreign_keys = ON"_s,
          u"INSERT INTO credentials (id, connection, kind, sealed) VALUES ('a', 'none', 'b', '')"_s}});
    VERIFY_ERROR(ErrorCode::Internal, openWith(migrations));
    auto database = m_fixture->open();
    VERIFY_OK(database);
    QCOMPARE(contents(**database).value(), m_contents);
}

void tst_Migration::everySchemaStillOpens_data()
{
    QTest::addColumn<QString>("fixture");
    const QDir fixtures(QStringLiteral(DRAWBRIDGE_SOURCE_DIR "/tests/storage/fixtures"));
    const QStringList names = fixtures.entryList({u"schema-*.sql"_s}, QDir::Files, QDir::Name);
    QVERIFY(!names.isEmpty());
    for (const QString &name : names)
        QTest::addRow("%s", qPrintable(name)) << fixtures.filePath(name);
}

void tst_Migration::everySchemaStillOpens()
{
    QFETCH(QString, fixture);
    StorageFixture old;
    QByteArray bytes;
    for (char byte = 0; byte < 32; ++byte)
        bytes.append(byte);
    auto key = SealKey::fromBytes(SecretBytes::copyOf(bytes));
    VERIFY_OK(key);
    old.key = key.takeValue();
    VERIFY_OK(WorkspaceFolder::create(old.folder));
    QProcess sqlite;
    sqlite.setStandardInputFile(fixture);
    sqlite.start(u"sqlite3"_s, {old.file(u"workspace.db"_s)});
    QVERIFY(sqlite.waitForFinished() && sqlite.exitCode() == 0);
    QCOMPARE(sqlite.readAllStandardError(), QByteArray());
    QVERIFY(
        QFile::setPermissions(old.file(u"workspace.db"_s), QFile::ReadOwner | QFile::WriteOwner));

    auto database = old.open();
    VERIFY_OK(database);
    QCOMPARE(schemaOf(**database).value(), schemaMigrations().last().version);
    const auto problems = checkStorage(**database);
    VERIFY_OK(problems);
    QCOMPARE(problems->size(), 0);
    const auto connections = (*database)->read<QList<Connection>>(
        [](ReadView &view) { return ConnectionRepository::list(view); });
    VERIFY_OK(connections);
    QCOMPARE(connections->size(), 6);
    for (const Connection &connection : *connections) {
        VERIFY_OK(validate(connection));
        QVERIFY(connection.name.contains(u" of branch "_s));
    }
    const auto flows =
        (*database)->read<QList<Flow>>([](ReadView &view) { return FlowRepository::list(view); });
    VERIFY_OK(flows);
    QCOMPARE(flows->size(), 6);
    const auto credentials = (*database)->read<QList<Credential>>(
        [](ReadView &view) { return CredentialRepository::list(view); });
    VERIFY_OK(credentials);
    QVERIFY(!credentials->isEmpty());
    QVERIFY(credentials->first().current());
    const auto settings = (*database)->read<QJsonObject>(
        [](ReadView &view) { return SettingsRepository::all(view); });
    VERIFY_OK(settings);
    QCOMPARE(settings->value(u"businessName"_s).toString(), u"Ada's Flowers"_s);
    const auto events = allEvents(**database);
    VERIFY_OK(events);
    QCOMPARE(events->events.size(), 40);
    QCOMPARE(events->events.last().type, u"workspace.created"_s);
    QVERIFY(!events->events.first().attributes.isEmpty());
    VERIFY_OK(writeWithEvent(**database, [&](Transaction &tx) {
        return ConnectionRepository::update(tx, connections->first());
    }));
}

TEST_UNIT(tst_Migration)
#include "tst_Migration.moc"
