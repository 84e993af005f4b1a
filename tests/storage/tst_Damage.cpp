// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/ConnectionRepository.h"
#include "core/storage/Session.h"
#include "core/storage/StorageCheck.h"
#include "tests/storage/StorageFixture.h"
#include "tests/support/TestUnit.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>

#include <random>

using namespace Qt::StringLiterals;
using namespace drawbridge;

/// Files that are not what we wrote: told as such, and left as they are.
class tst_Damage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void aFileThatIsCutShortIsTold_data();
    void aFileThatIsCutShortIsTold();
    void aFileThatIsNotOursIsTold_data();
    void aFileThatIsNotOursIsTold();
    void aNewerFileIsTold();
    void aChangedHeadOrTableIsTold_data();
    void aChangedHeadOrTableIsTold();
    void aTriggerOfSomebodyElseIsTold();
    void theNewestCopyIsNamed();
    void aChangedSealedValueIsTold();
    void damageIsLookedForAfterACrash();
    void anyFlippedByteIsToldOrHarmless();
    void theCheckGoesOnPastADamagedPage();
    void theCheckTellsWhatIsWrong_data();
    void theCheckTellsWhatIsWrong();

private:
    QString path() const { return m_fixture->file(u"workspace.db"_s); }
    QByteArray bytes() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    bool replace(const QByteArray &bytes) const
    {
        // In place: ext4 flushes a file that is emptied and written anew, hundreds of times here.
        QFile file(path());
        return file.open(QIODevice::ReadWrite) && file.resize(bytes.size())
            && file.write(bytes) == bytes.size();
    }
    /// Where the list of tables tells how one of them is made. The list outgrew the first page.
    int listedTable() const { return int(m_bytes.lastIndexOf("CREATE TABLE connections")); }
    void flip(qint64 offset, char with = '\x55')
    {
        QByteArray changed = m_bytes;
        changed[offset] = char(changed[offset] ^ with);
        QVERIFY(replace(changed));
    }
    /// Opens, expects the error, and that the file and its log are as they were.
    void expectRefused(ErrorCode code)
    {
        const QByteArray before = bytes();
        const auto refused = m_fixture->open();
        VERIFY_ERROR(code, refused);
        QVERIFY2(refused.error().what.contains(u"Nothing was changed"_s),
                 qPrintable(refused.error().what));
        QVERIFY2(bytes() == before, "the file was changed");
    }
    /// Runs SQL on the closed file, past Drawbridge.
    bool change(const QString &sql)
    {
        bool done = false;
        {
            QSqlDatabase raw = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"raw"_s);
            raw.setDatabaseName(path());
            raw.open();
            QSqlQuery query(raw);
            done = query.exec(sql);
            if (!done)
                qWarning("%s", qPrintable(query.lastError().text()));
            query.finish();
            raw.close();
        }
        QSqlDatabase::removeDatabase(u"raw"_s);
        return done;
    }
    static Result<void> readEverything(Database &database)
    {
        TRY_DONE(database.read<QList<Connection>>(
            [](ReadView &view) { return ConnectionRepository::list(view); }));
        TRY_DONE(allEvents(database));
        EventQuery query;
        query.text = u"tested"_s;
        TRY_DONE(database.read<EventPage>(
            [&query](ReadView &view) { return EventLog::query(view, query); }));
        TRY_DONE(checkStorage(database));
        return {};
    }

    std::unique_ptr<StorageFixture> m_fixture;
    QByteArray m_bytes; ///< of the whole file
};

void tst_Damage::initTestCase()
{
    m_fixture = std::make_unique<StorageFixture>();
    {
        auto database = m_fixture->create();
        VERIFY_OK(database);
        for (int i = 0; i < 30; ++i) {
            VERIFY_OK(writeWithEvent(**database, [&](Transaction &tx) {
                Connection connection = m_fixture->connection(u"Shop %1"_s.arg(i));
                connection.notes = QString(1000, u'n');
                return ConnectionRepository::insert(tx, connection);
            }));
        }
    }
    m_bytes = bytes();
    QVERIFY(m_bytes.size() > 20 * 8192);
}

void tst_Damage::init()
{
    QVERIFY(replace(m_bytes));
    for (const QString &ending : {u"-wal"_s, u"-shm"_s})
        QFile::remove(path() % ending);
    QDir(m_fixture->file(u"backups"_s)).removeRecursively();
}

