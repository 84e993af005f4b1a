// SPDX-License-Identifier: GPL-3.0-or-later
// drawbridge-bench make FOLDER CONNECTIONS FLOWS EVENTS: a business with its keys in the login's keychain.
// drawbridge-bench open ROUNDS FOLDER...: opens each in turn through the door that the window uses, until the snapshot
// is published; prints one line of JSON with the milliseconds of each, in the order of the folders.
#include "app/Composition.h"
#include "core/keeping/Opening.h"
#include "core/keeping/WorkspaceSetUp.h"
#include "core/storage/Database.h"
#include "core/workspace/Workspace.h"
#include "tests/support/SeedWorkspace.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>
#include <cstdlib>

using namespace Qt::StringLiterals;
using namespace drawbridge;

namespace {

[[noreturn]] void stop(const Error &error)
{
    std::fprintf(stderr,
                 "drawbridge-bench: %s (%s)\n",
                 qPrintable(error.what),
                 qPrintable(error.detail));
    std::exit(3);
}

template<typename T>
T must(Result<T> result)
{
    if (!result.isOk())
        stop(result.error());
    return result.takeValue();
}

void must(const Result<void> &result)
{
    if (!result.isOk())
        stop(result.error());
}

void make(const QString &folder, const SeedSize &size)
{
    const SystemClock clock;
    SystemRandom random;
    KeepingParts parts;
    parts.folder = folder;
    parts.clock = &clock;
    parts.random = &random;
    parts.actor = loginName();
    parts.makeStore = [&clock, &random](const SecretsPlace &place, const QString &where) {
        return makeRealStore(place, where, clock, random);
    };
    CreateWorkspace request;
    request.businessName = u"Ada's Flowers"_s;
    const WorkspaceKeys keys = must(createWorkspace(parts, request));

    StorageConfig config;
    config.folder = folder;
    config.clock = &clock;
    config.random = &random;
    config.actor = parts.actor;
    config.dataKey = &keys.dataKey;
    const auto database = must(Database::open(config, OpenMode::OpenExisting));
    if (size.connections > 0)
        must(seedWorkspace(*database, clock, size));
}

double openOnce(const QString &folder, const Catalog &catalog)
{
    const SystemClock clock;
    SystemRandom random;
    WorkspaceParts parts;
    parts.folder = folder;
    parts.clock = &clock;
    parts.random = &random;
    parts.catalog = catalog;
    parts.actor = loginName();
    parts.makeStore = [&clock, &random](const SecretsPlace &place, const QString &where) {
        return makeRealStore(place, where, clock, random);
    };
    Workspace workspace(std::move(parts));
    QEventLoop loop;
    Result<void> opened;
    QElapsedTimer timer;
    timer.start();
    whenDone(workspace.open(), &loop, [&](const Result<void> &result) {
        opened = result;
        loop.quit();
    });
    loop.exec();
    const qint64 taken = timer.nsecsElapsed();
    must(opened);
    if (workspace.phase() != Phase::Open)
        stop(workspace.phaseError());
    return double(taken) / 1e6;
}

void openInTurns(int rounds, const QStringList &folders)
{
    const Catalog catalog = must(Catalog::builtIn());
    QList<QJsonArray> times(folders.size());
    // The first round loads libraries and warms caches, for whoever happens to be first.
    for (int round = 0; round <= rounds; ++round) {
        for (qsizetype i = 0; i < folders.size(); ++i) {
            const double ms = openOnce(folders.at(i), catalog);
            if (round > 0)
                times[i].append(ms);
        }
    }
    QJsonArray all;
    for (const QJsonArray &one : times)
        all.append(one);
    std::printf("%s\n", QJsonDocument(all).toJson(QJsonDocument::Compact).constData());
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"drawbridge"_s);
    const QStringList words = QCoreApplication::arguments();
    if (qEnvironmentVariableIntValue("DRAWBRIDGE_THROWAWAY_KEYRING") != 1)
        stop({ErrorCode::InvalidInput,
              u"It writes to the keychain, so it runs beside a throw-away one only."_s,
              u"tests/support/with-keyring.sh"_s});
    const QString verb = words.value(1);
    if (verb == u"make"_s && words.size() == 6) {
        SeedSize size;
        size.connections = words.at(3).toInt();
        size.flows = words.at(4).toInt();
        size.events = words.at(5).toInt();
        make(QDir(words.at(2)).absolutePath(), size);
        return 0;
    }
    if (verb == u"open"_s && words.size() >= 4) {
        openInTurns(words.at(2).toInt(), words.mid(3));
        return 0;
    }
    stop({ErrorCode::InvalidInput,
          u"make FOLDER CONNECTIONS FLOWS EVENTS | open ROUNDS FOLDER..."_s,
          {}});
}
