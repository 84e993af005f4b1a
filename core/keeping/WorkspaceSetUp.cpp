// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/WorkspaceSetUp.h"

#include "core/base/Log.h"
#include "core/base/SortableId.h"
#include "core/keeping/RecoverySheets.h"
#include "core/secrets/Canary.h"
#include "core/secrets/NetworkStore.h"
#include "core/storage/Database.h"
#include "core/storage/WorkspaceFolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <utility>

namespace drawbridge {

namespace {

constexpr QLatin1StringView room("keeping");

QString tr(const char *text)
{
    return QCoreApplication::translate("Keeping", text);
}

/// Every file a workspace consists of, but the one that makes it one. Ending in a star: any ending.
QStringList filePatterns()
{
    return {databaseFileName() + QStringLiteral("*"),
            QFileInfo(WorkspaceFolder::usersFile({})).fileName(),
            QStringLiteral("vault.drawbridge*"),
            QFileInfo(recoveryFilePath({})).fileName() + QStringLiteral("*")};
}

QStringList filesOfAWorkspace(const QString &folder)
{
    return QDir(folder).entryList(filePatterns(), QDir::Files | QDir::Hidden | QDir::System);
}

Result<void> removeFiles(const QString &folder)
{
    const QStringList names = filesOfAWorkspace(folder);
    for (const QString &name : names)
        TRY_DONE(removeFile(QDir(folder).filePath(name)));
    return {};
}

/// A vault goes as a file; the entries of a keychain one by one.
Result<void> removeEntries(const KeepingParts &parts, const WorkspaceFile &file)
{
    if (file.secrets == SecretsKind::Vault)
        return {};
    const std::shared_ptr<SecretStore> store = parts.makeStore(file.place(), parts.folder);
    // Its sign-in is kept before anything is put there, and goes after it.
    if (isInNetwork(file.secrets) && store->status().state == StoreState::Missing)
        return {};
    if (const auto purposes = store->purposes(file.workspace); purposes.isOk()) {
        for (const QString &purpose : *purposes)
            TRY_DONE(store->remove({file.workspace, purpose}));
    }
    // A platform that cannot list, or whose list lags behind: at least the two entries every workspace has.
    TRY_DONE(store->remove(dataKeyName(file.workspace)));
    TRY_DONE(removeCanary(*store, file.workspace));
    return leaveStore(parts, *store);
}

Result<void> takeAwayFiles(const KeepingParts &parts)
{
    TRY_DONE(removeFiles(parts.folder));
    return removeUnfinishedFile(parts.folder);
}

Result<void> clearEarlierAttempt(const KeepingParts &parts)
{
    const auto unfinished = readUnfinishedFile(parts.folder);
    if (!unfinished.isOk() && unfinished.error().code != ErrorCode::Damaged)
        return unfinished.error();
    if (!unfinished.isOk()) // cut short as it was written, and it is written before anything else
        return removeUnfinishedFile(parts.folder);
    if (!unfinished->has_value())
        return {};
    // Entries that cannot be removed now (the keychain is locked, or another login's) open nothing without the
    // files, so they must not keep the owner from starting afresh.
    const Result<void> removed = removeEntries(parts, (*unfinished)->file);
    if (!removed.isOk())
        logError(room, removed.error());
    return takeAwayFiles(parts);
}

Error workspaceThere(const QString &folder)
{
    return {ErrorCode::Conflict,
            tr("This folder holds a business already. Open it, or choose an empty folder."),
            folder};
}

} // namespace

WorkspaceSetUp::WorkspaceSetUp(const KeepingParts &parts, FileHandle lock)
    : m_parts(parts)
    , m_lock(std::move(lock))
{}

WorkspaceSetUp::WorkspaceSetUp(WorkspaceSetUp &&other) noexcept
    : m_parts(std::move(other.m_parts))
    , m_lock(std::move(other.m_lock))
    , m_file(std::move(other.m_file))
    , m_isPending(std::exchange(other.m_isPending, false))
    , m_isStoreUsed(other.m_isStoreUsed)
{}

WorkspaceSetUp::~WorkspaceSetUp()
{
    // finish() may have failed after its one step, which cannot be undone.
    if (!m_isPending || readWorkspaceFile(m_parts.folder).isOk())
        return;
    Result<void> removed = m_isStoreUsed ? removeEntries(m_parts, m_file) : Result<void>();
    // With entries left behind, workspace.unfinished stays as well: the next begin() tries again.
    if (removed.isOk())
        removed = takeAwayFiles(m_parts);
    if (!removed.isOk())
        logError(room, removed.error());
}

Result<WorkspaceSetUp> WorkspaceSetUp::begin(const KeepingParts &parts)
{
    TRY_DONE(WorkspaceFolder::create(parts.folder));
    TRY(lock, lockFolder(parts.folder));
    const auto there = readWorkspaceFile(parts.folder);
    if (there.isOk() || there.error().code != ErrorCode::NotFound)
        return workspaceThere(parts.folder);
    TRY_DONE(clearEarlierAttempt(parts));
    if (!filesOfAWorkspace(parts.folder).isEmpty()) {
        return Error{ErrorCode::Conflict,
                     tr("This folder holds files of a business whose description "
                        "(workspace.json) is missing. Bring that file back, or choose an empty "
                        "folder."),
                     filesOfAWorkspace(parts.folder).join(u' ')};
    }
    return WorkspaceSetUp(parts, std::move(lock));
}

Result<void> WorkspaceSetUp::describe(const WorkspaceFile &file, Making making)
{
    TRY_DONE(writeUnfinishedFile(m_parts.folder, {file, making}));
    m_file = file;
    m_isPending = true;
    reached(m_parts, u"described");
    return {};
}

Result<std::shared_ptr<SecretStore>> WorkspaceSetUp::keepDataKey(const SealKey &dataKey,
                                                                 const SharedSecret &opener,
                                                                 const QString &businessName)
{
    std::shared_ptr<SecretStore> store = m_parts.makeStore(m_file.place(), m_parts.folder);
    m_isStoreUsed = isInNetwork(m_file.secrets); // its sign-in is kept before it is ready
    TRY_DONE(makeReady(*store, opener));
    reached(m_parts, u"store made");
    m_isStoreUsed = true;
    TRY_DONE(writeDataKey(*store, m_file.workspace, dataKey, businessName));
    reached(m_parts, u"data key kept");
    TRY_DONE(plantCanary(*store, m_file.workspace));
    reached(m_parts, u"canary planted");
    return store;
}

Result<void> WorkspaceSetUp::finish()
{
    TRY_DONE(finishUnfinishedFile(m_parts.folder));
    m_isPending = false;
    reached(m_parts, u"finished");
    return {};
}

void reached(const KeepingParts &parts, QStringView step)
{
    if (parts.onStep)
        parts.onStep(step);
}

SecretName dataKeyName(const QString &workspace)
{
    return {workspace, QStringLiteral("data-key")};
}

Result<void> writeDataKey(SecretStore &store,
                          const QString &workspace,
                          const SealKey &dataKey,
                          const QString &businessName)
{
    return store.write(dataKeyName(workspace),
                       dataKey.bytes(),
                       tr("Drawbridge: data key of %1").arg(businessName));
}

QString vaultFilePath(const QString &folder)
{
    return QDir(folder).filePath(QStringLiteral("vault.drawbridge"));
}

Result<void> setVaultAside(const QString &folder, const QDateTime &now)
{
    const QString aside = QDir(folder).filePath(
        QStringLiteral("vault-%1.set-aside").arg(now.toString(QStringLiteral("yyyyMMdd-HHmmss"))));
    return moveToNewName(vaultFilePath(folder), aside);
}

Result<SecretsPlace> newPlace(const KeepingParts &parts, SecretsKind kind, const StoreFields &fields)
{
    SecretsPlace place(kind, fields);
    TRY_DONE(checkStoreFields(place));
    if (!isInNetwork(kind))
        return place;
    if (fields.contains(accessField))
        return Error{ErrorCode::InvalidInput,
                     tr("\"%1\" is not yours to give. Leave it away.").arg(accessField),
                     {}};
    place.fields.insert(accessField, makeSortableId(*parts.clock, *parts.random));
    return place;
}

Result<void> checkIsHere(SecretsKind kind)
{
    if (!isInNetwork(kind))
        return {};
    return Error{
        ErrorCode::InvalidInput,
        tr("First bring the keys to the keychain of this computer or to a vault file; from "
           "there they can be moved to a server."),
        toText(kind)};
}

Result<void> leaveStore(const KeepingParts &parts, SecretStore &store)
{
    if (!isInNetwork(store.kind()))
        return {};
    TRY_DONE(store.forgetAccess());
    reached(parts, u"sign-in forgotten");
    return {};
}

Result<void> makeReady(SecretStore &store, const SharedSecret &opener)
{
    static const SecretBytes none;
    const SecretBytes &passphrase = opener ? *opener : none;
    if (store.kind() == SecretsKind::Vault && passphrase.isEmpty()) {
        return Error{ErrorCode::InvalidInput,
                     tr("The vault needs a passphrase. Choose one you can keep, and write it down "
                        "where only you look."),
                     {}};
    }
    const StoreStatus status = store.status();
    if (status.state == StoreState::Ready)
        return {};
    if (status.state == StoreState::Locked)
        return store.unlock(passphrase);
    return store.create(passphrase);
}

} // namespace drawbridge
