// SPDX-License-Identifier: GPL-3.0-or-later
// peer WHAT FOLDER [MORE..]: a process that works on a workspace, for Peer.h. Says "ready", then a line a step.
#include "core/base/SortableId.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/Database.h"
#include "core/storage/IntentRepository.h"
#include "core/storage/LeaseRepository.h"
#include "core/storage/events/EventLog.h"
#include "tests/storage/TestMigrations.h"
#include "tests/support/SeedWorkspace.h"

#include <QCoreApplication>
#include <QTimeZone>

#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <iostream>

using namespace Qt::StringLiterals;
using namespace drawbridge;

namespace {

void say(const QString &line)
{
    std::printf("%s\n", qPrintable(line));
    std::fflush(stdout);
}

void waitForWord()
{
    std::string word;
    std::getline(std::cin, word);
}

struct Peer
{
    SystemClock clock;
    SystemRandom random;
    StorageConfig config;
    QStringList more;

    [[nodiscard]] Result<std::unique_ptr<Database>> open()
    {
        return Database::open(config, OpenMode::OpenExisting);
    }

    Result<void> writeOne(Database &database, const QString &name)
    {
        return database.write<void>([&](Transaction &tx) -> Result<void> {
            Connection connection;
            connection.id = makeId<ConnectionId>(clock, random);
            connection.app = u"stripe"_s;
            connection.name = name;
            connection.createdAt = clock.now();
            TRY_DONE(ConnectionRepository::insert(tx, connection));
            Event event;
            event.type = u"connection.added"_s;
            event.summary = name;
            event.connection = connection.id;
            return EventLog::append(tx, event);
        });
    }

    /// So many connections, each with its event; says each when it is acknowledged.
    Result<void> write()
    {
        TRY(database, open());
        say(u"ready"_s);
        const QString name = more.value(0);
        const int count = more.value(1).toInt();
        for (int i = 0; i < count; ++i) {
            const QString one = u"%1 %2"_s.arg(name).arg(i);
            TRY_DONE(writeOne(*database, one));
            say(one);
        }
        return {};
    }

    /// A small workspace that is always the same but for the bytes of seals.
    Result<void> make()
    {
        TRY(database, Database::open(config, OpenMode::CreateNew));
        const ManualClock then(QDateTime(QDate(2026, 3, 2), QTime(10, 0), QTimeZone::utc()));
        return seedWorkspace(*database, then, {6, 6, 40, 1});
    }

    /// Opens and waits for a word before it closes.
    Result<void> hold()
    {
        const auto database = open();
        if (!database.isOk())
            return database.error();
        say(u"ready"_s);
        waitForWord();
        return {};
    }

    /// Takes a lease, writes an intent, and waits for a word.
    Result<void> lease()
    {
        TRY(database, open());
        TRY_DONE(database->write<Lease>([](Transaction &tx) {
            return LeaseRepository::acquire(tx, u"move-secrets"_s, std::chrono::minutes(5));
        }));
        TRY_DONE(database->write<IntentId>(
            [](Transaction &tx) { return IntentRepository::add(tx, u"keep-secret"_s, {}); }));
        say(u"ready"_s);
        waitForWord();
        return {};
    }

    /// Brings it up to date with the made-up steps; dies at the step of that number, or waits there for a word.
    Result<void> migrate()
    {
        config.migrations = testMigrations();
        const int last = more.value(0).toInt();
        const bool waits = more.value(1) == u"wait"_s;
        int reached = 0;
        config.onStep = [&](QStringView step) {
            if (++reached != last)
                return;
            say(step.toString());
            if (!waits)
                std::raise(SIGKILL);
            waitForWord();
        };
        TRY_DONE(open());
        say(u"whole"_s);
        return {};
    }

    /// Writes where no file may grow any more, which is what a full disk is to SQLite.
    Result<void> full()
    {
        TRY(database, open());
        TRY_DONE(writeOne(*database, u"before"_s));
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit limit{};
        ::getrlimit(RLIMIT_FSIZE, &limit);
        limit.rlim_cur = static_cast<rlim_t>(more.value(0).toLongLong());
        ::setrlimit(RLIMIT_FSIZE, &limit);
        int written = 0;
        Result<void> done;
        while (done.isOk() && written < 100'000) {
            done = writeOne(*database, QString(400, u'x'));
            written += done.isOk() ? 1 : 0;
        }
        say(done.isOk() ? u"endless"_s : toText(done.error().code));
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_FSIZE, &limit);
        TRY_DONE(writeOne(*database, u"after"_s));
        say(QString::number(written));
        return {};
    }
};

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    QStringList arguments = app.arguments().mid(1);
    std::string hex;
    std::getline(std::cin, hex);
    auto key = SealKey::fromBytes(
        SecretBytes::copyOf(QByteArray::fromHex(QByteArray::fromStdString(hex))));
    if (arguments.size() < 2 || !key.isOk())
        return 2;

    Peer peer;
    const QString what = arguments.takeFirst();
    peer.config.folder = arguments.takeFirst();
    peer.config.clock = &peer.clock;
    peer.config.random = &peer.random;
    peer.config.actor = u"bob (peer)"_s;
    peer.config.dataKey = &*key;
    peer.more = arguments;
    const QHash<QString, Result<void> (Peer::*)()> verbs{{u"write"_s, &Peer::write},
                                                         {u"make"_s, &Peer::make},
                                                         {u"hold"_s, &Peer::hold},
                                                         {u"lease"_s, &Peer::lease},
                                                         {u"migrate"_s, &Peer::migrate},
                                                         {u"full"_s, &Peer::full}};
    const auto verb = verbs.value(what);
    if (!verb)
        return 2;
    const Result<void> done = (peer.*verb)();
    if (done.isOk())
        return 0;
    std::fprintf(stderr,
                 "%s: %s\n",
                 qPrintable(toText(done.error().code)),
                 qPrintable(done.error().detail));
    return 1;
}
