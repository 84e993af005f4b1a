// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/Workspace.h"

#include "core/base/Log.h"
#include "core/graph/MapExport.h"
#include "core/keeping/Backup.h"
#include "core/keeping/Opening.h"
#include "core/keeping/Recovery.h"
#include "core/keeping/SecretsMove.h"
#include "core/storage/Database.h"
#include "core/workspace/OpenWorkspace.h"

#include <QJsonDocument>
#include <QTimer>

#include <atomic>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int workers = 4;
constexpr std::chrono::seconds lookForOthersEvery{2};

} // namespace

struct Workspace::Private
{
    explicit Private(WorkspaceParts given)
        : parts(std::move(given))
        , http(*parts.clock)
    {
        pool.setMaxThreadCount(workers);
    }

    [[nodiscard]] KeepingParts keepingParts() const
    {
        KeepingParts keeping;
        keeping.folder = parts.folder;
        keeping.clock = parts.clock;
        keeping.random = parts.random;
        keeping.actor = parts.actor;
        keeping.makeStore = parts.makeStore;
        return keeping;
    }

    WorkspaceParts parts;
    HttpClient http;
    Phase phase = Phase::Closed;
    Error phaseError;
    SecretsKind secrets = SecretsKind::Keychain;
    std::shared_ptr<SecretStore>
        store; ///< made once, so that an unlocked vault stays unlocked between calls
    std::shared_ptr<OpenWorkspace> open;
    std::shared_ptr<const Snapshot> snapshot = std::make_shared<const Snapshot>();
    std::atomic<qint64> nextTicket = 1; ///< orders snapshots by when their reading began
    qint64 publishedTicket = 0;
    QTimer watch;
    bool watching = false;
    bool moving = false;       ///< the keys, by us
    bool missedOthers = false; ///< others changed something, and it could not be read yet
    QThreadPool pool;          ///< last, so that its threads are gone before the rest is
};

Workspace::Workspace(WorkspaceParts parts, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(parts)))
{
    d->watch.setInterval(lookForOthersEvery);
    connect(&d->watch, &QTimer::timeout, this, &Workspace::lookForOthers);
}

Workspace::~Workspace()
{
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
    return d->parts.catalog;
}

