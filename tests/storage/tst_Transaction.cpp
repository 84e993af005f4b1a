// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/BoundaryRepository.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/DraftRepository.h"
#include "core/storage/IntentRepository.h"
#include "core/storage/LeaseRepository.h"
#include "core/storage/Session.h"
#include "core/storage/SettingsRepository.h"
#include "tests/storage/StorageFixture.h"
#include "tests/support/TestUnit.h"

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;
using namespace drawbridge;

class tst_Transaction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_database.reset(), m_fixture.reset(); }

    void aChangeWithoutAnEventIsRefused_data();
    void aChangeWithoutAnEventIsRefused();
    void bookkeepingNeedsNoEvent_data();
    void bookkeepingNeedsNoEvent();
    void bookkeepingDoesNotHideAChange();
    void aChangeThatChangesNothingNeedsNoEvent();
    void anEventAloneCommits();
    void anErrorUndoesEverything();
    void anErrorThatIsPassedOverCountsAllTheSame();
    void aRowThatDoesNotFitMayBePassedOver();
    void anErrorLeavesTheChainWhole();
    void theLogCannotBeChanged_data();
    void theLogCannotBeChanged();
    void readingSeesOneState();
    void writingFromWithinItsOwnWorkIsRefused();
    void readingFromWithinReadingIsRefused();
    void threadsThatWriteAtOnceAllGetThrough();
    void oneFailureAmongManyIsItsOwn();
    void theEndOfTheDatabaseWaitsForNobody();

private:
    using Work = std::function<Result<void>(Transaction &)>;

    Result<void> write(const Work &work) { return m_database->write<void>(work); }
    Result<int> count(const QString &table)
    {
        return m_database->read<int>([&table](ReadView &view) -> Result<int> {
            TRY(found, view.session().value(u"SELECT count(*) FROM "_s % table));
            return found.toInt();
        });
    }

    std::unique_ptr<StorageFixture> m_fixture;
    std::unique_ptr<Database> m_database;
};

Q_DECLARE_METATYPE(std::function<drawbridge::Result<void>(drawbridge::Transaction &)>)

void tst_Transaction::init()
{
    m_fixture = std::make_unique<StorageFixture>();
    auto opened = m_fixture->create();
    VERIFY_OK(opened);
    m_database = opened.takeValue();
}

void tst_Transaction::aChangeWithoutAnEventIsRefused_data()
{
    QTest::addColumn<Work>("work");
    QTest::addColumn<QString>("table");
    QTest::newRow("a connection") << Work([this](Transaction &tx) {
        return ConnectionRepository::insert(tx, m_fixture->connection(u"Shop"_s));
    }) << u"connections"_s;
    QTest::newRow("an area") << Work([](Transaction &tx) {
        return BoundaryRepository::insert(tx, {BoundaryId(u"b"_s), u"Money"_s, {}, 0});
    }) << u"boundaries"_s;
    QTest::newRow("a setting") << Work([](Transaction &tx) {
        return SettingsRepository::set(tx, {{u"theme"_s, u"dark"_s}});
    }) << u"settings"_s;
}

void tst_Transaction::aChangeWithoutAnEventIsRefused()
{
    QFETCH(Work, work);
    QFETCH(QString, table);
    VERIFY_ERROR(ErrorCode::Internal, write(work));
    QCOMPARE(count(table).value(), 0);
    VERIFY_OK(writeWithEvent(*m_database, work));
    QCOMPARE(count(table).value(), 1);
}

void tst_Transaction::bookkeepingNeedsNoEvent_data()
{
    QTest::addColumn<Work>("work");
    QTest::addColumn<QString>("table");
    QTest::newRow("an intent") << Work([](Transaction &tx) -> Result<void> {
        TRY_DONE(IntentRepository::add(tx, u"keep"_s, {}));
        return {};
    }) << u"intents"_s;
    QTest::newRow("a draft") << Work([](Transaction &tx) {
        return DraftRepository::save(tx, u"connect/stripe"_s, {});
    }) << u"drafts"_s;
    QTest::newRow("a lease") << Work([](Transaction &tx) -> Result<void> {
        TRY_DONE(LeaseRepository::acquire(tx, u"relay"_s, std::chrono::seconds(5)));
        return {};
    }) << u"leases"_s;
}

void tst_Transaction::bookkeepingNeedsNoEvent()
{
    QFETCH(Work, work);
    QFETCH(QString, table);
    VERIFY_OK(write(work));
    QCOMPARE(count(table).value(), 1);
}

