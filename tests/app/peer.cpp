// SPDX-License-Identifier: GPL-3.0-or-later
// process_peer WHAT FOLDER [--vault FILE] [--die N] [MORE..]: what drawbridgectl does, through the same door and with
// the real stores, but every moment that a death could leave behind is a step: it is said on standard output, and the
// process ends with SIGKILL in the one of that number. For tests/app/*.py.
#include "app/Composition.h"
#include "app/ctl/Cli.h"
#include "core/keeping/Backup.h"
#include "core/keeping/Opening.h"
#include "core/keeping/Upkeep.h"
#include "core/secrets/KeychainStore.h"
#include "core/secrets/VaultFileStore.h"
#include "core/storage/Database.h"
#include "core/workspace/Workspace.h"
#include "tests/storage/TestMigrations.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <mutex>

using namespace Qt::StringLiterals;
using namespace drawbridge;

namespace {

/// An eighth of the real one: these tests open hundreds of vaults and backups.
constexpr ScryptCost cheap{14, 8, 1};

void say(const QString &line)
{
    std::printf("%s\n", qPrintable(line));
    std::fflush(stdout);
}

/// Counts the moments, and ends the process in one of them.
class Steps
{
public:
    explicit Steps(int last)
        : m_last(last)
    {}

    void reach(const QString &step)
    {
        const std::lock_guard lock(m_mutex);
        say(step);
        if (++m_reached == m_last)
            ::kill(::getpid(), SIGKILL);
    }

private:
    std::mutex m_mutex;
    int m_last;
    int m_reached = 0;
};

/// A real store whose changes to the keys of connections are steps: before the store is asked, and when it has
/// answered.
class SteppingStore final : public SecretStore
{
public:
    SteppingStore(std::shared_ptr<SecretStore> store, Steps &steps)
        : m_store(std::move(store))
        , m_steps(steps)
    {}

    SecretsKind kind() const override { return m_store->kind(); }
    QString description() const override { return m_store->description(); }
    qsizetype maxValueSize() const override { return m_store->maxValueSize(); }
    StoreStatus status() override { return m_store->status(); }
    Result<void> create(const SecretBytes &passphrase) override
    {
        return m_store->create(passphrase);
    }
    Result<void> unlock(const SecretBytes &passphrase) override
    {
        return m_store->unlock(passphrase);
    }
    void lock() override
    {
        m_steps.reach(u"about to lock"_s);
        m_store->lock();
        m_steps.reach(u"locked"_s);
    }
    Result<void> changePassphrase(const SecretBytes &current, const SecretBytes &next) override
    {
        return m_store->changePassphrase(current, next);
    }
    Result<SecretBytes> read(const SecretName &name) override { return m_store->read(name); }
    Result<void> write(const SecretName &name,
                       const SecretBytes &value,
                       const QString &label) override
    {
        m_steps.reach(u"about to keep the value"_s);
        const Result<void> done = m_store->write(name, value, label);
        m_steps.reach(u"value kept"_s);
        return done;
    }
    Result<void> remove(const SecretName &name) override
    {
        m_steps.reach(u"about to remove the value"_s);
        const Result<void> done = m_store->remove(name);
        m_steps.reach(u"value removed"_s);
        return done;
    }
    Result<QStringList> purposes(const QString &workspace) override
    {
        return m_store->purposes(workspace);
    }

private:
    std::shared_ptr<SecretStore> m_store;
    Steps &m_steps;
};

class Peer
{
public:
    Peer(QString folder, QString vaultFile, int last, QStringList more)
        : m_folder(std::move(folder))
        , m_vaultFile(std::move(vaultFile))
        , m_more(std::move(more))
        , m_steps(last)
    {}

