// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/Opening.h"

#include "core/keeping/FileWork.h"
#include "core/keeping/WorkspaceSetUp.h"
#include "core/secrets/Canary.h"
#include "core/secrets/NetworkStore.h"
#include "core/storage/Database.h"
#include "core/storage/UsersLock.h"
#include "core/storage/WorkspaceFolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Keeping", text);
}

Result<FoundWorkspace> withoutWorkspace(const QString &folder)
{
    const auto unfinished = readUnfinishedFile(folder);
    if (unfinished.isOk() && !unfinished->has_value()) {
        if (!QFileInfo::exists(folder + QStringLiteral("/") + databaseFileName()))
            return FoundWorkspace{};
        return Error{ErrorCode::Damaged,
                     tr("The file that describes this business (workspace.json) is missing. Bring "
                        "it back, or restore a backup into an empty folder."),
                     folder};
    }
    TRY_DONE(lockFolder(folder));
    if (unfinished.isOk() && (*unfinished)->making == Making::Restored)
        return FoundWorkspace{{}, tr("Restoring the backup was interrupted. Restore it again.")};
    return FoundWorkspace{{}, tr("Setting up your business was interrupted. Start again.")};
}

Error keyGone(const WorkspaceFile &file)
{
    if (isInNetwork(file.secrets)) {
        return {ErrorCode::NotFound,
                tr("The key of your business is not in %1 any more. Ask its administrator to bring "
                   "it back, use your recovery sheet, or restore a backup.")
                    .arg(placeName(file.place())),
                QStringLiteral("no data key")};
    }
    return {ErrorCode::NotFound,
            file.secrets == SecretsKind::Keychain
                ? tr("The key of your business is not in this keychain any more. Bring the "
                     "keychain back, use your recovery sheet, or restore a backup.")
                : tr("The vault file with the key of your business is missing, or it is another "
                     "one. Bring the right file back, use your recovery sheet, or restore a "
                     "backup."),
            QStringLiteral("no data key")};
}

} // namespace

Result<FoundWorkspace> findWorkspace(const QString &folder)
{
    const Result<void> sound = WorkspaceFolder::check(folder);
    if (!sound.isOk() && sound.error().code == ErrorCode::NotFound)
        return FoundWorkspace{};
    TRY_DONE(sound);
    const auto file = readWorkspaceFile(folder);
    if (file.isOk())
        return FoundWorkspace{*file, {}};
    if (file.error().code != ErrorCode::NotFound)
        return file.error();
    return withoutWorkspace(folder);
}

Result<QString> setAside(const QString &folder, const QDate &today)
{
    const QString users = WorkspaceFolder::usersFile(folder);
    if (QFileInfo::exists(users)) {
        TRY(lock, UsersLock::take(users, std::chrono::milliseconds(0)));
        if (!lock.isAlone())
            return Error{ErrorCode::Busy,
                         tr("Another program has this business open. Close it, then try again."),
                         folder};
    }
    const QString name =
        QDir::cleanPath(folder) + tr(" (put aside %1)").arg(today.toString(Qt::ISODate));
    QString free = name;
    for (int i = 2; QFileInfo::exists(free); ++i)
        free = name + u' ' + QString::number(i);
    if (::rename(QFile::encodeName(QDir::cleanPath(folder)).constData(),
                 QFile::encodeName(free).constData())
        != 0)
        return Error{
            ErrorCode::Denied,
            tr("The folder %1 cannot be renamed. Check that the folder around it is yours.")
                .arg(folder),
            qt_error_string(errno)};
    return free;
}

Result<WorkspaceKeys> openWorkspaceKeys(const WorkspaceFile &file,
                                        std::shared_ptr<SecretStore> store)
{
    const StoreStatus status = store->status();
    if (status.state == StoreState::Locked)
        return Error{ErrorCode::Locked, status.what, {}};
    if (status.state == StoreState::Silent)
        return Error{ErrorCode::TimedOut, status.what, {}};
    // No sign-in on this computer, which says nothing of the keys.
    if (status.state == StoreState::Missing && isInNetwork(file.secrets))
        return Error{ErrorCode::Locked, status.what, {}};
    if (status.state == StoreState::Missing)
        return keyGone(file);
    // Asking it again would only take as long again.
    if (status.state == StoreState::Absent && isInNetwork(file.secrets))
        return Error{ErrorCode::Unavailable, status.what, {}};
    TRY_DONE(checkCanary(*store, file.workspace));
    auto bytes = store->read(dataKeyName(file.workspace));
    if (!bytes.isOk()) {
        return bytes.error().code == ErrorCode::NotFound ? keyGone(file) : bytes.error();
    }
    auto dataKey = SealKey::fromBytes(bytes.takeValue());
    if (!dataKey.isOk() || makeKeyCheck(*dataKey, file.workspace) != file.keyCheck) {
        return Error{ErrorCode::Damaged,
                     tr("What is kept as the key of your business is not that key. Use your "
                        "recovery sheet, or restore a backup."),
                     QStringLiteral("key check")};
    }
    return WorkspaceKeys{file, std::move(store), dataKey.takeValue()};
}

} // namespace drawbridge