void tst_Transaction::bookkeepingDoesNotHideAChange()
{
    VERIFY_ERROR(ErrorCode::Internal, write([this](Transaction &tx) -> Result<void> {
                     TRY_DONE(DraftRepository::save(tx, u"draft"_s, {}));
                     return ConnectionRepository::insert(tx, m_fixture->connection(u"Shop"_s));
                 }));
    QCOMPARE(count(u"drafts"_s).value(), 0);
}

void tst_Transaction::aChangeThatChangesNothingNeedsNoEvent()
{
    VERIFY_OK(write([](Transaction &tx) {
        return SettingsRepository::set(tx, {{u"not there"_s, QJsonValue::Null}});
    }));
}

void tst_Transaction::anEventAloneCommits()
{
    VERIFY_OK(write([](Transaction &tx) { return EventLog::append(tx, StorageFixture::event()); }));
    QCOMPARE(allEvents(*m_database)->events.size(), 1);
}

void tst_Transaction::anErrorUndoesEverything()
{
    const Error wanted{ErrorCode::Refused, u"Not today."_s, {}};
    const auto done = writeWithEvent(*m_database, [&](Transaction &tx) -> Result<void> {
        TRY_DONE(ConnectionRepository::insert(tx, m_fixture->connection(u"Shop"_s)));
        TRY_DONE(EventLog::append(tx, StorageFixture::event()));
        return wanted;
    });
    VERIFY_ERROR(ErrorCode::Refused, done);
    QCOMPARE(done.error().what, wanted.what);
    QCOMPARE(count(u"connections"_s).value(), 0);
    QCOMPARE(count(u"events"_s).value(), 0);
    QCOMPARE(count(u"names"_s).value(), 0);
}

void tst_Transaction::anErrorThatIsPassedOverCountsAllTheSame()
{
    VERIFY_ERROR(ErrorCode::Internal,
                 writeWithEvent(*m_database, [](Transaction &tx) -> Result<void> {
                     static_cast<void>(
                         tx.session().change(u"INSERT INTO nowhere VALUES (1)"_s).isOk());
                     return {};
                 }));
    QCOMPARE(count(u"events"_s).value(), 0);
    VERIFY_OK(writeWithEvent(*m_database, [](Transaction &) { return Result<void>(); }));
}

void tst_Transaction::aRowThatDoesNotFitMayBePassedOver()
{
    const Connection shop = m_fixture->connection(u"Shop"_s);
    VERIFY_OK(writeWithEvent(*m_database, [&](Transaction &tx) -> Result<void> {
        TRY_DONE(ConnectionRepository::insert(tx, shop));
        const auto second = ConnectionRepository::insert(tx, shop);
        return second.isOk() ? Result<void>(Error{ErrorCode::Internal, u"Twice."_s, {}})
                             : Result<void>();
    }));
    QCOMPARE(count(u"connections"_s).value(), 1);
}

void tst_Transaction::anErrorLeavesTheChainWhole()
{
    const auto append = [](Transaction &tx) {
        return EventLog::append(tx, StorageFixture::event());
    };
    VERIFY_OK(write(append));
    VERIFY_ERROR(ErrorCode::Refused, write([&](Transaction &tx) -> Result<void> {
                     TRY_DONE(append(tx));
                     return Error{ErrorCode::Refused, u"No."_s, {}};
                 }));
    VERIFY_OK(write(append));
    const auto links = m_database->read<QStringList>([](ReadView &view) -> Result<QStringList> {
        QStringList found;
        TRY_DONE(view.session().select(u"SELECT writer, writer_seq FROM events ORDER BY seq"_s,
                                       {},
                                       [&found](const QSqlQuery &row) -> Result<void> {
                                           found.append(row.value(0).toString() % u' '
                                                        % row.value(1).toString());
                                           return {};
                                       }));
        return found;
    });
    VERIFY_OK(links);
    QCOMPARE(links->size(), 2);
    QVERIFY(links->first().endsWith(u" 1"_s));
    QCOMPARE(links->last(), QString(links->first().chopped(1) % u'2'));
}

