// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/rotation/RotationFixture.h"

#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/RotationRepository.h"
#include "core/storage/ShutOffRepository.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

KeepingParts partsOf(const RotationFixture::Setting &setting, Random &random)
{
    KeepingParts parts;
    parts.folder = setting.folder;
    parts.clock = setting.clock;
    parts.random = &random;
    parts.actor = setting.actor;
    parts.cost = {14, 8, 1};
    parts.makeStore = [store = setting.store](const SecretsPlace &, const QString &) {
        return store;
    };
    return parts;
}

} // namespace

RotationFixture::RotationFixture(const Setting &setting)
    : m_setting(setting)
    , m_clock(dynamic_cast<ShiftedClock *>(setting.clock))
    , m_client(*setting.clock, {nullptr, [](const QUrl &) { return QList<QNetworkProxy>(); }})
{}

RotationFixture::~RotationFixture() = default;

Result<void> RotationFixture::create(const Setting &setting)
{
    SystemRandom random;
    CreateWorkspace request;
    request.businessName = u"Ada's Shop"_s;
    TRY_DONE(createWorkspace(partsOf(setting, random), request));
    return {};
}

Result<std::unique_ptr<RotationFixture>> RotationFixture::open(const Setting &setting)
{
    auto made = std::unique_ptr<RotationFixture>(new RotationFixture(setting));
    const KeepingParts parts = partsOf(made->m_setting, made->m_random);
    TRY(found, findWorkspace(setting.folder));
    if (!found.file)
        return Error{ErrorCode::NotFound, u"There is no business here."_s, found.notice};
    Result<WorkspaceKeys> keys = openWorkspaceKeys(*found.file, setting.store);
    if (!keys)
        return keys.error();
    if (setting.justLooking) {
        made->m_keys = keys.takeValue();
        const StorageConfig config{setting.folder,
                                   setting.clock,
                                   &made->m_random,
                                   setting.actor,
                                   &made->m_keys->dataKey};
        auto database = Database::open(config, OpenMode::OpenExisting);
        if (!database)
            return database.error();
        made->m_looked = database.takeValue();
        made->m_lookedKeys =
            std::make_unique<KeyKeeper>(KeyKeeper::Parts{*made->m_looked,
                                                         *setting.store,
                                                         *setting.clock,
                                                         made->m_random,
                                                         made->m_keys->file.workspace,
                                                         {}});
        return made;
    }
    TRY(open, openWorkspace(parts, keys.takeValue(), setting.catalog, made->m_client, {}));
    made->m_open = open;
    HttpSender *http = &made->m_client;
    if (setting.sender) {
        made->m_sender = setting.sender(made->m_client);
        http = made->m_sender.get();
    }
    made->m_shutOffs = std::make_unique<ShutOffs>(
        ShutOffs::Parts{*open->database,
                        open->keyKeeper,
                        *http,
                        open->uses,
                        open->grants,
                        *setting.clock,
                        made->m_random,
                        [step = setting.onStep](const KeyShutOff &shutOff) {
                            if (step)
                                step(u"shut-off "_s % toText(shutOff.phase));
                        }});
    made->m_rotations = std::make_unique<Rotations>(Rotations::Parts{*open->database,
                                                                     open->keyKeeper,
                                                                     *http,
                                                                     open->uses,
                                                                     open->grants,
                                                                     *made->m_shutOffs,
                                                                     *setting.clock,
                                                                     made->m_random,
                                                                     setting.onStep});
    return made;
}

Result<CredentialId> RotationFixture::connect(const ShopUnderTest &shop,
                                              const QString &name,
                                              const QByteArray &key,
                                              const std::optional<QDate> &replaceBy)
{
    AddConnection command;
    command.details.app = u"practice-shop"_s;
    command.details.name = name;
    command.details.environment = Environment::Production;
    command.details.owner = u"Ada"_s;
    command.details.purpose = u"orders"_s;
    command.details.auth = AuthKind::ApiKey;
    command.details.publicFields.insert(u"port"_s, QString::number(shop.port()));
    command.details.reach = NetworkReach::OnMyNetwork;
    command.details.trustedAuthorityPem = QString::fromLatin1(shop.caPem());
    command.details.secrets.insert(u"key"_s, share(SecretBytes::copyOf(key)));
    command.replaceBy = replaceBy;
    TRY(view, m_open->connections.add(command, {}));
    return view.credentials.first().id;
}

Result<Rotation> RotationFixture::rotation(const RotationId &id)
{
    return database().read<Rotation>([&](ReadView &db) { return RotationRepository::get(db, id); });
}

Result<std::optional<Rotation>> RotationFixture::openRotation(const CredentialId &id)
{
    return database().read<std::optional<Rotation>>(
        [&](ReadView &db) { return RotationRepository::openOf(db, id); });
}

Result<QList<Rotation>> RotationFixture::rotationsOf(const CredentialId &id)
{
    TRY(found, credential(id));
    return database().read<QList<Rotation>>(
        [&](ReadView &db) { return RotationRepository::listOf(db, found.connection); });
}

Result<Credential> RotationFixture::credential(const CredentialId &id)
{
    return database().read<Credential>(
        [&](ReadView &db) { return CredentialRepository::get(db, id); });
}