void tst_Damage::aFileThatIsCutShortIsTold_data()
{
    QTest::addColumn<int>("place"); // from the end when below 0
    for (const int place : {0,
                            1,
                            15,
                            16,
                            50,
                            99,
                            100,
                            101,
                            512,
                            4096,
                            8191,
                            8192,
                            8193,
                            50'000,
                            163'840,
                            -8192,
                            -8191,
                            -100,
                            -1})
        QTest::addRow("at %d", place) << place;
}

void tst_Damage::aFileThatIsCutShortIsTold()
{
    QFETCH(int, place);
    QVERIFY(replace(place < 0 ? m_bytes.chopped(-place) : m_bytes.first(place)));
    expectRefused(ErrorCode::Damaged);
}

void tst_Damage::aFileThatIsNotOursIsTold_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("text") << QByteArray("Dear Ada,\nthe shop is closed.\n").repeated(1000);
    QTest::newRow("zeros") << QByteArray(100'000, '\0');
    QTest::newRow("only the first words of a database") << QByteArray("SQLite format 3\0", 16);
    QTemporaryDir place;
    {
        QSqlDatabase raw = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"foreign"_s);
        raw.setDatabaseName(place.filePath(u"foreign.db"_s));
        QVERIFY(raw.open());
        QSqlQuery query(raw);
        QVERIFY(query.exec(u"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)"_s));
    }
    QSqlDatabase::removeDatabase(u"foreign"_s);
    QFile foreign(place.filePath(u"foreign.db"_s));
    QVERIFY(foreign.open(QIODevice::ReadOnly));
    QTest::newRow("a database of another program") << foreign.readAll();
}

void tst_Damage::aFileThatIsNotOursIsTold()
{
    QFETCH(QByteArray, content);
    QVERIFY(replace(content));
    expectRefused(ErrorCode::Damaged);
}

void tst_Damage::aNewerFileIsTold()
{
    QVERIFY(change(u"PRAGMA user_version = 9999"_s));
    expectRefused(ErrorCode::NewerFormat);
}

void tst_Damage::aChangedHeadOrTableIsTold_data()
{
    QTest::addColumn<int>("offset");
    QTest::newRow("the first word") << 3;
    QTest::newRow("the size of a page") << 16;
    QTest::newRow("our mark") << 68;
    QTest::newRow("the list of tables, its kind") << 100;
    QTest::newRow("the list of tables, its count") << 104;
    QTest::newRow("the list of tables, a pointer") << 108;
    QTest::newRow("the list of tables, a name") << listedTable() + 20;
}

void tst_Damage::aChangedHeadOrTableIsTold()
{
    QFETCH(int, offset);
    flip(offset);
    expectRefused(ErrorCode::Damaged);
}

void tst_Damage::aTriggerOfSomebodyElseIsTold()
{
    QVERIFY(change(u"CREATE TRIGGER quiet AFTER INSERT ON connections BEGIN "
                   "UPDATE connections SET paused = 0; END"_s));
    expectRefused(ErrorCode::Damaged);
}

