// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/ConnectionRepository.h"
#include "core/storage/FlowRepository.h"
#include "core/storage/StorageCheck.h"
#include "tests/storage/StorageFixture.h"
#include "tests/support/SeedWorkspace.h"
#include "tests/support/TestUnit.h"

using namespace Qt::StringLiterals;
using namespace drawbridge;

class tst_SeedWorkspace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatItMakesIsWhole();
    void theSameSeedMakesTheSame();
};

void tst_SeedWorkspace::whatItMakesIsWhole()
{
    const SeedSize size{50, 80, 12'000, 7};
    StorageFixture fixture;
    auto database = fixture.create();
    VERIFY_OK(database);
    VERIFY_OK(seedWorkspace(**database, fixture.clock, size));
    const auto count =
        (*database)->read<qint64>([](ReadView &view) { return EventLog::count(view, {}); });
    VERIFY_OK(count);
    QCOMPARE(*count, size.events);
    const auto connections = (*database)->read<QList<Connection>>(
        [](ReadView &view) { return ConnectionRepository::list(view); });
    VERIFY_OK(connections);
    QCOMPARE(connections->size(), size.connections);
    for (const Connection &connection : *connections)
        VERIFY_OK(validate(connection));
    const auto flows =
        (*database)->read<QList<Flow>>([](ReadView &view) { return FlowRepository::list(view); });
    VERIFY_OK(flows);
    QCOMPARE(flows->size(), size.flows);
    for (const Flow &flow : *flows)
        VERIFY_OK(validate(flow));
    const auto newest = allEvents(**database);
    VERIFY_OK(newest);
    QVERIFY(newest->more);
    QVERIFY(newest->events.first().time <= fixture.clock.now());
    QVERIFY(newest->events.first().time > fixture.clock.now().addSecs(-3600));
    const auto problems = checkStorage(**database);
    VERIFY_OK(problems);
    QCOMPARE(problems->size(), 0);
}

void tst_SeedWorkspace::theSameSeedMakesTheSame()
{
    QStringList first;
    for (int times = 0; times < 2; ++times) {
        StorageFixture fixture;
        auto database = fixture.create();
        VERIFY_OK(database);
        VERIFY_OK(seedWorkspace(**database, fixture.clock, {5, 5, 50, 3}));
        QStringList found;
        const auto events = allEvents(**database);
        VERIFY_OK(events);
        for (const Event &event : events->events)
            found.append(event.id.text() % event.summary % event.time.toString(Qt::ISODateWithMs));
        QCOMPARE(found.size(), 50);
        if (times == 0)
            first = found;
        else
            QCOMPARE(found.mid(0, 49), first.mid(0, 49));
    }
}

TEST_UNIT(tst_SeedWorkspace)
#include "tst_SeedWorkspace.moc"