QList<Contact> Workspace::contacts() const
{
    return d->http.contacts();
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

QFuture<Result<void>> Workspace::openBy(FirstRun firstRun, std::function<Opening()> work)
{
    setPhase(Phase::Opening, {});
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    d->pool.start([this, promise, firstRun, work = std::move(work)] {
        Opening opening = work();
        readFirst(opening);
        const bool fine = opening.phase == Phase::Open
            || (opening.phase == Phase::FirstRun && firstRun == FirstRun::IsAnAnswer);
        QMetaObject::invokeMethod(this, [this, promise, opening, fine] {
            arrive(opening);
            promise->addResult(fine ? Result<void>() : Result<void>(opening.error));
            promise->finish();
        });
    });
    return promise->future();
}

void Workspace::readFirst(Opening &opening)
{
    if (!opening.open)
        return;
    Result<std::shared_ptr<const Snapshot>> read = readSnapshot(*opening.open);
    if (read) {
        opening.snapshot = read.takeValue();
        return;
    }
    opening.phase = Phase::Unusable;
    opening.error = read.error();
}

void Workspace::arrive(const Opening &opening)
{
    d->secrets = opening.secrets;
    d->store = opening.store;
    if (opening.snapshot) {
        d->open = opening.open;
        d->publishedTicket = d->nextTicket++;
        d->snapshot = opening.snapshot;
    }
    setPhase(opening.phase, opening.error);
    if (opening.snapshot)
        Q_EMIT changed(Topic::Everything);
}

Workspace::Opening Workspace::finishOpening(Result<WorkspaceKeys> keys, SecretsKind secrets) const
{
    Opening opening;
    opening.secrets = secrets;
    if (!keys) {
        opening.phase = keys.error().code == ErrorCode::Locked ? Phase::Locked : Phase::Unusable;
        opening.error = keys.error();
        return opening;
    }
    opening.store = keys->store;
    QByteArray pem;
    for (const QString &file : d->parts.trustedAuthorityFiles) {
        const Result<QByteArray> read = TrustedAuthorities::readPem(file);
        if (!read) {
            opening.phase = Phase::Unusable;
            opening.error = read.error();
            return opening;
        }
        pem += *read;
    }
    Result<std::shared_ptr<OpenWorkspace>> open =
        openWorkspace(d->keepingParts(), keys.takeValue(), d->parts.catalog, d->http, pem);
    if (!open) {
        opening.phase = Phase::Unusable;
        opening.error = open.error();
        return opening;
    }
    opening.open = open.takeValue();
    opening.phase = Phase::Open;
    return opening;
}

QFuture<Result<void>> Workspace::open()
{
    return unlock({});
}

Workspace::Opening Workspace::openAsItIs(const SharedSecret &passphrase,
                                         const std::shared_ptr<SecretStore> &known) const
{
    const Result<FoundWorkspace> found = findWorkspace(d->parts.folder);
    if (!found)
        return {Phase::Unusable, found.error(), {}, {}, {}, {}};
    if (!found->file) {
        Opening first;
        first.phase = Phase::FirstRun;
        first.error = {ErrorCode::NotFound, found->notice, {}};
        return first;
    }
    const WorkspaceFile &file = *found->file;
    std::shared_ptr<SecretStore> store = known && known->kind() == file.secrets
        ? known
        : d->parts.makeStore(file.secrets, d->parts.folder);
    if (passphrase) {
        const Result<void> unlocked = store->unlock(*passphrase);
        if (!unlocked)
            return {Phase::Locked, unlocked.error(), file.secrets, store, {}, {}};
    }
    Opening opening = finishOpening(openWorkspaceKeys(file, store), file.secrets);
    opening.store = store;
    return opening;
}

QFuture<Result<void>> Workspace::unlock(const SharedSecret &passphrase)
{
    return openBy(FirstRun::IsAnAnswer, [this, passphrase, known = d->store]() -> Opening {
        Opening opening = openAsItIs(passphrase, known);
        const bool failed = opening.phase != Phase::Open && opening.phase != Phase::FirstRun;
        // The keys may have been moved between reading where they are and asking for them.
        const Result<void> still =
            failed ? checkKeysAreIn(d->parts.folder, opening.secrets) : Result<void>();
        if (!still && still.error().code == ErrorCode::Conflict)
            opening = openAsItIs(passphrase, {});
        return opening;
    });
}

QFuture<Result<void>> Workspace::create(const CreateWorkspace &request)
{
    return openBy(FirstRun::IsAFailure, [this, request]() -> Opening {
        Opening made = finishOpening(createWorkspace(d->keepingParts(), request), request.secrets);
        if (!made.open && made.phase != Phase::Open)
            made.phase = Phase::FirstRun;
        return made;
    });
}

QFuture<Result<void>> Workspace::restore(const RestoreBackup &request, CancelToken cancel)
{
    return openBy(FirstRun::IsAFailure, [this, request, cancel = std::move(cancel)]() -> Opening {
        const Result<RestoreReport> report = restoreBackup(d->keepingParts(), request, cancel);
        if (!report)
            return {Phase::FirstRun, report.error(), request.secrets, {}, {}, {}};
        return finishOpening(openWorkspaceKeysAgain(report->keys), request.secrets);
    });
}

QFuture<Result<void>> Workspace::recover(const RecoverWithSheet &request)
{
    // A slip in the code makes nothing unusable that was only locked, and moves no key.
    const Phase before = d->phase == Phase::Locked ? Phase::Locked : Phase::Unusable;
    return openBy(FirstRun::IsAFailure, [this, request, before, secrets = d->secrets]() -> Opening {
        const Result<RecoveryReport> report = recoverWithSheet(d->keepingParts(), request);
        if (!report)
            return {before, report.error(), secrets, {}, {}, {}};
        return finishOpening(openWorkspaceKeysAgain(report->keys), request.secrets);
    });
}

Result<WorkspaceKeys> Workspace::openWorkspaceKeysAgain(const WorkspaceKeys &keys)
{
    return openWorkspaceKeys(keys.file, keys.store);
}

QFuture<Result<void>> Workspace::setAside()
{
    if (d->phase != Phase::Unusable)
        return readyFuture(Result<void>(
            Error{ErrorCode::Conflict, tr("This business is not one that cannot be opened."), {}}));
    return openBy(FirstRun::IsAnAnswer, [this]() -> Opening {
        Opening opening;
        const Result<QString> moved =
            drawbridge::setAside(d->parts.folder, d->parts.clock->now().toLocalTime().date());
        if (!moved) {
            opening.error = moved.error();
            return opening;
        }
        opening.phase = Phase::FirstRun;
        opening.error = {ErrorCode::NotFound,
                         tr("The business that could not be opened is now in %1, with nothing in "
                            "it changed. Restore your newest backup here.")
                             .arg(*moved),
                         {}};
        return opening;
    });
}

void Workspace::lock()
{
    if (d->phase != Phase::Open)
        return;
    d->open.reset();
    d->snapshot = std::make_shared<const Snapshot>();
    d->publishedTicket = d->nextTicket++;
    if (d->store)
        d->store->lock();
    setPhase(Phase::Locked, {ErrorCode::Locked, tr("Drawbridge is locked."), {}});
    Q_EMIT changed(Topic::Everything);
}

QFuture<Result<MovedSecrets>> Workspace::moveSecrets(
    const MoveSecrets &request,
    CancelToken cancel,
    const std::function<void(qint64 done, qint64 total)> &progress)
{
    const std::shared_ptr<OpenWorkspace> open = d->open;
    if (!open || d->moving)
        return readyFuture(Result<MovedSecrets>(
            open ? Error{ErrorCode::Busy, tr("Your keys are being moved already."), {}}
                 : notOpenError()));
    d->moving = true;
    auto promise = std::make_shared<QPromise<Result<MovedSecrets>>>();
    promise->start();
    d->pool.start([this, promise, open, request, cancel = std::move(cancel), progress] {
        const auto told = [this, progress](qint64 done, qint64 total) {
            if (progress)
                QMetaObject::invokeMethod(this, [=] { progress(done, total); });
        };
        Result<MoveReport> report = drawbridge::moveSecrets(open->keeping(), request, cancel, told);
        const Result<MovedSecrets> result =
            report ? Result<MovedSecrets>(report->moved) : Result<MovedSecrets>(report.error());
        std::optional<Opening> next;
        if (report) {
            next = finishOpening(std::move(report->keys), request.to);
            readFirst(*next);
        }
        QMetaObject::invokeMethod(this, [this, promise, open, next, result] {
            d->moving = false;
            if (next && d->open == open) {
                d->open.reset();
                d->snapshot = std::make_shared<const Snapshot>();
                arrive(*next);
            } else if (next) { // locked meanwhile
                d->secrets = next->secrets;
                d->store = next->store;
                if (d->store)
                    d->store->lock();
            }
            promise->addResult(result);
            promise->finish();
        });
    });
    return promise->future();
}

void Workspace::followKeys()
{
    const Result<WorkspaceFile> file = readWorkspaceFile(d->parts.folder);
    d->open.reset();
    d->store.reset();
    d->snapshot = std::make_shared<const Snapshot>();
    d->publishedTicket = d->nextTicket++;
    if (file && file->secrets == SecretsKind::Vault) {
        d->secrets = SecretsKind::Vault;
        setPhase(Phase::Locked,
                 {ErrorCode::Conflict,
                  tr("Your keys were moved to a vault file. Type its passphrase to go on."),
                  {}});
        Q_EMIT changed(Topic::Everything);
        return;
    }
    unlock({});
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
    }
    Q_EMIT changed(touched);
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
        const bool isBehind = missed || (others && *others);
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

QFuture<Result<QList<int>>> Workspace::eventHistogram(const EventQuery &query, qint64 bucketMs)
{
    return read<QList<int>>([query, bucketMs](OpenWorkspace &open) {
        return open.timeline.histogram(query, bucketMs);
    });
}

namespace {

MapModel mapOf(const Snapshot &snapshot, const Catalog &catalog, const MapFilter &filter)
{
    MapInput input;
    input.connections = snapshot.connections;
    input.flows = snapshot.flows;
    input.boundaries = snapshot.boundaries;
    input.dataClasses = catalog.dataClasses();
    for (const AppProfile &app : catalog.apps()) {
        input.tiles.insert(app.id, app.tile);
        input.appNames.insert(app.id, app.name);
    }
    return buildMap(input, filter);
}

} // namespace

QFuture<Result<LaidOutMap>> Workspace::layoutMap(const MapFilter &filter, CancelToken cancel)
{
    return read<LaidOutMap>([snapshot = d->snapshot, filter, cancel](OpenWorkspace &open) {
        return drawbridge::layoutMap(mapOf(*snapshot, open.catalog, filter), {}, cancel);
    });
}

QFuture<Result<QByteArray>> Workspace::exportMap(const MapFilter &filter,
                                                 const QString &format,
                                                 CancelToken cancel)
{
    return read<QByteArray>([snapshot = d->snapshot, filter, format, cancel = std::move(cancel)](
                                OpenWorkspace &open) -> Result<QByteArray> {
        const MapModel map = mapOf(*snapshot, open.catalog, filter);
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
