// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/SecretsMove.h"

#include "core/base/Log.h"
#include "core/keeping/FileWork.h"
#include "core/keeping/MoveSteps.h"
#include "core/keeping/Opening.h"
#include "core/keeping/StoredValues.h"
#include "core/keeping/UnfinishedFile.h"
#include "core/keeping/WorkspaceSetUp.h"
#include "core/secrets/Canary.h"
#include "core/secrets/LongValue.h"
#include "core/secrets/NetworkStore.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/LeaseRepository.h"
#include "core/storage/SettingsRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <optional>

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Keeping", text);
}

/// One move from its lease to its end.
class Move
{
public:
    Move(const OpenWorkspaceParts &open,
         const MoveSecrets &request,
         const CancelToken &cancel,
         const Progress &progress)
        : m_open(open)
        , m_request(request)
        , m_cancel(cancel)
        , m_progress(progress)
        , m_from(open.keys->file.place())
        , m_workspace(open.keys->file.workspace)
        , m_source(*open.keys->store)
    {}

    Result<MoveReport> run();
    /// Ok also where there is no lease.
    Result<void> release();

private:
    Result<void> takeLease();
    Result<void> keepLease();
    Result<void> clearTheWay();
    [[nodiscard]] QJsonObject placesInIntent() const;
    Result<void> begin();
    Result<void> sealLongValues();
    Result<void> sealValue(const StoredValue &stored, const SecretBytes &value);
    Result<void> copyValues();
    Result<void> copyValue(const StoredValue &stored);
    Result<WorkspaceKeys> copyWorkspaceKeys();
    Result<WorkspaceKeys> copyAll();
    Result<void> undo(Result<void> because);

    const OpenWorkspaceParts &m_open;
    const MoveSecrets &m_request;
    const CancelToken &m_cancel;
    const Progress &m_progress;
    const SecretsPlace m_from;
    SecretsPlace m_to;
    const QString m_workspace;
    SecretStore &m_source;
    std::shared_ptr<SecretStore> m_target;
    std::optional<Lease> m_lease;
    IntentId m_intent;
    MovedSecrets m_moved;
};

Result<void> Move::takeLease()
{
    TRY(lease, m_open.database->write<Lease>([](Transaction &tx) -> Result<Lease> {
        TRY(taken, LeaseRepository::acquire(tx, moveSecretsLease, moveLeaseTime));
        TRY(intents, IntentRepository::list(tx));
        for (const Intent &intent : intents) {
            if (isOfAMove(intent) || !intent.process.isAlive())
                continue;
            return Error{ErrorCode::Busy,
                         tr("A key is being stored or replaced right now. Wait until that is "
                            "done, then try again."),
                         intent.kind};
        }
        return taken;
    }));
    m_lease = lease;
    return {};
}

Result<void> Move::keepLease()
{
    if (m_open.parts.clock->now().secsTo(m_lease->until) > moveLeaseTime / std::chrono::seconds(2))
        return {};
    TRY(lease, m_open.database->write<Lease>([this](Transaction &tx) {
        return LeaseRepository::renew(tx, *m_lease, moveLeaseTime);
    }));
    m_lease = lease;
    return {};
}

Result<void> Move::release()
{
    if (!m_lease)
        return {};
    return m_open.database->write<void>(
        [this](Transaction &tx) { return LeaseRepository::release(tx, *m_lease); });
}

/// With the lease in hand nobody else is at a move, so what is left of one is of nobody alive, or of this process
/// itself where it could not undo it then.
Result<void> Move::clearTheWay()
{
    TRY(intents, m_open.database->read<QList<Intent>>([](ReadView &view) {
        return IntentRepository::list(view);
    }));
    for (const Intent &intent : intents) {
        if (isOfAMove(intent))
            TRY_DONE(settleMove(m_open, intent));
    }
    const QString &folder = m_open.parts.folder;
    // A vault that nothing refers to any more (after a recovery) may still be dear to somebody.
    if (m_request.to == SecretsKind::Vault && QFileInfo::exists(vaultFilePath(folder)))
        TRY_DONE(setVaultAside(folder, m_open.parts.clock->now()));
    return {};
}

