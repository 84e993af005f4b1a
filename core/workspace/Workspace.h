// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Async.h"
#include "core/base/CancelToken.h"
#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/catalog/Catalog.h"
#include "core/connections/Commands.h"
#include "core/flows/Commands.h"
#include "core/graph/MapLayout.h"
#include "core/keeping/Commands.h"
#include "core/model/Event.h"
#include "core/model/LogCheck.h"
#include "core/net/HttpClient.h"
#include "core/workspace/Dispatch.h"
#include "core/workspace/Snapshot.h"

#include <QObject>
#include <QThreadPool>

#include <memory>

namespace drawbridge {

class SecretStore;
struct OpenWorkspace;
struct WorkspaceKeys;

/// What a workspace stands on. All of it outlives the workspace.
struct WorkspaceParts
{
    QString folder;
    const Clock *clock = nullptr;
    Random *random = nullptr;
    Catalog catalog;
    QString actor;                     ///< who acts, for the events: "ada (window)"
    QStringList trustedAuthorityFiles; ///< additional certificate authorities, PEM
    /// Makes the secret store at a place; the real ones unless a test puts its own here.
    std::function<std::shared_ptr<SecretStore>(const SecretsPlace &, const QString &folder)>
        makeStore;
};

/// Where the workspace stands.
enum class Phase {
    Closed, ///< open() was not called
    Opening,
    FirstRun, ///< there is none yet: create(), restore() or recover()
    Locked,   ///< unlock() with the passphrase, or unlock the keychain and try again
    Open,
    Unusable, ///< phaseText() says what to do
};

/// The only door to a business for the window and the command line. Lives in the thread that made it; every call
/// returns at once, work runs on its own threads, and futures finish after the snapshot that shows their effect
/// was published.
class Workspace : public QObject
{
    Q_OBJECT

public:
    explicit Workspace(WorkspaceParts parts, QObject *parent = nullptr);
    ~Workspace() override;

    [[nodiscard]] Phase phase() const;
    /// The sentence to show for Locked and Unusable. Conflict: another process has moved the keys to a vault.
    [[nodiscard]] const Error &phaseError() const;
    /// Which store the keys are in, as far as known: what an unlock screen asks for.
    [[nodiscard]] SecretsKind secretsKind() const;

    /// Leads to FirstRun, Locked, Open or Unusable; an error for Locked and Unusable.
    QFuture<Result<void>> open();
    /// These three lead to Open, or give the error: the first two with FirstRun, recover() with Locked
    /// or Unusable as it was.
    QFuture<Result<void>> create(const CreateWorkspace &request);
    QFuture<Result<void>> restore(const RestoreBackup &request, CancelToken cancel = {});
    QFuture<Result<void>> recover(const RecoverWithSheet &request);
    /// What is Unusable is put beside the folder as it is, which leads to FirstRun, where a backup can be restored;
    /// phaseError() says where it is now. Conflict in any other phase.
    QFuture<Result<void>> setAside();
    /// The vault's passphrase, or another sign-in to a store in the network; without one, asks the keychain or that
    /// store again.
    QFuture<Result<void>> unlock(const SharedSecret &passphrase);
    /// Forgets every key in memory and the snapshot.
    void lock();
    /// From now on, as long as this is open, sign-ins are refreshed ahead of their end and keys that were shut off are
    /// looked at in their time: for programs that stay.
    void doWhatFallsDue();
    /// Brings every key to another kind of store and goes on with that one. `progress` is called in this object's
    /// thread. Other processes notice within seconds: they go on with a keychain, and ask for a vault's passphrase.
    QFuture<Result<MovedSecrets>> moveSecrets(
        const MoveSecrets &request,
        CancelToken cancel = {},
        const std::function<void(qint64 done, qint64 total)> &progress = {});

