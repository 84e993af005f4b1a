// SPDX-License-Identifier: GPL-3.0-or-later
// How a business comes to be open, locked, moved or put aside: the phases of the door.
#include "core/keeping/Backup.h"
#include "core/keeping/Opening.h"
#include "core/keeping/Recovery.h"
#include "core/workspace/WorkspacePrivate.h"

namespace drawbridge {

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
        takeCatalog();
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
        const ErrorCode code = keys.error().code;
        // A server that does not let us in now is no business that cannot be opened.
        const bool isAway = isInNetwork(secrets)
            && (code == ErrorCode::Unavailable || code == ErrorCode::TimedOut
                || code == ErrorCode::Denied);
        opening.phase = code == ErrorCode::Locked || isAway ? Phase::Locked : Phase::Unusable;
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
    // One in the network may be another one of its kind by now.
    std::shared_ptr<SecretStore> store =
        known && known->kind() == file.secrets && !isInNetwork(file.secrets)
        ? known
        : d->parts.makeStore(file.place(), d->parts.folder);
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

} // namespace drawbridge