QJsonObject Move::placesInIntent() const
{
    QJsonObject places = placeInIntent(QStringLiteral("from"), m_from);
    const QJsonObject to = placeInIntent(QStringLiteral("to"), m_to);
    for (auto it = to.begin(); it != to.end(); ++it)
        places.insert(it.key(), it.value());
    return places;
}

Result<void> Move::begin()
{
    TRY(intent, beginOwnIntent(*m_open.database, moveIntent, placesInIntent()));
    m_intent = intent;
    reached(m_open.parts, u"intended");
    return {};
}

Result<void> Move::sealValue(const StoredValue &stored, const SecretBytes &value)
{
    CredentialVersion version = stored.version;
    version.storeKey = purposeOf(version.id.text(), value.size(), *m_target);
    TRY(kept, splitForStore(value, version.storeKey, *m_target, *m_open.parts.random));
    version.sealedValue = kept.inWorkspace;
    Event event;
    event.type = QStringLiteral("credential.sealed");
    event.summary = tr("A key is too long for the new store of your keys. It is kept sealed with "
                       "everything else, and the key to it is in the store.");
    event.attributes = {{QStringLiteral("label"), stored.label}};
    const QJsonObject entries{{QStringLiteral("whole"), stored.purpose},
                              {QStringLiteral("key"), version.storeKey}};
    TRY(id, beginOwnIntent(*m_open.database, sealIntent, entries));
    Result<void> done = m_source.write({m_workspace, version.storeKey}, kept.inStore, stored.label);
    reached(m_open.parts, u"long value's key kept");
    if (done.isOk()) {
        done = m_open.database->write<void>([&](Transaction &tx) -> Result<void> {
            TRY_DONE(CredentialRepository::updateVersion(tx, version));
            return EventLog::append(tx, event);
        });
    }
    reached(m_open.parts, u"long value sealed");
    Intent intent;
    intent.id = id;
    intent.payload = entries;
    const Result<void> settled = settleSealing(m_open, intent);
    return done.isOk() ? settled : done;
}

Result<void> Move::sealLongValues()
{
    TRY(values, storedValues(*m_open.database));
    for (const StoredValue &stored : values) {
        if (!stored.version.sealedValue.isEmpty())
            continue;
        const auto value = m_source.read({m_workspace, stored.purpose});
        if (!value.isOk() && value.error().code != ErrorCode::NotFound)
            return value.error();
        if (value.isOk() && value->size() > m_target->maxValueSize())
            TRY_DONE(sealValue(stored, *value));
    }
    return {};
}

Result<void> Move::copyValue(const StoredValue &stored)
{
    const SecretName name{m_workspace, stored.purpose};
    const auto value = m_source.read(name);
    if (!value.isOk() && value.error().code != ErrorCode::NotFound)
        return value.error();
    if (!value.isOk()) {
        if (!stored.retired && !m_moved.toPaste.contains(stored.label))
            m_moved.toPaste.append(stored.label);
        return {};
    }
    TRY_DONE(m_target->write(name, *value, stored.label));
    TRY(back, m_target->read(name));
    if (!back.equals(*value)) {
        return Error{ErrorCode::Damaged,
                     tr("What the new store of your keys gives back is not what was put there. The "
                        "keys stay where they are."),
                     stored.purpose};
    }
    ++m_moved.moved;
    reached(m_open.parts, u"value copied");
    return {};
}

Result<void> Move::copyValues()
{
    TRY(values, storedValues(*m_open.database));
    qint64 done = 0;
    for (const StoredValue &stored : values) {
        if (m_cancel.isCancelled()) {
            return Error{ErrorCode::Cancelled,
                         tr("It was stopped. The keys are where they were."),
                         {}};
        }
        TRY_DONE(keepLease());
        TRY_DONE(copyValue(stored));
        if (m_progress)
            m_progress(++done, values.size());
    }
    return {};
}

Result<WorkspaceKeys> Move::copyWorkspaceKeys()
{
    TRY(settings, m_open.database->read<QJsonObject>([](ReadView &view) {
        return SettingsRepository::all(view);
    }));
    const QString name = settings.value(QStringLiteral("businessName")).toString();
    TRY_DONE(writeDataKey(*m_target, m_workspace, m_open.keys->dataKey, name));
    TRY_DONE(plantCanary(*m_target, m_workspace));
    reached(m_open.parts, u"data key copied");
    WorkspaceFile file = m_open.keys->file;
    file.secrets = m_to.kind;
    file.storeFields = m_to.fields;
    // As the next start will do it: what opens now opens then.
    return openWorkspaceKeys(file, m_target);
}

