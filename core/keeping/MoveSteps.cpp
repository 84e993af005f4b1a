// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/MoveSteps.h"

#include "core/base/Log.h"
#include "core/keeping/FileWork.h"
#include "core/keeping/StoredValues.h"
#include "core/keeping/UnfinishedFile.h"
#include "core/keeping/WorkspaceSetUp.h"
#include "core/secrets/Canary.h"
#include "core/secrets/NetworkStore.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/LeaseRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace drawbridge {

namespace {

constexpr QLatin1StringView room("keeping");

QString tr(const char *text)
{
    return QCoreApplication::translate("Keeping", text);
}

std::optional<SecretsPlace> placeIn(const Intent &intent, const QString &field)
{
    const auto kind = fromText<SecretsKind>(intent.payload.value(field).toString());
    const auto fields =
        storeFieldsFrom(intent.payload.value(QString(field + QStringLiteral("Store"))).toObject());
    if (!kind || !fields)
        return std::nullopt;
    return SecretsPlace(*kind, *fields);
}

Event undoneEvent()
{
    Event event;
    event.type = QStringLiteral("workspace.secrets-moved");
    event.outcome = Outcome::Noted;
    event.summary = tr("Moving the keys was interrupted. They are where they were.");
    return event;
}

/// All entries of the workspace in a keychain, whether or not a record names them; a vault goes as a file.
Result<void> removeAll(const OpenWorkspaceParts &open, const SecretsPlace &place)
{
    const KeepingParts &parts = open.parts;
    if (place.kind == SecretsKind::Vault) {
        TRY_DONE(removeFile(vaultFilePath(parts.folder)));
        reached(parts, u"vault removed");
        return {};
    }
    const QString &workspace = open.keys->file.workspace;
    const std::shared_ptr<SecretStore> store = parts.makeStore(place, parts.folder);
    // Its sign-in is kept before anything is put there, and goes after everything.
    if (isInNetwork(place.kind) && store->status().state == StoreState::Missing)
        return {};
    TRY(values, storedValues(*open.database));
    QStringList purposes;
    for (const StoredValue &value : values)
        purposes.append(value.purpose);
    // Not every platform can list.
    if (const auto listed = store->purposes(workspace); listed.isOk())
        purposes += *listed;
    purposes.removeDuplicates();
    for (const QString &purpose : purposes) {
        if (SecretName{workspace, purpose} == dataKeyName(workspace))
            continue;
        TRY_DONE(store->remove({workspace, purpose}));
        reached(parts, u"entry removed");
    }
    TRY_DONE(store->remove(dataKeyName(workspace)));
    TRY_DONE(removeCanary(*store, workspace));
    return leaveStore(parts, *store);
}

} // namespace

QJsonObject placeInIntent(const QString &field, const SecretsPlace &place)
{
    QJsonObject object{{field, toText(place.kind)}};
    if (!place.fields.isEmpty())
        object.insert(QString(field + QStringLiteral("Store")), toJson(place.fields));
    return object;
}

bool isOfAMove(const Intent &intent)
{
    return intent.kind == moveIntent || intent.kind == removeIntent || intent.kind == sealIntent;
}

Event movedEvent(const SecretsPlace &to, const QStringList &toPaste)
{
    Event event;
    event.type = QStringLiteral("workspace.secrets-moved");
    event.severity = Severity::Medium;
    event.summary = to.kind == SecretsKind::Vault
        ? tr("The keys were moved to a vault file.")
        : tr("The keys were moved to %1.").arg(placeName(to));
    if (!toPaste.isEmpty())
        event.summary += QStringLiteral(" ") + keysToPaste(toPaste);
    event.attributes = {{QStringLiteral("to"), toText(to.kind)},
                        {QStringLiteral("toPaste"), QJsonArray::fromStringList(toPaste)}};
    return event;
}

bool isRemoved(const OpenWorkspaceParts &open, const SecretsPlace &place)
{
    const Result<void> removed = removeAll(open, place);
    if (!removed.isOk())
        logError(room, removed.error());
    return removed.isOk();
}

Result<void> finishMove(const OpenWorkspaceParts &open,
                        const IntentId &intent,
                        const SecretsPlace &from,
                        const Event &event)
{
    TRY(removal, open.database->write<IntentId>([&](Transaction &tx) -> Result<IntentId> {
        TRY_DONE(EventLog::append(tx, event));
        TRY_DONE(IntentRepository::clear(tx, intent));
        return IntentRepository::add(tx, removeIntent, placeInIntent(QStringLiteral("from"), from));
    }));
    reached(open.parts, u"move recorded");
    return isRemoved(open, from) ? dropIntent(*open.database, removal) : Result<void>();
}

Result<void> settleSealing(const OpenWorkspaceParts &open, const Intent &intent)
{
    for (const char *form : {"whole", "key"}) {
        const QString entry = intent.payload.value(QLatin1StringView(form)).toString();
        TRY(recorded, open.database->read<bool>([&entry](ReadView &view) {
            return CredentialRepository::hasEntry(view, entry);
        }));
        if (!recorded)
            TRY_DONE(open.keys->store->remove({open.keys->file.workspace, entry}));
    }
    return dropIntent(*open.database, intent.id);
}

Result<void> settleMove(const OpenWorkspaceParts &open, const Intent &intent)
{
    if (intent.kind == sealIntent)
        return settleSealing(open, intent);
    TRY(file, readWorkspaceFile(open.parts.folder));
    const auto from = placeIn(intent, QStringLiteral("from"));
    if (intent.kind == removeIntent) {
        const bool isDone = !from || from->kind == file.secrets || isRemoved(open, *from);
        return isDone ? dropIntent(*open.database, intent.id) : Result<void>();
    }
    const auto to = placeIn(intent, QStringLiteral("to"));
    if (!from || !to)
        return dropIntent(*open.database, intent.id);
    if (file.secrets == to->kind) {
        TRY(missing, missingValues(*open.database, *open.keys->store, file.workspace));
        return finishMove(open, intent.id, *from, movedEvent(*to, missing));
    }
    return isRemoved(open, *to) ? endIntent(*open.database, intent.id, undoneEvent())
                                : Result<void>();
}

Result<void> settleMoves(const OpenWorkspaceParts &open)
{
    const auto abandoned = [&open] {
        return open.database->read<QList<Intent>>([](ReadView &view) -> Result<QList<Intent>> {
            TRY(intents, IntentRepository::listAbandoned(view));
            intents.removeIf([](const Intent &intent) { return !isOfAMove(intent); });
            return intents;
        });
    };
    TRY(seen, abandoned());
    if (seen.isEmpty())
        return {};
    const auto lease = open.database->write<Lease>([](Transaction &tx) {
        return LeaseRepository::acquire(tx, moveSecretsLease, moveLeaseTime);
    });
    // Whoever has it clears the way himself.
    if (!lease.isOk())
        return lease.error().code == ErrorCode::Busy ? Result<void>() : lease.error();
    Result<void> settled;
    const auto intents = abandoned(); // another opening may have been faster
    if (!intents.isOk())
        settled = intents.error();
    for (qsizetype i = 0; settled.isOk() && i < intents->size(); ++i)
        settled = settleMove(open, intents->at(i));
    const Result<void> released = open.database->write<void>(
        [&lease](Transaction &tx) { return LeaseRepository::release(tx, *lease); });
    return settled.isOk() ? released : settled;
}

} // namespace drawbridge
