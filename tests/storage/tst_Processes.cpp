// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/ConnectionRepository.h"
#include "core/storage/IntentRepository.h"
#include "core/storage/LeaseRepository.h"
#include "core/storage/StorageCheck.h"
#include "tests/storage/Peer.h"
#include "tests/storage/StorageFixture.h"
#include "tests/support/TestUnit.h"

#include <QRandomGenerator>
#include <QSet>

using namespace Qt::StringLiterals;
using namespace drawbridge;

/// Several processes at one workspace, and what is left when one of them dies.
class tst_Processes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsLostWhenManyWrite();
    void whatOthersWroteBeforeTheFirstQuestionIsNoticed();
    void whatOthersWriteIsNoticed();
    void whatWasAcknowledgedOutlivesAKill_data();
    void whatWasAcknowledgedOutlivesAKill();
    void aKillAmongOthersHarmsNobody();
    void whatADeadProcessHeldIsFree();
    void aFullDiskIsToldAndNothingIsHalfWritten();

private:
    /// Names of connections, which must be the summaries of the events, too.
    Result<QSet<QString>> names(Database &database)
    {
        QSet<QString> connections;
        QSet<QString> events;
        TRY(list, database.read<QList<Connection>>([](ReadView &view) {
            return ConnectionRepository::list(view);
        }));
        for (const Connection &connection : list)
            connections.insert(connection.name);
        TRY(page, allEvents(database));
        for (const Event &event : page.events)
            events.insert(event.summary);
        if (connections != events)
            return Error{ErrorCode::Damaged, u"A change without its event."_s, {}};
        return connections;
    }
};

void tst_Processes::nothingIsLostWhenManyWrite()
{
    constexpr int peers = 4;
    constexpr int each = 60;
    StorageFixture fixture;
    auto database = fixture.create();
    VERIFY_OK(database);
    std::vector<std::unique_ptr<Peer>> running;
    for (int i = 0; i < peers; ++i) {
        running.push_back(
            std::make_unique<Peer>(u"write"_s,
                                   fixture.folder,
                                   fixture.key,
                                   QStringList{u"peer%1"_s.arg(i), QString::number(each)}));
    }
    QSet<QString> wanted;
    for (int i = 0; i < each; ++i) {
        const QString name = u"own %1"_s.arg(i);
        VERIFY_OK((*database)->write<void>([&](Transaction &tx) -> Result<void> {
            TRY_DONE(ConnectionRepository::insert(tx, fixture.connection(name)));
            return EventLog::append(tx, StorageFixture::event(u"a.b"_s, name));
        }));
        wanted.insert(name);
    }
    for (int i = 0; i < peers; ++i) {
        const QList<QByteArray> said = running[size_t(i)]->rest();
        QCOMPARE(said.size(), each + 1);
        for (const QByteArray &name : said.mid(1))
            wanted.insert(QString::fromUtf8(name));
    }
    const auto found = names(**database);
    VERIFY_OK(found);
    QCOMPARE(found->size(), (peers + 1) * each);
    QCOMPARE(*found, wanted);
    const auto problems = checkStorage(**database);
    VERIFY_OK(problems);
    QCOMPARE(problems->size(), 0);
}

void tst_Processes::whatOthersWroteBeforeTheFirstQuestionIsNoticed()
{
    StorageFixture fixture;
    auto database = fixture.create();
    VERIFY_OK(database);
    Peer peer(u"write"_s, fixture.folder, fixture.key, {u"peer"_s, u"1"_s});
    QCOMPARE(peer.rest().size(), 2);
    QCOMPARE((*database)->changedByOthers().value(), true);
    QCOMPARE((*database)->changedByOthers().value(), false);
}

void tst_Processes::whatOthersWriteIsNoticed()
{
    StorageFixture fixture;
    auto database = fixture.create();
    VERIFY_OK(database);
    QCOMPARE((*database)->changedByOthers().value(), false);
    VERIFY_OK(writeWithEvent(**database, [](Transaction &) { return Result<void>(); }));
    VERIFY_OK(allEvents(**database));
    QCOMPARE((*database)->changedByOthers().value(), false);
    Peer peer(u"write"_s, fixture.folder, fixture.key, {u"peer"_s, u"1"_s});
    QCOMPARE(peer.rest().size(), 2);
    QCOMPARE((*database)->changedByOthers().value(), true);
    QCOMPARE((*database)->changedByOthers().value(), false);
}