Result<WorkspaceKeys> Move::copyAll()
{
    TRY_DONE(
        makeReady(*m_target,
                  isInNetwork(m_to.kind) ? m_request.access.secret : m_request.vaultPassphrase));
    reached(m_open.parts, u"store made");
    TRY_DONE(sealLongValues());
    TRY_DONE(copyValues());
    TRY_DONE(keepLease());
    TRY(keys, copyWorkspaceKeys());
    TRY_DONE(checkKeysAreIn(m_open.parts.folder, m_from.kind));
    return std::move(keys);
}

/// The copies go, and with them the intent; if they cannot, the next opening takes them away.
Result<void> Move::undo(Result<void> because)
{
    if (isRemoved(m_open, m_to))
        TRY_DONE(dropIntent(*m_open.database, m_intent));
    return because;
}

Result<MoveReport> Move::run()
{
    TRY(place, newPlace(m_open.parts, m_request.to, m_request.access.fields));
    m_to = place;
    TRY_DONE(takeLease());
    const auto lock = lockFolder(m_open.parts.folder);
    if (!lock.isOk())
        return lock.error();
    TRY_DONE(checkKeysAreIn(m_open.parts.folder, m_from.kind));
    TRY_DONE(clearTheWay());
    m_target = m_open.parts.makeStore(m_to, m_open.parts.folder);
    // A keychain that does not let us leaves nothing to undo; a vault is made once the intent stands.
    if (m_request.to == SecretsKind::Keychain)
        TRY_DONE(makeReady(*m_target, {}));
    TRY_DONE(begin());
    auto keys = copyAll();
    if (!keys.isOk())
        return undo(keys.error()).error();
    const Result<void> switched = writeWorkspaceFile(m_open.parts.folder, keys->file);
    // It may have failed after its one step; then the new store counts.
    if (!switched.isOk() && !checkKeysAreIn(m_open.parts.folder, m_request.to).isOk())
        return undo(switched).error();
    reached(m_open.parts, u"switched");
    TRY_DONE(finishMove(m_open, m_intent, m_from, movedEvent(m_to, m_moved.toPaste)));
    return MoveReport{keys.takeValue(), m_moved};
}

} // namespace

Result<void> checkKeysAreIn(const QString &folder, SecretsKind kind)
{
    TRY(file, readWorkspaceFile(folder));
    if (file.secrets == kind)
        return {};
    return Error{ErrorCode::Conflict,
                 file.secrets == SecretsKind::Vault
                     ? tr("Your keys were moved to a vault file a moment ago. Try again; it asks "
                          "for the vault's passphrase.")
                     : tr("Your keys were moved to %1 a moment ago. Try again.")
                           .arg(placeName(file.place())),
                 {}};
}

Result<MoveReport> moveSecrets(const OpenWorkspaceParts &open,
                               const MoveSecrets &request,
                               const CancelToken &cancel,
                               const Progress &progress)
{
    if (request.to == open.keys->file.secrets) {
        return Error{
            ErrorCode::Conflict,
            isInNetwork(request.to)
                ? tr("Your keys are in %1 already. Move them to the keychain first to bring "
                     "them to another place of that kind.")
                      .arg(placeName(open.keys->file.place()))
                : tr("Your keys are in %1 already.").arg(placeName(request.to)),
            {}};
    }
    if (request.to == SecretsKind::Vault
        && (!request.vaultPassphrase || request.vaultPassphrase->isEmpty())) {
        return Error{ErrorCode::InvalidInput,
                     tr("The vault needs a passphrase. Choose one you can keep, and write it down "
                        "where only you look."),
                     {}};
    }
    Move move(open, request, cancel, progress);
    Result<MoveReport> report = move.run();
    if (const Result<void> released = move.release(); !released.isOk())
        logError(QLatin1StringView("keeping"), released.error()); // it runs out by itself
    return report;
}

} // namespace drawbridge
