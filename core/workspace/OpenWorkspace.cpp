// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/OpenWorkspace.h"

#include "core/base/Log.h"
#include "core/crypto/Digest.h"
#include "core/keeping/Recovery.h"
#include "core/keeping/SecretsMove.h"
#include "core/keeping/Upkeep.h"
#include "core/net/HttpClient.h"
#include "core/rotation/RulesStore.h"
#include "core/storage/BoundaryRepository.h"
#include "core/storage/ClockGuard.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/DepartureRepository.h"
#include "core/storage/DraftRepository.h"
#include "core/storage/FlowRepository.h"
#include "core/storage/PersonRepository.h"
#include "core/storage/PlaceRepository.h"
#include "core/storage/RotationRepository.h"
#include "core/storage/SettingsRepository.h"
#include "core/storage/ShutOffRepository.h"
#include "core/storage/events/EventLog.h"
#include "core/workspace/SettingsStore.h"

#include <algorithm>

namespace drawbridge {

namespace {

constexpr int recentEvents = 50;
constexpr int dueDays = 14;

Figures countFigures(const Snapshot &snapshot)
{
    Figures figures;
    figures.connections = static_cast<int>(snapshot.connections.size());
    for (const Connection &connection : snapshot.connections)
        figures.heldHere += connection.custody == Custody::HeldHere ? 1 : 0;
    const QDate today = snapshot.takenAt.toLocalTime().date();
    for (const Credential &credential : snapshot.credentials) {
        const CredentialVersion *key = credential.current();
        if (!key)
            continue;
        const auto due = [&today](const std::optional<QDate> &day, int within) {
            return day && today.daysTo(*day) <= within;
        };
        if (due(key->endsAt, dueDays) || due(key->replaceBy, dueDays))
            ++figures.dueIn14Days;
        if (due(key->endsAt, -1) || due(key->replaceBy, -1))
            ++figures.overdue;
    }
    for (const Flow &flow : snapshot.flows) {
        if (flow.retiredAt)
            continue;
        ++figures.flows;
        figures.flowsSeen += flow.howKnown != HowKnown::NotVisible ? 1 : 0;
    }
    return figures;
}

template<typename Named>
void sortByName(QList<Named> &list)
{
    std::stable_sort(list.begin(), list.end(), [](const Named &a, const Named &b) {
        return a.name.compare(b.name, Qt::CaseInsensitive) < 0;
    });
}

Result<void> readPeople(ReadView &view, Snapshot &snapshot)
{
    TRY(people, PersonRepository::list(view));
    snapshot.people = people;
    sortByName(snapshot.people);
    TRY(sightings, PersonRepository::sightings(view));
    snapshot.sightings = sightings;
    TRY(places, PlaceRepository::list(view));
    snapshot.places = places;
    sortByName(snapshot.places);
    TRY(placements, PlaceRepository::placements(view));
    snapshot.placements = placements;
    TRY(departures, DepartureRepository::list(view));
    snapshot.departures = departures;
    return {};
}

Result<void> readRecords(ReadView &view, KeptApps &keptApps, Snapshot &snapshot)
{
    TRY(clock, ClockGuard::state(view));
    snapshot.takenAt = clock.effective;
    snapshot.clockWarning = clock.warning;
    TRY(stored, SettingsRepository::all(view));
    snapshot.settings = readSettings(stored);
    JoinedCatalog apps = keptApps.joined(stored);
    snapshot.catalog = std::move(apps.catalog);
    snapshot.catalogProblems = std::move(apps.problems);
    TRY(connections, ConnectionRepository::list(view));
    snapshot.connections = connections;
    sortByName(snapshot.connections);
    TRY(credentials, CredentialRepository::list(view));
    snapshot.credentials = credentials;
    for (Credential &credential : snapshot.credentials) {
        for (CredentialVersion &version : credential.versions)
            version.sealedValue.clear(); // no front end needs it, and it may be large
    }
    TRY(shutOffs, ShutOffRepository::list(view));
    snapshot.shutOffs = shutOffs;
    TRY(rotations, RotationRepository::list(view));
    snapshot.rotations = rotations;
    TRY(rules, readRotationRules(view));
    snapshot.rotationRules = rules;
    TRY(flows, FlowRepository::list(view));
    snapshot.flows = flows;
    TRY(boundaries, BoundaryRepository::list(view));
    snapshot.boundaries = boundaries;
    TRY_DONE(readPeople(view, snapshot));
    TRY(drafts, DraftRepository::list(view));
    for (const Draft &draft : drafts)
        snapshot.drafts.insert(draft.key, draft.content);
    EventQuery query;
    query.since = snapshot.takenAt.addDays(-1);
    query.limit = recentEvents;
    TRY(recent, EventLog::query(view, query));
    snapshot.recent = recent.events;
    // Rows are only ever added, so the last number is how many there are.
    TRY(count, EventLog::lastSeq(view));
    snapshot.eventCount = count;
    return {};
}

SharedSecret fingerprintKeyOf(const SealKey &dataKey)
{
    return share(deriveKey(dataKey.bytes(), "credential fingerprints"));
}

} // namespace

OpenWorkspace::OpenWorkspace(KeepingParts keepingParts,
                             WorkspaceKeys workspaceKeys,
                             const Catalog &shipped,
                             std::unique_ptr<Database> opened,
                             HttpClient &http,
                             const QByteArray &authorityPem)
    : parts(std::move(keepingParts))
    , keys(std::move(workspaceKeys))
    , keptApps(shipped, *parts.clock)
    , catalog(shipped)
    , database(std::move(opened))
    , fingerprintKey(fingerprintKeyOf(keys.dataKey))
    , keyKeeper({*database,
                 *keys.store,
                 *parts.clock,
                 *parts.random,
                 keys.file.workspace,
                 fingerprintKey,
                 [folder = parts.folder, kind = keys.file.secrets] {
                     return checkKeysAreIn(folder, kind);
                 }})
    , uses(catalog, authorityPem)
    , grants({*database, keyKeeper, http, *parts.clock, *parts.random, uses})
    , connections({*database, keyKeeper, http, uses, grants, *parts.clock, *parts.random})
    , envImports({*database, connections, uses, *parts.clock, *parts.random, fingerprintKey})
    , shutOffs({*database, keyKeeper, http, uses, grants, *parts.clock, *parts.random})
    , rotations({*database,
                 keyKeeper,
                 http,
                 uses,
                 grants,
                 shutOffs,
                 *parts.clock,
                 *parts.random,
                 [this](const QString &step) {
                     if (step == QLatin1StringView("stored"))
                         hasNews = true;
                 }})
    , people({*database, catalog, *parts.clock, *parts.random})
    , places({*database, catalog, *parts.clock, *parts.random})
    , departures({*database, catalog, *parts.clock, *parts.random})
    , flows(*database, keptApps.shipped(), *parts.clock, *parts.random)
    , timeline(*database)
{}

OpenWorkspace::~OpenWorkspace() = default;

OpenWorkspaceParts OpenWorkspace::keeping()
{
    return {parts, database.get(), &keys};
}

Result<std::shared_ptr<OpenWorkspace>> openWorkspace(const KeepingParts &parts,
                                                     WorkspaceKeys keys,
                                                     const Catalog &catalog,
                                                     HttpClient &http,
                                                     const QByteArray &authorityPem)
{
    StorageConfig config;
    config.folder = parts.folder;
    config.clock = parts.clock;
    config.random = parts.random;
    config.actor = parts.actor;
    config.dataKey = &keys.dataKey;
    TRY(database, Database::open(config, OpenMode::OpenExisting));
    auto open = std::make_shared<OpenWorkspace>(parts,
                                                std::move(keys),
                                                catalog,
                                                std::move(database),
                                                http,
                                                authorityPem);
    TRY_DONE(settleKeeping(open->keeping()));
    // What an earlier run was killed in is finished as far as the store lets us; the rest waits for the next start.
    if (const Result<int> cleared = open->keyKeeper.clearIntents(); !cleared)
        logError(QLatin1StringView("workspace"), cleared.error());
    return open;
}

namespace {

QList<AgeLimit> ageLimitsOf(const QList<KeyDue> &calendar)
{
    QList<AgeLimit> limits;
    for (const KeyDue &due : calendar) {
        if (due.reason == DueReason::MaximumAge)
            limits.append({due.connection, due.credential, due.on});
    }
    return limits;
}

QHash<AppId, QString> appNamesOf(const Catalog &catalog)
{
    QHash<AppId, QString> names;
    for (const AppProfile &app : catalog.apps())
        names.insert(app.id, app.name);
    return names;
}

} // namespace

Result<std::shared_ptr<const Snapshot>> readSnapshot(OpenWorkspace &open)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->folder = open.parts.folder;
    snapshot->secrets = open.keys.file.secrets;
    snapshot->secretsDescription = open.keys.store->description();
    const auto sheet = recoverySheetMadeAt(open.parts.folder);
    // Damaged sheets open nothing, which is to be told like having none; the business itself is whole.
    if (!sheet && sheet.error().code != ErrorCode::Damaged)
        return sheet.error();
    snapshot->hasRecoverySheet = sheet && sheet->has_value();
    TRY_DONE(open.database->read<bool>([&](ReadView &view) -> Result<bool> {
        TRY_DONE(readRecords(view, open.keptApps, *snapshot));
        return true;
    }));
    const QDate today = snapshot->takenAt.toLocalTime().date();
    const PeopleState people = snapshot->peopleState();
    for (Departure &departure : snapshot->departures)
        departure = tracked(departure, people, snapshot->catalog, today);
    snapshot->liveKeys = liveKeys(snapshot->connections,
                                  snapshot->credentials,
                                  snapshot->shutOffs,
                                  snapshot->takenAt);
    snapshot->keyCalendar = calendarOf(snapshot->rotationRules,
                                       snapshot->catalog,
                                       snapshot->connections,
                                       snapshot->credentials,
                                       today);
    snapshot->figures = countFigures(*snapshot);
    const QList<AgeLimit> limits = ageLimitsOf(snapshot->keyCalendar);
    snapshot->due = dueSummary(snapshot->credentials, limits, snapshot->departures, today);
    snapshot->attention = attentionFor({snapshot->connections,
                                        snapshot->credentials,
                                        snapshot->hasRecoverySheet,
                                        snapshot->clockWarning,
                                        snapshot->figures.flows == 0,
                                        snapshot->shutOffs,
                                        snapshot->people,
                                        snapshot->departures,
                                        snapshot->rotations,
                                        limits,
                                        appNamesOf(snapshot->catalog)},
                                       snapshot->takenAt);
    return std::shared_ptr<const Snapshot>(std::move(snapshot));
}

} // namespace drawbridge
