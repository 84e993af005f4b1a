// SPDX-License-Identifier: GPL-3.0-or-later
// storage_measure [EVENTS]: how fast storage is on this machine, in a temporary folder (TMPDIR chooses the disk).
// Figures are the best of some runs in milliseconds, unless they say otherwise.
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/FlowRepository.h"
#include "core/storage/StorageCheck.h"
#include "tests/storage/StorageFixture.h"
#include "tests/support/SeedWorkspace.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>

#include <atomic>
#include <cstdio>
#include <limits>
#include <thread>

using namespace Qt::StringLiterals;
using namespace drawbridge;

namespace {

template<typename T>
T must(Result<T> result)
{
    if (!result.isOk())
        qFatal("%s | %s", qPrintable(result.error().what), qPrintable(result.error().detail));
    return result.takeValue();
}

void must(const Result<void> &result)
{
    if (!result.isOk())
        qFatal("%s | %s", qPrintable(result.error().what), qPrintable(result.error().detail));
}

double best(const std::function<void()> &work, int times = 15)
{
    qint64 shortest = std::numeric_limits<qint64>::max();
    for (int i = 0; i < times; ++i) {
        QElapsedTimer timer;
        timer.start();
        work();
        shortest = std::min(shortest, timer.nsecsElapsed());
    }
    return double(shortest) / 1e6;
}

void say(const char *what, double value)
{
    std::printf("%-52s %10.2f\n", what, value);
}

/// Opening and reading what a first screen needs.
double opening(StorageFixture &fixture)
{
    return best([&fixture] {
        const auto database = must(fixture.open());
        must(database->read<EventPage>([](ReadView &view) -> Result<EventPage> {
            TRY_DONE(EventLog::lastSeq(view));
            return EventLog::query(view, {});
        }));
    });
}

void pages(Database &database)
{
    const auto page = [&database](const char *what, auto change) {
        EventQuery query;
        change(query);
        EventPage found;
        const double time = best([&] {
            found = must(database.read<EventPage>(
                [&query](ReadView &view) { return EventLog::query(view, query); }));
        });
        std::printf("%-52s %10.2f  (%lld rows)\n",
                    what,
                    time,
                    static_cast<long long>(found.events.size()));
        return found;
    };
    const EventPage newest = page("page: the newest 200", [](EventQuery &) {});
    const qint64 last = newest.events.first().seq;
    const QDateTime now = newest.events.first().time;
    page("page: 200 in the middle", [&](EventQuery &q) { q.before = last / 2; });
    page("page: one connection",
         [&](EventQuery &q) { q.connections = {newest.events.at(3).connection}; });
    page("page: a frequent type", [](EventQuery &q) { q.types = {u"connection.tested"_s}; });
    page("page: a group of types", [](EventQuery &q) {
        q.types = {u"connection."_s, u"relay.failed"_s};
    });
    page("page: a rare type", [](EventQuery &q) { q.types = {u"workspace."_s}; });
    page("page: no such type", [](EventQuery &q) { q.types = {u"nothing"_s}; });
    page("page: a frequent word", [](EventQuery &q) { q.text = u"test"_s; });
    page("page: a rare word", [](EventQuery &q) { q.text = u"branch 499"_s; });
    page("page: no such word", [](EventQuery &q) { q.text = u"xylophone"_s; });
    page("page: two frequent words", [](EventQuery &q) { q.text = u"message retry"_s; });
    page("page: high and above", [](EventQuery &q) { q.atLeast = Severity::High; });
    page("page: critical (there are none)", [](EventQuery &q) { q.atLeast = Severity::Critical; });
    page("page: the last 30 days", [&](EventQuery &q) { q.since = now.addDays(-30); });
    page("page: until two years ago", [&](EventQuery &q) { q.until = now.addDays(-730); });
    page("page: a day two years ago", [&](EventQuery &q) {
        q.since = now.addDays(-731);
        q.until = now.addDays(-730);
    });
    page("page: one connection, a type, a word", [&](EventQuery &q) {
        q.connections = {newest.events.at(3).connection};
        q.types = {u"connection."_s};
        q.text = u"refused"_s;
    });
    EventQuery span;
    span.since = now.addDays(-800);
    span.until = now.addSecs(1);
    say("histogram of 800 days", best([&] {
            must(database.read<QList<int>>(
                [&](ReadView &view) { return EventLog::histogram(view, span, 86'400'000); }));
        }));
    say("count of all", best([&] {
            must(database.read<qint64>([](ReadView &view) { return EventLog::count(view, {}); }));
        }));
}

void writing(StorageFixture &fixture)
{
    const auto database = must(fixture.open());
    const auto append = [&database] {
        must(database->write<void>(
            [](Transaction &tx) { return EventLog::append(tx, StorageFixture::event()); }));
    };
    constexpr int alone = 500;
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < alone; ++i)
        append();
    say("appends one by one, a second", alone * 1e9 / double(timer.nsecsElapsed()));

    constexpr int threads = 16;
    constexpr int each = 200;
    timer.start();
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t) {
        running.emplace_back([&append] {
            for (int i = 0; i < each; ++i)
                append();
        });
    }
    for (std::thread &thread : running)
        thread.join();
    say("appends by 16 threads at once, a second",
        threads * each * 1e9 / double(timer.nsecsElapsed()));

    constexpr int together = 10'000;
    timer.start();
    must(database->write<void>([](Transaction &tx) -> Result<void> {
        for (int i = 0; i < together; ++i)
            TRY_DONE(EventLog::append(tx, StorageFixture::event()));
        return {};
    }));
    say("appends in batches of 10,000, a second", together * 1e9 / double(timer.nsecsElapsed()));
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    SeedSize size;
    if (argc > 1)
        size.events = std::atoi(argv[1]);
    StorageFixture empty;
    StorageFixture full;
    must(empty.create());
    {
        const auto database = must(full.create());
        QElapsedTimer timer;
        timer.start();
        must(seedWorkspace(*database, full.clock, size));
        say("seeding, events a second", size.events * 1e9 / double(timer.nsecsElapsed()));
    }
    say("bytes an event", double(QFileInfo(full.file(u"workspace.db"_s)).size()) / size.events);
    // In turns, so that both see the same machine.
    double ofEmpty = std::numeric_limits<double>::max();
    double ofFull = ofEmpty;
    for (int i = 0; i < 5; ++i) {
        ofEmpty = std::min(ofEmpty, opening(empty));
        ofFull = std::min(ofFull, opening(full));
    }
    say("opening an empty workspace", ofEmpty);
    say("opening the full one", ofFull);
    {
        const auto database = must(full.open());
        say("all connections, credentials, flows", best([&] {
                must(database->read<int>([](ReadView &view) -> Result<int> {
                    TRY_DONE(ConnectionRepository::list(view));
                    TRY_DONE(CredentialRepository::list(view));
                    TRY_DONE(FlowRepository::list(view));
                    return 0;
                }));
            }));
        pages(*database);
        say("checking everything", best([&] { must(checkStorage(*database)); }, 2));
    }
    writing(full);
    return 0;
}