    Result<void> connect();
    Result<void> replace();
    Result<void> remove();
    Result<void> lock();
    Result<void> create();
    Result<void> backUp();
    Result<void> restore();
    Result<void> migrate();
    Result<void> newer();
    Result<void> entries();

private:
    [[nodiscard]] SecretsKind kind() const
    {
        return m_vaultFile.isEmpty() ? SecretsKind::Keychain : SecretsKind::Vault;
    }
    [[nodiscard]] Result<SharedSecret> passphrase() const
    {
        return m_vaultFile.isEmpty() ? Result<SharedSecret>(SharedSecret())
                                     : ctl::readPassphraseFile(m_vaultFile);
    }
    [[nodiscard]] std::shared_ptr<SecretStore> realStore(SecretsKind kind, const QString &folder)
    {
        if (kind == SecretsKind::Keychain)
            return std::make_shared<KeychainStore>();
        VaultOptions options;
        options.costOfNewVaults =
            {14, 8, 1}; // a fortieth of the real one: these tests open it a hundred times
        return std::make_shared<VaultFileStore>(folder, m_random, options);
    }
    [[nodiscard]] Result<std::unique_ptr<Workspace>> openWorkspace();
    [[nodiscard]] KeepingParts keepingParts();
    [[nodiscard]] Result<WorkspaceKeys> openKeys();
    [[nodiscard]] Result<std::unique_ptr<Database>> openNewer(const WorkspaceKeys &keys);

    template<typename T>
    static Result<T> await(const QFuture<Result<T>> &future)
    {
        std::optional<Result<T>> result;
        QEventLoop loop;
        QObject context;
        whenDone(future, &context, [&](const Result<T> &done) {
            result.emplace(done);
            loop.quit();
        });
        loop.exec();
        return *result;
    }

