// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/Workspace.h"

#include "core/auth/RefreshRule.h"
#include "core/base/Log.h"
#include "core/graph/MapExport.h"
#include "core/rotation/RotationPlan.h"
#include "core/storage/Database.h"
#include "core/workspace/WorkspacePrivate.h"

#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr std::chrono::seconds lookForOthersEvery{2};
constexpr std::chrono::seconds lookForDueWorkEvery{2}; // in memory only
constexpr std::chrono::seconds restAfterNothing{60};

} // namespace

Workspace::Workspace(WorkspaceParts parts, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(parts)))
{
    d->watch.setInterval(lookForOthersEvery);
    connect(&d->watch, &QTimer::timeout, this, &Workspace::lookForOthers);
    d->dueWork.setInterval(lookForDueWorkEvery);
    connect(&d->dueWork, &QTimer::timeout, this, &Workspace::lookForDueWork);
}

Workspace::~Workspace()
{
    d->stopDueWork.cancel();
    d->pool.waitForDone();
}

Phase Workspace::phase() const
{
    return d->phase;
}

const Error &Workspace::phaseError() const
{
    return d->phaseError;
}

SecretsKind Workspace::secretsKind() const
{
    return d->secrets;
}

std::shared_ptr<const Snapshot> Workspace::snapshot() const
{
    return d->snapshot;
}

const Catalog &Workspace::catalog() const
{
    return d->catalogs.back();
}

const QList<Error> &Workspace::catalogProblems() const
{
    return d->catalogProblems;
}

QList<Contact> Workspace::contacts() const
{
    QList<Contact> contacts = d->http.contacts();
    if (d->store)
        contacts += d->store->contacts();
    std::stable_sort(contacts.begin(), contacts.end(), [](const Contact &a, const Contact &b) {
        return a.lastTime > b.lastTime;
    });
    return contacts;
}

Error Workspace::notOpenError()
{
    return {ErrorCode::Locked, tr("Drawbridge is locked. Unlock it first."), {}};
}

void Workspace::setPhase(Phase phase, const Error &error)
{
    d->phase = phase;
    d->phaseError = error;
    if (phase == Phase::Open)
        d->watch.start();
    else
        d->watch.stop();
    Q_EMIT phaseChanged();
}

void Workspace::post(Topics touched, std::function<std::function<void()>(OpenWorkspace *)> work)
{
    d->pool.start([this, touched, open = d->open, work = std::move(work)] {
        const std::function<void()> finish = work(open.get());
        const qint64 ticket = d->nextTicket++;
        std::shared_ptr<const Snapshot> snapshot;
        if (open && touched) {
            const Result<std::shared_ptr<const Snapshot>> read = readSnapshot(*open);
            if (read)
                snapshot = *read;
            else
                logError(QLatin1StringView("workspace"), read.error());
        }
        QMetaObject::invokeMethod(this, [this, open, snapshot, ticket, touched, finish] {
            if (snapshot && d->open == open)
                publish(snapshot, ticket, touched);
            finish();
        });
    });
}

void Workspace::publish(const std::shared_ptr<const Snapshot> &snapshot,
                        qint64 ticket,
                        Topics touched)
{
    // A reading that began earlier and ends later knows less: what it was made for is in the newer one, which told
    // only its own topics.
    if (ticket > d->publishedTicket) {
        d->publishedTicket = ticket;
        d->snapshot = snapshot;
        if (takeCatalog())
            touched |= Topic::Apps;
    }
    Q_EMIT changed(touched);
}

bool Workspace::takeCatalog()
{
    d->open->catalog.set(d->snapshot->catalog);
    d->catalogProblems = d->snapshot->catalogProblems;
    if (d->catalogs.back() == d->snapshot->catalog)
        return false;
    d->catalogs.push_back(d->snapshot->catalog);
    return true;
}

void Workspace::doWhatFallsDue()
{
    d->dueWork.start();
    connect(this, &Workspace::phaseChanged, this, &Workspace::lookForDueWork);
}

template<typename Command>
void Workspace::doDueWork(const Command &command)
{
    d->isAtDueWork = true;
    whenDone(dispatch(command, d->stopDueWork), this, [this](const Result<int> &done) {
        d->isAtDueWork = false;
        if (!done)
            logError(QLatin1StringView("workspace"), done.error());
        // What could not be done now is no better in two seconds.
        if (!done || *done == 0)
            d->noDueWorkBefore = d->parts.clock->monotonic() + restAfterNothing;
    });
}