void tst_Transaction::theLogCannotBeChanged_data()
{
    QTest::addColumn<QString>("sql");
    QTest::newRow("deleting an event") << u"DELETE FROM events"_s;
    QTest::newRow("changing an event") << u"UPDATE events SET summary = 'nothing happened'"_s;
    QTest::newRow("taking the table away") << u"DROP TABLE events"_s;
    QTest::newRow("adding a table") << u"CREATE TABLE more (id TEXT)"_s;
    QTest::newRow("adding a trigger") << u"CREATE TRIGGER t AFTER INSERT ON events BEGIN "
                                         "DELETE FROM settings; END"_s;
    QTest::newRow("joining another file") << u"ATTACH 'other.db' AS other"_s;
}

void tst_Transaction::theLogCannotBeChanged()
{
    QFETCH(QString, sql);
    VERIFY_OK(writeWithEvent(*m_database, [](Transaction &) { return Result<void>(); }));
    VERIFY_ERROR(ErrorCode::Internal,
                 writeWithEvent(*m_database, [&sql](Transaction &tx) -> Result<void> {
                     TRY_DONE(tx.session().change(sql));
                     return {};
                 }));
    QCOMPARE(allEvents(*m_database)->events.size(), 1);
}

void tst_Transaction::readingSeesOneState()
{
    VERIFY_OK(m_database->read<void>([this](ReadView &view) -> Result<void> {
        TRY(before, EventLog::lastSeq(view));
        Result<void> written;
        std::thread other([&] {
            written = writeWithEvent(*m_database, [](Transaction &) { return Result<void>(); });
        });
        other.join();
        TRY_DONE(written);
        TRY(after, EventLog::lastSeq(view));
        return before == after ? Result<void>()
                               : Result<void>(Error{ErrorCode::Internal, u"It moved."_s, {}});
    }));
    QCOMPARE(count(u"events"_s).value(), 1);
}

void tst_Transaction::writingFromWithinItsOwnWorkIsRefused()
{
    VERIFY_ERROR(ErrorCode::Internal, write([this](Transaction &) {
                     return writeWithEvent(*m_database,
                                           [](Transaction &) { return Result<void>(); });
                 }));
}

void tst_Transaction::readingFromWithinReadingIsRefused()
{
    VERIFY_ERROR(ErrorCode::Internal,
                 m_database->read<int>([this](ReadView &) { return count(u"events"_s); }));
}

void tst_Transaction::threadsThatWriteAtOnceAllGetThrough()
{
    constexpr int threads = 8;
    constexpr int each = 50;
    std::atomic<int> failed = 0;
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t) {
        running.emplace_back([&] {
            for (int i = 0; i < each; ++i) {
                const auto done = writeWithEvent(*m_database, [this](Transaction &tx) {
                    return ConnectionRepository::insert(tx, m_fixture->connection(u"Shop"_s));
                });
                failed += done.isOk() ? 0 : 1;
            }
        });
    }
    for (std::thread &thread : running)
        thread.join();
    QCOMPARE(failed, 0);
    QCOMPARE(count(u"connections"_s).value(), threads * each);
    QCOMPARE(count(u"events"_s).value(), threads * each);
}

void tst_Transaction::oneFailureAmongManyIsItsOwn()
{
    constexpr int threads = 8;
    constexpr int each = 40;
    std::atomic<int> refused = 0;
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t) {
        running.emplace_back([&, fails = t % 2 == 0] {
            for (int i = 0; i < each; ++i) {
                const auto done = writeWithEvent(*m_database, [&](Transaction &tx) -> Result<void> {
                    TRY_DONE(ConnectionRepository::insert(tx, m_fixture->connection(u"Shop"_s)));
                    return fails ? Result<void>(Error{ErrorCode::Refused, u"No."_s, {}})
                                 : Result<void>();
                });
                refused += done.isOk() ? 0 : 1;
            }
        });
    }
    for (std::thread &thread : running)
        thread.join();
    QCOMPARE(refused, threads / 2 * each);
    QCOMPARE(count(u"connections"_s).value(), threads / 2 * each);
    QCOMPARE(count(u"events"_s).value(), threads / 2 * each);
}

void tst_Transaction::theEndOfTheDatabaseWaitsForNobody()
{
    VERIFY_OK(writeWithEvent(*m_database, [](Transaction &) { return Result<void>(); }));
    m_database.reset();
    QVERIFY2(!QFile::exists(m_fixture->file(u"workspace.db-wal"_s)), "closed in good order");
    auto again = m_fixture->open();
    VERIFY_OK(again);
    QCOMPARE(allEvents(**again)->events.size(), 1);
}

TEST_UNIT(tst_Transaction)
#include "tst_Transaction.moc"