    /// Never null; empty unless Open.
    [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const;
    /// With the apps its owner imported, once it was open. What a reference is to never changes and is good as long as
    /// this lives; after changed(Topic::Apps), ask again for the one of now.
    [[nodiscard]] const Catalog &catalog() const;
    /// Imported apps that could not be taken, for the owner.
    [[nodiscard]] const QList<Error> &catalogProblems() const;

    /// Runs one command of the rooms below (core/workspace/Dispatch.h lists them). Locked when not open.
    template<typename Command>
    QFuture<Result<typename Command::Reply>> dispatch(Command command, CancelToken cancel = {})
    {
        using Reply = Result<typename Command::Reply>;
        auto promise = std::make_shared<QPromise<Reply>>();
        promise->start();
        post(touchedBy<Command>,
             [promise, command = std::move(command), cancel = std::move(cancel)](
                 OpenWorkspace *open) -> std::function<void()> {
                 auto reply = std::make_shared<Reply>(open ? handle(*open, command, cancel)
                                                           : Reply(notOpenError()));
                 return [promise, reply] {
                     promise->addResult(*reply);
                     promise->finish();
                 };
             });
        return promise->future();
    }

    QFuture<Result<EventPage>> searchEvents(const EventQuery &query);
    /// Reads the whole log of events: seconds for a million.
    QFuture<Result<LogCheck>> checkEvents(CancelToken cancel);
    /// Events per bucket of `bucketMs` from `query.since` to `query.until`.
    QFuture<Result<QList<int>>> eventHistogram(const EventQuery &query, qint64 bucketMs);
    QFuture<Result<LaidOutMap>> layoutMap(const MapFilter &filter, CancelToken cancel);
    /// "svg" or "json", escaped for that format.
    QFuture<Result<QByteArray>> exportMap(const MapFilter &filter,
                                          const QString &format,
                                          CancelToken cancel = {});
    /// Who Drawbridge has talked to since it started, newest first.
    [[nodiscard]] QList<Contact> contacts() const;

Q_SIGNALS:
    void phaseChanged();
    /// There is another snapshot(), and this is what is new in it.
    void changed(drawbridge::Topics topics);

private:
    /// Runs `work` on a worker (with null when not open), publishes what it touched, then calls what it returned.
    void post(Topics touched, std::function<std::function<void()>(OpenWorkspace *)> work);
    [[nodiscard]] static Error notOpenError();

    /// How an attempt to open ended.
    struct Opening
    {
        Phase phase = Phase::Unusable;
        Error error;
        SecretsKind secrets = SecretsKind::Keychain;
        std::shared_ptr<SecretStore> store;
        std::shared_ptr<OpenWorkspace> open;
        std::shared_ptr<const Snapshot> snapshot;
    };
    /// Whether it answers what was asked that there is no business yet.
    enum class FirstRun { IsAnAnswer, IsAFailure };
    QFuture<Result<void>> openBy(FirstRun firstRun, std::function<Opening()> work);
    [[nodiscard]] Opening openAsItIs(const SharedSecret &passphrase,
                                     const std::shared_ptr<SecretStore> &known) const;
    /// Reads the first snapshot, without which nothing is open.
    static void readFirst(Opening &opening);
    /// What an attempt led to becomes what is.
    void arrive(const Opening &opening);
    /// Where another process has moved the keys to.
    void followKeys();
    [[nodiscard]] Opening finishOpening(Result<WorkspaceKeys> keys, SecretsKind secrets) const;
    [[nodiscard]] static Result<WorkspaceKeys> openWorkspaceKeysAgain(const WorkspaceKeys &keys);
    void setPhase(Phase phase, const Error &error);
    /// The published snapshot's becomes catalog(), and what work goes by. Whether it is another one.
    bool takeCatalog();
    void publish(const std::shared_ptr<const Snapshot> &snapshot, qint64 ticket, Topics touched);
    void lookForOthers();
    void lookForDueWork();
    template<typename Command>
    void doDueWork(const Command &command);
    template<typename T, typename Work>
    QFuture<Result<T>> read(Work work);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace drawbridge
