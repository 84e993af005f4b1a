// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/keeping/KeepingFixture.h"

#include "core/base/SortableId.h"
#include "core/crypto/Digest.h"
#include "core/keeping/Upkeep.h"
#include "core/secrets/LongValue.h"
#include "core/storage/BoundaryRepository.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/SettingsRepository.h"
#include "core/storage/events/EventLog.h"

#include <QDir>
#include <QFileInfo>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace drawbridge {

namespace {

/// In memory where that is possible: what is tried here dies with its process, not with the power, and thousands of
/// fsyncs on a busy disk take minutes.
QString placeForTests()
{
    const QFileInfo memory(QStringLiteral("/dev/shm"));
    const QString place =
        memory.isDir() && memory.isWritable() ? memory.filePath() : QDir::tempPath();
    return place + QStringLiteral("/drawbridge-keeping-XXXXXX");
}

} // namespace

KeepingFixture::KeepingFixture()
    : clock(QDateTime(QDate(2025, 11, 3), QTime(9, 0), Qt::UTC))
    , m_dir(placeForTests())
{}

std::shared_ptr<StandInKeychain> KeepingFixture::keychain(const QString &login)
{
    auto made =
        std::make_shared<StandInKeychain>(path(QStringLiteral("keychain of ") + login), random);
    if (keychainLimit > 0)
        made->setMaxValueSize(keychainLimit);
    made->setStatus(keychainStatus);
    return made;
}

std::shared_ptr<StandInServerStore> KeepingFixture::server(const SecretsPlace &place,
                                                           const QString &login)
{
    auto made =
        std::make_shared<StandInServerStore>(place,
                                             path(QStringLiteral("server of ") + toText(place.kind)),
                                             NetworkStoreParts{&clock,
                                                               &random,
                                                               keychain(login),
                                                               {},
                                                               {}});
    made->setAway(areServersAway);
    return made;
}

int KeepingFixture::entriesAt(SecretsKind kind) const
{
    return StandInServerStore::entriesIn(path(QStringLiteral("server of ") + toText(kind)));
}

KeepingParts KeepingFixture::parts(const QString &name, const QString &login)
{
    KeepingParts made;
    made.folder = path(name);
    made.clock = &clock;
    made.random = &random;
    made.actor = QStringLiteral("ada (test)");
    made.cost = {14, 8, 1};
    made.makeStore = [this, login](const SecretsPlace &place,
                                   const QString &folder) -> std::shared_ptr<SecretStore> {
        if (isInNetwork(place.kind))
            return server(place, login);
        if (place.kind == SecretsKind::Keychain)
            return keychain(login);
        VaultOptions options;
        options.costOfNewVaults = {14, 8, 1};
        return std::make_shared<VaultFileStore>(folder, random, options);
    };
    return made;
}

SharedSecret secret(const QByteArray &text)
{
    return share(SecretBytes::copyOf(text));
}

StoreAccess accessTo(SecretsKind kind)
{
    const auto field = [](const char *name, const char *value) {
        return std::pair(QString::fromLatin1(name), QString::fromLatin1(value));
    };
    if (kind == SecretsKind::OpenBao)
        return {StoreFields({field("address", "https://bao.test:8200")}), secret(serverSignIn)};
    if (kind == SecretsKind::Aws)
        return {StoreFields(
                    {field("region", "eu-central-1"), field("accessKeyId", "AKIDEXAMPLEAKIDEXAM")}),
                secret(serverSignIn)};
    return {};
}

CreateWorkspace creation(SecretsKind kind, const QString &name)
{
    return {name,
            kind,
            kind == SecretsKind::Vault ? secret(vaultPassphrase) : SharedSecret(),
            accessTo(kind)};
}

RestoreBackup restoration(const QString &file, SecretsKind kind)
{
    return {file,
            secret(backupPassphrase),
            kind,
            kind == SecretsKind::Vault ? secret(vaultPassphrase) : SharedSecret()};
}

namespace {

Result<OpenFixture> openDatabase(const KeepingParts &parts, WorkspaceKeys keys)
{
    const StorageConfig config{parts.folder, parts.clock, parts.random, parts.actor, &keys.dataKey};
    auto database = Database::open(config, OpenMode::OpenExisting);
    if (!database.isOk())
        return database.error();
    return OpenFixture{parts, std::move(keys), database.takeValue()};
}

} // namespace

Result<OpenFixture> createAndOpen(const KeepingParts &parts, SecretsKind kind)
{
    auto keys = createWorkspace(parts, creation(kind));
    if (!keys.isOk())
        return keys.error();
    return openDatabase(parts, keys.takeValue());
}