void tst_Processes::whatWasAcknowledgedOutlivesAKill_data()
{
    QTest::addColumn<int>("lines");
    // Some die as they open, most while they write.
    for (int i = 0; i < 20; ++i)
        QTest::addRow("kill %d", i + 1) << (i < 3 ? i : i * 3);
}

void tst_Processes::whatWasAcknowledgedOutlivesAKill()
{
    QFETCH(int, lines);
    StorageFixture fixture;
    VERIFY_OK(fixture.create());
    QSet<QString> acknowledged;
    {
        Peer peer(u"write"_s, fixture.folder, fixture.key, {u"peer"_s, u"1000000"_s});
        for (int i = 0; i < lines; ++i) {
            const QByteArray line = peer.line();
            QVERIFY(!line.isNull());
            if (i > 0)
                acknowledged.insert(QString::fromUtf8(line));
        }
        peer.kill();
        QVERIFY(peer.wasKilled());
        for (const QByteArray &line : peer.rest()) {
            if (line.startsWith("peer "))
                acknowledged.insert(QString::fromUtf8(line));
        }
    }
    auto database = fixture.open();
    VERIFY_OK(database);
    const auto found = names(**database);
    VERIFY_OK(found);
    QVERIFY2(found->contains(acknowledged), "an acknowledged row is lost");
    QVERIFY2(found->size() <= acknowledged.size() + 1, "more than the one under way");
    const auto problems = checkStorage(**database);
    VERIFY_OK(problems);
    QCOMPARE(problems->size(), 0);
}

void tst_Processes::aKillAmongOthersHarmsNobody()
{
    StorageFixture fixture;
    auto database = fixture.create();
    VERIFY_OK(database);
    Peer victim(u"write"_s, fixture.folder, fixture.key, {u"victim"_s, u"1000000"_s});
    Peer other(u"write"_s, fixture.folder, fixture.key, {u"other"_s, u"60"_s});
    for (int i = 0; i < 10; ++i)
        QVERIFY(!victim.line().isNull());
    victim.kill();
    QCOMPARE(other.rest().size(), 61);
    VERIFY_OK(writeWithEvent(**database, [&](Transaction &tx) {
        return ConnectionRepository::insert(tx, fixture.connection(u"Tested"_s));
    }));
    VERIFY_OK(names(**database));
    QCOMPARE(checkStorage(**database)->size(), 0);
}

void tst_Processes::whatADeadProcessHeldIsFree()
{
    StorageFixture fixture;
    auto database = fixture.create();
    VERIFY_OK(database);
    Peer peer(u"lease"_s, fixture.folder, fixture.key);
    QCOMPARE(peer.line(), QByteArray("ready"));
    const auto acquire = [&] {
        return (*database)->write<Lease>([](Transaction &tx) {
            return LeaseRepository::acquire(tx, u"move-secrets"_s, std::chrono::minutes(5));
        });
    };
    const auto abandoned = [&] {
        return (*database)->read<QList<Intent>>(
            [](ReadView &view) { return IntentRepository::listAbandoned(view); });
    };
    // The peer has the real time, so that its lease lasts by ours, too.
    fixture.clock.setWallTime(SystemClock().now());
    const auto busy = acquire();
    VERIFY_ERROR(ErrorCode::Busy, busy);
    QVERIFY(busy.error().what.contains(u"bob (peer)"_s));
    QCOMPARE(abandoned()->size(), 0);
    peer.kill();
    VERIFY_OK(acquire());
    QCOMPARE(abandoned()->size(), 1);
    const auto problems = checkStorage(**database);
    VERIFY_OK(problems);
    QCOMPARE(problems->size(), 1);
    QCOMPARE(problems->first().kind, u"unfinished"_s);
}

void tst_Processes::aFullDiskIsToldAndNothingIsHalfWritten()
{
    StorageFixture fixture;
    VERIFY_OK(fixture.create());
    Peer peer(u"full"_s, fixture.folder, fixture.key, {QString::number(1'500'000)});
    const QList<QByteArray> said = peer.rest();
    QCOMPARE(said.size(), 2);
    QCOMPARE(said.first(), QByteArray("unavailable"));
    const int written = said.last().toInt();
    QVERIFY(written > 0);
    auto database = fixture.open();
    VERIFY_OK(database);
    const auto list = (*database)->read<QList<Connection>>(
        [](ReadView &view) { return ConnectionRepository::list(view); });
    VERIFY_OK(list);
    QCOMPARE(list->size(), written + 2);
    QCOMPARE(allEvents(**database)->events.size(), written + 2);
    QCOMPARE(checkStorage(**database)->size(), 0);
}

TEST_UNIT(tst_Processes)
#include "tst_Processes.moc"