    QString m_folder;
    QString m_vaultFile;
    QStringList m_more;
    Steps m_steps;
    SystemClock m_clock;
    SystemRandom m_random;
};

Result<std::unique_ptr<Workspace>> Peer::openWorkspace()
{
    TRY(catalog, Catalog::builtIn());
    WorkspaceParts parts;
    parts.folder = m_folder;
    parts.clock = &m_clock;
    parts.random = &m_random;
    parts.catalog = catalog;
    parts.actor = u"bob (peer)"_s;
    parts.makeStore = [this](SecretsKind kind, const QString &folder) {
        return std::make_shared<SteppingStore>(realStore(kind, folder), m_steps);
    };
    auto space = std::make_unique<Workspace>(std::move(parts));
    TRY(secret, passphrase());
    TRY_DONE(await(space->unlock(secret)));
    return space;
}

Result<void> Peer::connect()
{
    TRY(space, openWorkspace());
    TRY(value, ctl::readSecretInput());
    AddConnection command;
    command.details.app = u"slack"_s;
    command.details.name = m_more.value(0);
    command.details.owner = u"Ada"_s;
    command.details.purpose = u"trying things"_s;
    command.details.auth = AuthKind::Bearer;
    command.details.secrets.insert(u"value"_s, share(std::move(value)));
    command.test = TestFirst::No;
    TRY_DONE(await(space->dispatch(command)));
    m_steps.reach(u"recorded"_s);
    return {};
}

Result<void> Peer::replace()
{
    TRY(space, openWorkspace());
    TRY(value, ctl::readSecretInput());
    ReplaceKey command;
    command.id = ConnectionId(m_more.value(0));
    command.secrets.insert(u"value"_s, share(std::move(value)));
    command.test = TestFirst::No;
    TRY_DONE(await(space->dispatch(command)));
    m_steps.reach(u"recorded"_s);
    return {};
}

Result<void> Peer::remove()
{
    TRY(space, openWorkspace());
    TRY_DONE(await(space->dispatch(RemoveConnection{ConnectionId(m_more.value(0))})));
    m_steps.reach(u"recorded"_s);
    return {};
}

Result<void> Peer::lock()
{
    TRY(space, openWorkspace());
    space->lock();
    return {};
}

KeepingParts Peer::keepingParts()
{
    KeepingParts parts;
    parts.folder = m_folder;
    parts.clock = &m_clock;
    parts.random = &m_random;
    parts.actor = u"bob (peer)"_s;
    parts.cost = cheap;
    parts.makeStore = [this](SecretsKind kind, const QString &folder) {
        return realStore(kind, folder);
    };
    parts.onStep = [this](QStringView step) { m_steps.reach(step.toString()); };
    return parts;
}

Result<void> Peer::create()
{
    TRY(secret, passphrase());
    TRY_DONE(createWorkspace(keepingParts(), {u"Ada's Shop"_s, kind(), secret}));
    return {};
}

Result<void> Peer::restore()
{
    TRY(secret, passphrase());
    TRY(backupSecret, ctl::readPassphraseFile(m_more.value(1)));
    RestoreBackup request{m_more.value(0), backupSecret, kind(), secret};
    TRY_DONE(restoreBackup(keepingParts(), request, {}));
    return {};
}

Result<void> Peer::backUp()
{
    TRY(keys, openKeys());
    KeepingParts parts = keepingParts();
    const StorageConfig config{m_folder, &m_clock, &m_random, parts.actor, &keys.dataKey};
    TRY(database, Database::open(config, OpenMode::OpenExisting));
    TRY(secret, ctl::readPassphraseFile(m_more.value(1)));
    const BackUp request{m_more.value(0), secret, WithSecrets::Yes};
    TRY_DONE(drawbridge::backUp({parts, database.get(), &keys}, request, {}));
    return {};
}

Result<WorkspaceKeys> Peer::openKeys()
{
    TRY(found, findWorkspace(m_folder));
    if (!found.file)
        return Error{ErrorCode::NotFound, u"no workspace"_s, found.notice};
    const std::shared_ptr<SecretStore> store = realStore(found.file->secrets, m_folder);
    TRY(secret, passphrase());
    if (secret)
        TRY_DONE(store->unlock(*secret));
    return openWorkspaceKeys(*found.file, store);
}

/// As a later Drawbridge would, whose schema has two more steps.
Result<std::unique_ptr<Database>> Peer::openNewer(const WorkspaceKeys &keys)
{
    StorageConfig config;
    config.folder = m_folder;
    config.clock = &m_clock;
    config.random = &m_random;
    config.actor = u"bob (peer)"_s;
    config.dataKey = &keys.dataKey;
    config.migrations = testMigrations();
    config.onStep = [this](QStringView step) { m_steps.reach(step.toString()); };
    return Database::open(config, OpenMode::OpenExisting);
}

Result<void> Peer::migrate()
{
    TRY(keys, openKeys());
    TRY_DONE(openNewer(keys));
    return {};
}

/// The check of a workspace that has been brought up to date.
Result<void> Peer::newer()
{
    TRY(keys, openKeys());
    TRY(database, openNewer(keys));
    TRY(problems, checkWorkspace({keepingParts(), database.get(), &keys}));
    for (const WorkspaceProblem &problem : problems)
        say(problem.kind % u": "_s % problem.what);
    return {};
}

/// What the store has of this workspace.
Result<void> Peer::entries()
{
    TRY(keys, openKeys());
    TRY(purposes, keys.store->purposes(keys.file.workspace));
    for (const QString &purpose : purposes)
        say(purpose);
    return {};
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{u"vault"_s, {}, u"FILE"_s}, {u"die"_s, {}, u"N"_s}});
    parser.process(app);
    QStringList words = parser.positionalArguments();
    if (words.size() < 2)
        return 2;
    const QHash<QString, Result<void> (Peer::*)()> verbs{{u"connect"_s, &Peer::connect},
                                                         {u"replace"_s, &Peer::replace},
                                                         {u"remove"_s, &Peer::remove},
                                                         {u"lock"_s, &Peer::lock},
                                                         {u"create"_s, &Peer::create},
                                                         {u"backup"_s, &Peer::backUp},
                                                         {u"restore"_s, &Peer::restore},
                                                         {u"migrate"_s, &Peer::migrate},
                                                         {u"newer"_s, &Peer::newer},
                                                         {u"entries"_s, &Peer::entries}};
    const auto verb = verbs.value(words.takeFirst());
    if (!verb)
        return 2;
    const QString folder = QDir(words.takeFirst()).absolutePath();
    Peer peer(folder, parser.value(u"vault"_s), parser.value(u"die"_s).toInt(), words);
    const Result<void> done = (peer.*verb)();
    if (done.isOk())
        return 0;
    std::fprintf(stderr,
                 "%s: %s (%s)\n",
                 qPrintable(toText(done.error().code)),
                 qPrintable(done.error().what),
                 qPrintable(done.error().detail));
    return 3;
}