void Workspace::lookForDueWork()
{
    if (d->isAtDueWork || d->phase != Phase::Open || d->moving
        || d->parts.clock->monotonic() < d->noDueWorkBefore)
        return;
    const QDateTime now = d->parts.clock->now();
    const QList<KeyShutOff> &shutOffs = d->snapshot->shutOffs;
    const QList<Credential> &credentials = d->snapshot->credentials;
    const auto isToBeRefreshed = [this, &now](const Credential &credential) {
        if (!credential.grant || !credential.current()
            || refreshNeed(*credential.grant, now, RefreshFor::Upkeep).step != RefreshStep::Refresh)
            return false;
        const Connection *connection = d->snapshot->connection(credential.connection);
        return connection && !connection->paused;
    };
    if (std::any_of(shutOffs.cbegin(), shutOffs.cend(), [&now](const KeyShutOff &one) {
            return one.isDue(now);
        }))
        doDueWork(ContinueShutOffs{});
    else if (std::any_of(d->snapshot->rotations.cbegin(),
                         d->snapshot->rotations.cend(),
                         [&](const Rotation &one) { return dueEvent(one, shutOffs, now); }))
        doDueWork(ContinueRotations{});
    else if (std::any_of(credentials.cbegin(), credentials.cend(), isToBeRefreshed))
        doDueWork(RefreshSignIns{});
}

void Workspace::lookForOthers()
{
    if (d->watching || !d->open)
        return;
    d->watching = true;
    d->pool.start([this, open = d->open, missed = d->missedOthers] {
        const Result<bool> others = open->database->changedByOthers();
        if (!others)
            logError(QLatin1StringView("workspace"), others.error());
        const Result<void> keys = checkKeysAreIn(open->parts.folder, open->keys.file.secrets);
        std::shared_ptr<const Snapshot> snapshot;
        const qint64 ticket = d->nextTicket++;
        // Replacing a key takes many steps, and each is to be seen while the next one is at work.
        const bool hasNews = open->hasNews.exchange(false);
        const bool isBehind = missed || hasNews || (others && *others);
        if (isBehind) {
            const Result<std::shared_ptr<const Snapshot>> read = readSnapshot(*open);
            if (read)
                snapshot = *read;
            else
                logError(QLatin1StringView("workspace"), read.error());
        }
        QMetaObject::invokeMethod(this, [this, open, snapshot, ticket, isBehind, keys] {
            d->watching = false;
            d->missedOthers = isBehind && !snapshot;
            if (d->open != open)
                return;
            if (!keys && keys.error().code == ErrorCode::Conflict && !d->moving)
                followKeys();
            else if (snapshot)
                publish(snapshot, ticket, Topic::Everything);
        });
    });
}

template<typename T, typename Work>
QFuture<Result<T>> Workspace::read(Work work)
{
    const std::shared_ptr<OpenWorkspace> open = d->open;
    if (!open)
        return readyFuture(Result<T>(notOpenError()));
    return runIn(d->pool, [open, work = std::move(work)]() -> Result<T> { return work(*open); });
}

QFuture<Result<EventPage>> Workspace::searchEvents(const EventQuery &query)
{
    return read<EventPage>([query](OpenWorkspace &open) { return open.timeline.search(query); });
}

QFuture<Result<LogCheck>> Workspace::checkEvents(CancelToken cancel)
{
    return read<LogCheck>(
        [cancel = std::move(cancel)](OpenWorkspace &open) { return open.timeline.check(cancel); });
}

QFuture<Result<QList<int>>> Workspace::eventHistogram(const EventQuery &query, qint64 bucketMs)
{
    return read<QList<int>>([query, bucketMs](OpenWorkspace &open) {
        return open.timeline.histogram(query, bucketMs);
    });
}

namespace {

MapModel mapOf(const Snapshot &snapshot, const MapFilter &filter)
{
    MapInput input;
    input.connections = snapshot.connections;
    input.flows = snapshot.flows;
    input.boundaries = snapshot.boundaries;
    input.dataClasses = snapshot.catalog.dataClasses();
    for (const AppProfile &app : snapshot.catalog.apps()) {
        input.tiles.insert(app.id, app.tile);
        input.appNames.insert(app.id, app.name);
    }
    return buildMap(input, filter);
}

} // namespace

QFuture<Result<LaidOutMap>> Workspace::layoutMap(const MapFilter &filter, CancelToken cancel)
{
    return read<LaidOutMap>([snapshot = d->snapshot, filter, cancel](OpenWorkspace &) {
        return drawbridge::layoutMap(mapOf(*snapshot, filter), {}, cancel);
    });
}

QFuture<Result<QByteArray>> Workspace::exportMap(const MapFilter &filter,
                                                 const QString &format,
                                                 CancelToken cancel)
{
    return read<QByteArray>([snapshot = d->snapshot, filter, format, cancel = std::move(cancel)](
                                OpenWorkspace &) -> Result<QByteArray> {
        const MapModel map = mapOf(*snapshot, filter);
        if (format == u"json"_s)
            return QJsonDocument(mapToJson(map)).toJson(QJsonDocument::Compact);
        if (format != u"svg"_s)
            return Error{ErrorCode::InvalidInput,
                         tr("A map can be written as a picture or as data only."),
                         format};
        TRY(laidOut, drawbridge::layoutMap(map, {}, cancel));
        return mapToSvg(laidOut, tr("Data map of %1").arg(snapshot->settings.businessName));
    });
}

} // namespace drawbridge