void tst_Damage::theNewestCopyIsNamed()
{
    const QString backups = m_fixture->file(u"backups"_s);
    QVERIFY(QDir().mkdir(backups));
    for (const QString &name : {u"schema-9-20250101T000000Z.db"_s,
                                u"schema-10-20260101T000000Z.db"_s,
                                u"schema-8-20240101T000000Z.db"_s}) {
        QFile copy(QString(backups % u'/' % name));
        QVERIFY(copy.open(QIODevice::WriteOnly));
        QVERIFY(copy.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    }
    QVERIFY(QFile::setPermissions(backups, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    QVERIFY(replace("nothing"));
    const auto refused = m_fixture->open();
    VERIFY_ERROR(ErrorCode::Damaged, refused);
    QVERIFY2(refused.error().what.contains(u"backups/schema-10-20260101T000000Z.db"_s),
             qPrintable(refused.error().what));
}

void tst_Damage::aChangedSealedValueIsTold()
{
    QVERIFY(change(u"UPDATE connections SET sealed = substr(sealed, 1, 40) || x'00' || "
                   "substr(sealed, 42) WHERE rowid = 7"_s));
    auto database = m_fixture->open();
    VERIFY_OK(database);
    VERIFY_ERROR(ErrorCode::Damaged, (*database)->read<QList<Connection>>([](ReadView &view) {
        return ConnectionRepository::list(view);
    }));
    QCOMPARE(allEvents(**database)->events.size(), 30);
}

void tst_Damage::damageIsLookedForAfterACrash()
{
    // A page in the middle, which opening does not touch: overlooked after a clean close, found after a crash.
    QByteArray changed = m_bytes;
    const qsizetype page = changed.lastIndexOf("Tested") / 8192;
    changed[page * 8192] = '\x0a'; // a page of an index
    QVERIFY(replace(changed));
    {
        auto database = m_fixture->open();
        VERIFY_OK(database);
        VERIFY_ERROR(ErrorCode::Damaged, readEverything(**database));
    }
    QVERIFY(replace(changed));
    QFile log(QString(path() % u"-wal"_s));
    QVERIFY(log.open(QIODevice::WriteOnly) && log.write("left by a crash") > 0);
    log.close();
    QVERIFY(log.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    expectRefused(ErrorCode::Damaged);
}

void tst_Damage::anyFlippedByteIsToldOrHarmless()
{
    std::mt19937 random(2026);
    int told = 0;
    for (int times = 0; times < 300; ++times) {
        // One in three in a page of the list of tables, where everything begins.
        const bool isInList = times % 3 == 0;
        const auto limit = isInList ? 8192U : unsigned(m_bytes.size());
        const int first = isInList ? listedTable() / 8192 * 8192 : 0;
        flip(first + qint64(random() % limit), char(1 + random() % 255));
        for (const QString &ending : {u"-wal"_s, u"-shm"_s})
            QFile::remove(path() % ending);
        auto database = m_fixture->open();
        const Result<void> result =
            database.isOk() ? readEverything(**database) : Result<void>(database.error());
        if (result.isOk())
            continue;
        ++told;
        const ErrorCode code = result.error().code;
        QVERIFY2(code == ErrorCode::Damaged || code == ErrorCode::NewerFormat
                     || code == ErrorCode::InvalidInput,
                 qPrintable(toText(code) % u": "_s % result.error().detail));
    }
    // Whole pages of empty tables are empty, too.
    QVERIFY2(told > 50, qPrintable(QString::number(told)));
}

void tst_Damage::theCheckGoesOnPastADamagedPage()
{
    QByteArray changed = m_bytes;
    changed[changed.lastIndexOf("Tested") / 8192 * 8192] = '\x0a'; // a page of an index
    QVERIFY(replace(changed));
    auto database = m_fixture->open();
    VERIFY_OK(database);
    const auto problems = checkStorage(**database);
    VERIFY_OK(problems);
    QVERIFY(!problems->isEmpty());
    for (const StorageProblem &problem : *problems)
        QCOMPARE(problem.kind, u"file"_s);
}

void tst_Damage::theCheckTellsWhatIsWrong_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QStringList>("kinds");
    QTest::newRow("nothing") << u""_s << QStringList();
    QTest::newRow("a record that points nowhere")
        << u"INSERT INTO credentials (id, connection, kind, sealed) SELECT 'x', 'nobody', "
           u"'api-key', "
           "sealed FROM connections LIMIT 1"_s
        << QStringList({u"reference"_s, u"sealed"_s});
    QTest::newRow("sealed values in each other's place")
        << u"UPDATE connections SET sealed = (SELECT sealed FROM connections WHERE rowid = 2)"_s
        << QStringList(u"sealed"_s);
}

void tst_Damage::theCheckTellsWhatIsWrong()
{
    QFETCH(QString, sql);
    QFETCH(QStringList, kinds);
    if (!sql.isEmpty())
        QVERIFY(change(sql));
    auto database = m_fixture->open();
    VERIFY_OK(database);
    const auto problems = checkStorage(**database);
    VERIFY_OK(problems);
    QStringList found;
    for (const StorageProblem &problem : *problems) {
        found.append(problem.kind);
        QVERIFY(!problem.what.isEmpty());
    }
    QCOMPARE(found, kinds);
}

TEST_UNIT(tst_Damage)
#include "tst_Damage.moc"