Result<OpenFixture> openAgain(const KeepingParts &parts, const QByteArray &passphrase)
{
    TRY(found, findWorkspace(parts.folder));
    if (!found.file)
        return Error{ErrorCode::NotFound, QStringLiteral("no workspace: ") + found.notice, {}};
    const std::shared_ptr<SecretStore> store = parts.makeStore(found.file->place(), parts.folder);
    if (store->kind() == SecretsKind::Vault)
        TRY_DONE(store->unlock(SecretBytes::copyOf(passphrase)));
    auto keys = openWorkspaceKeys(*found.file, store);
    if (!keys.isOk())
        return keys.error();
    auto open = openDatabase(parts, keys.takeValue());
    if (!open.isOk())
        return open.error();
    TRY_DONE(settleKeeping(open->open()));
    return open;
}

Result<void> addKey(const OpenFixture &open, const QString &name, const QByteArray &value)
{
    const KeepingParts &parts = open.parts;
    Connection connection;
    connection.id = makeId<ConnectionId>(*parts.clock, *parts.random);
    connection.app = QStringLiteral("stripe");
    connection.name = name;
    connection.owner = QStringLiteral("Ada");
    connection.purpose = QStringLiteral("order totals");
    connection.auth = AuthKind::ApiKey;
    connection.createdAt = parts.clock->now();
    CredentialVersion version;
    version.id = makeId<CredentialVersionId>(*parts.clock, *parts.random);
    version.storeKey = purposeOf(version.id.text(), value.size(), *open.keys.store);
    TRY(kept,
        splitForStore(SecretBytes::copyOf(value), version.storeKey, *open.keys.store, *parts.random));
    version.sealedValue = kept.inWorkspace;
    version.fingerprint = sha256(value).first(16);
    version.createdAt = parts.clock->now();
    const Credential credential{makeId<CredentialId>(*parts.clock, *parts.random),
                                connection.id,
                                CredentialKind::ApiKey,
                                QStringLiteral("Drawbridge: Stripe, ") + name,
                                {version}};
    TRY_DONE(open.keys.store->write({open.keys.file.workspace, version.storeKey},
                                    kept.inStore,
                                    credential.label));
    return open.database->write<void>([&](Transaction &tx) -> Result<void> {
        TRY(areas, BoundaryRepository::list(tx));
        connection.boundary = areas.first().id;
        TRY_DONE(ConnectionRepository::insert(tx, connection));
        TRY_DONE(CredentialRepository::insert(tx, credential));
        Event added;
        added.type = QStringLiteral("connection.added");
        added.connection = connection.id;
        added.summary = QStringLiteral("Added.");
        return EventLog::append(tx, added);
    });
}

Result<QByteArray> keyOf(const OpenFixture &open, const QString &name)
{
    return open.database->read<QByteArray>([&](ReadView &view) -> Result<QByteArray> {
        TRY(connections, ConnectionRepository::list(view));
        for (const Connection &connection : connections) {
            if (connection.name != name)
                continue;
            TRY(credentials, CredentialRepository::listOf(view, connection.id));
            const CredentialVersion &version = *credentials.first().current();
            const auto value = readValue(*open.keys.store,
                                         {open.keys.file.workspace, version.storeKey},
                                         version.sealedValue);
            if (!value.isOk())
                return value.error();
            return value->reveal().toByteArray();
        }
        return Error{ErrorCode::NotFound, QStringLiteral("no such connection"), {}};
    });
}

Result<QList<Event>> eventsOf(const OpenFixture &open, const QString &type)
{
    EventQuery query;
    query.types = {type};
    TRY(page, open.database->read<EventPage>([&query](ReadView &view) {
        return EventLog::query(view, query);
    }));
    return page.events;
}

Result<QString> businessNameOf(const OpenFixture &open)
{
    return open.database->read<QString>([](ReadView &view) -> Result<QString> {
        TRY(settings, SettingsRepository::all(view));
        return settings.value(QStringLiteral("businessName")).toString();
    });
}

bool isKilledAt(KeepingParts parts,
                const QString &step,
                const std::function<void(const KeepingParts &)> &work,
                int time)
{
    const pid_t child = fork();
    if (child == 0) {
        parts.onStep = [step, left = time](QStringView reached) mutable {
            if (reached == step && --left == 0)
                kill(getpid(), SIGKILL);
        };
        work(parts);
        _exit(0);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status)
        && WTERMSIG(status) == SIGKILL;
}

QStringList stepsOf(KeepingParts parts, const std::function<void(const KeepingParts &)> &work)
{
    QStringList steps;
    parts.onStep = [&steps](QStringView step) { steps.append(step.toString()); };
    work(parts);
    return steps;
}

} // namespace drawbridge