Result<Connection> RotationFixture::connection(const ConnectionId &id)
{
    return database().read<Connection>(
        [&](ReadView &db) { return ConnectionRepository::get(db, id); });
}

QByteArray RotationFixture::valueOf(const CredentialVersion &version)
{
    if (version.storeKey.isEmpty())
        return {};
    const KeyKeeper &keeper = m_lookedKeys ? *m_lookedKeys : m_open->keyKeeper;
    const Result<SharedSecret> value = keeper.read(version);
    return value ? (*value)->reveal().toByteArray() : QByteArray();
}

QByteArray RotationFixture::currentValue(const CredentialId &id)
{
    const Result<Credential> found = credential(id);
    const CredentialVersion *current = found ? found->current() : nullptr;
    return current ? valueOf(*current) : QByteArray();
}

QByteArray RotationFixture::valueOfVersion(const CredentialId &id, int number)
{
    const Result<Credential> found = credential(id);
    for (const CredentialVersion &version : found ? found->versions : QList<CredentialVersion>()) {
        if (version.number == number)
            return valueOf(version);
    }
    return {};
}

std::optional<ShutOffId> RotationFixture::shutOffOf(const CredentialVersionId &version)
{
    const auto all = database().read<QList<KeyShutOff>>(
        [](ReadView &db) { return ShutOffRepository::list(db); });
    for (const KeyShutOff &one : all ? *all : QList<KeyShutOff>()) {
        if (one.version == version)
            return one.id;
    }
    return std::nullopt;
}

Result<Rotation> RotationFixture::settle(const RotationId &id)
{
    constexpr int mostRounds = 60;
    for (int round = 0; round < mostRounds; ++round) {
        TRY_DONE(m_shutOffs->continueDue({}));
        TRY_DONE(m_rotations->continueDue({}));
        TRY(now, rotation(id));
        const bool waits = now.isOver() || now.need != RotationNeed::Nothing
            || now.phase == RotationPhase::ByHand
            || (now.phase == RotationPhase::HandingOver && now.placesLeft() > 0)
            || now.oldEnd == KeyEnd::StillWorks;
        if (waits)
            return now;
        std::optional<QDateTime> next = now.phase == RotationPhase::Overlapping ? now.endsOldAt
            : now.phase == RotationPhase::Planned                               ? now.startsAt
                                                                                : now.nextTry;
        TRY(shutOffs, database().read<QList<KeyShutOff>>([&](ReadView &db) {
            return ShutOffRepository::listOf(db, now.connection);
        }));
        for (const KeyShutOff &one : shutOffs) {
            const bool isMeant =
                (now.phase == RotationPhase::ShuttingOff && one.version == now.oldVersion)
                || (now.phase == RotationPhase::RollingBack && one.version == now.newVersion);
            if (isMeant && one.nextCheck)
                next = one.nextCheck;
        }
        if (!next || !m_clock)
            continue;
        const qint64 wait = m_clock->now().msecsTo(*next) + 1;
        if (wait > 0)
            m_clock->advance(std::chrono::milliseconds(wait));
        if (onWait)
            onWait();
    }
    TRY(last, rotation(id));
    return Error{ErrorCode::TimedOut,
                 u"It does not come to rest: "_s % toText(last.phase) % u' ' % last.problem,
                 {}};
}

QSet<QString> RotationFixture::ledger()
{
    struct All
    {
        QList<Connection> connections;
        QList<Credential> credentials;
        QList<KeyShutOff> shutOffs;
    };
    const auto all = database().read<All>([](ReadView &db) -> Result<All> {
        TRY(connections, ConnectionRepository::list(db));
        TRY(credentials, CredentialRepository::list(db));
        TRY(shutOffs, ShutOffRepository::list(db));
        return All{connections, credentials, shutOffs};
    });
    QSet<QString> versions;
    if (!all)
        return versions;
    for (const LiveKey &key :
         liveKeys(all->connections, all->credentials, all->shutOffs, m_setting.clock->now()))
        versions.insert(key.version.text());
    return versions;
}

QStringList wrongWith(ShopUnderTest &shop,
                      RotationFixture &business,
                      const CredentialId &id,
                      bool isAtRest)
{
    const Result<Credential> credential = business.credential(id);
    if (!credential)
        return {credential.error().what};
    QStringList wrong;
    const QSet<QString> made = shop.madeKeys();
    const QSet<QString> ledger = business.ledger();
    QSet<QString> known;
    bool isCurrentAlive = false;
    for (const CredentialVersion &version : credential->versions) {
        const QString alive = shop.idOf(business.valueOf(version));
        if (alive.isEmpty())
            continue;
        known.insert(alive);
        isCurrentAlive = isCurrentAlive || version.stage == VersionStage::Current;
        if (!ledger.contains(version.id.text()))
            wrong.append(u"key %1 lives and is not on the ledger"_s.arg(version.number));
    }
    if (!isCurrentAlive)
        wrong.append(u"the key in use does not work"_s);
    if (isAtRest && !(made - known).isEmpty())
        wrong.append(u"%1 keys were made that nobody has"_s.arg((made - known).size()));
    return wrong;
}

} // namespace drawbridge
