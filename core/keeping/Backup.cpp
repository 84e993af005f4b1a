// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/Backup.h"

#include "core/keeping/BackupDescription.h"
#include "core/keeping/BackupFile.h"
#include "core/keeping/RecoverySheets.h"
#include "core/keeping/StoredValues.h"
#include "core/keeping/WorkspaceSetUp.h"
#include "core/storage/Database.h"
#include "core/storage/WorkspaceFolder.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QScopeGuard>

namespace drawbridge {

namespace {

constexpr qint64 longestRecoveryFile = 1 << 20;

QString tr(const char *text)
{
    return QCoreApplication::translate("Keeping", text);
}

Error stopped()
{
    return {ErrorCode::Cancelled, tr("The backup was stopped; there is no file."), {}};
}

Result<void> checkTarget(const BackUp &request)
{
    if (!request.passphrase || request.passphrase->isEmpty()) {
        return Error{ErrorCode::InvalidInput,
                     tr("A backup needs a passphrase. Choose one and write it down; without it "
                        "nobody can open the backup."),
                     {}};
    }
    const QFileInfo target(request.file);
    if (target.exists() || target.isSymLink()) {
        return Error{ErrorCode::Conflict,
                     tr("There is a file of that name already. Choose another name for the "
                        "backup."),
                     request.file};
    }
    return {};
}

/// One value at a time, so that they are not in memory together.
Result<void> addSecrets(BackupWriter &writer,
                        const OpenWorkspaceParts &open,
                        const CancelToken &cancel,
                        BackupReport &report)
{
    TRY(values, storedValues(*open.database));
    for (const StoredValue &stored : values) {
        if (cancel.isCancelled())
            return stopped();
        const auto value = open.keys->store->read({open.keys->file.workspace, stored.purpose});
        if (!value.isOk() && value.error().code != ErrorCode::NotFound)
            return value.error();
        if (!value.isOk()) {
            if (!stored.retired && !report.withoutValue.contains(stored.label))
                report.withoutValue.append(stored.label);
            continue;
        }
        TRY_DONE(writer.add(BackupPart::Secret, stored.purpose, value->reveal()));
        ++report.secrets;
    }
    return {};
}

Result<void> addRecoverySheets(BackupWriter &writer, const QString &folder)
{
    const auto bytes = readPrivateFile(recoveryFilePath(folder), longestRecoveryFile);
    if (!bytes.isOk() && bytes.error().code == ErrorCode::NotFound)
        return {};
    TRY_DONE(bytes);
    return writer.add(BackupPart::RecoverySheets, {}, *bytes);
}

Result<BackupReport> writeBackup(const OpenWorkspaceParts &open,
                                 const BackUp &request,
                                 const FileHandle &file,
                                 const QString &databaseCopy,
                                 const CancelToken &cancel,
                                 const Progress &progress)
{
    const KeepingParts &parts = open.parts;
    TRY(writer,
        BackupWriter::begin(file,
                            *request.passphrase,
                            parts.clock->now(),
                            *parts.random,
                            parts.cost));
    const BackupDescription description{open.keys->file, request.secrets};
    TRY_DONE(writer.add(BackupPart::Description, {}, toJson(description)));
    TRY_DONE(writer.add(BackupPart::DataKey, {}, open.keys->dataKey.bytes().reveal()));
    TRY_DONE(addRecoverySheets(writer, parts.folder));
    const qint64 total = QFileInfo(databaseCopy).size();
    const auto step = [&](qint64 copied) -> Result<void> {
        if (cancel.isCancelled())
            return stopped();
        if (progress)
            progress(copied, total);
        return {};
    };
    TRY_DONE(writer.addFile(BackupPart::Database, databaseCopy, step));
    reached(parts, u"database added");
    BackupReport report;
    if (request.secrets == WithSecrets::Yes)
        TRY_DONE(addSecrets(writer, open, cancel, report));
    TRY_DONE(writer.finish());
    report.size = writer.size();
    return report;
}

/// The copy of the database and the backup each need about as much as the database has.
Result<void> checkRoom(const OpenWorkspaceParts &open, const QString &file)
{
    const QString &folder = open.parts.folder;
    const qint64 size = QFileInfo(WorkspaceFolder::databaseFile(folder)).size();
    TRY_DONE(WorkspaceFolder::checkRoom(folder, size));
    const QString target = QFileInfo(file).absolutePath();
    return QFileInfo::exists(target) ? WorkspaceFolder::checkRoom(target, size) : Result<void>();
}

Result<void> recordBackup(const OpenWorkspaceParts &open,
                          const BackUp &request,
                          const BackupReport &report)
{
    Event event;
    event.type = QStringLiteral("workspace.backed-up");
    event.summary = request.secrets == WithSecrets::Yes
        ? tr("A backup was made. Keys in it: %1.").arg(report.secrets)
        : tr("A backup was made, without keys.");
    event.attributes = {{QStringLiteral("file"), request.file},
                        {QStringLiteral("size"), report.size},
                        {QStringLiteral("withoutValue"),
                         QJsonArray::fromStringList(report.withoutValue)}};
    if (!report.withoutValue.isEmpty()) {
        event.summary += QStringLiteral(" ");
        event.summary += tr("Keys it lacks because they are not stored any more: %1.")
                             .arg(report.withoutValue.size());
    }
    return open.database->write<void>(
        [&event](Transaction &tx) { return EventLog::append(tx, event); });
}

} // namespace

Result<BackupReport> backUp(const OpenWorkspaceParts &open,
                            const BackUp &request,
                            const CancelToken &cancel,
                            const Progress &progress)
{
    TRY_DONE(checkTarget(request));
    const QString copy = backupCopyPath(open.parts.folder);
    const QString temporary = request.file + QStringLiteral(".part");
    const auto lock = lockFolder(open.parts.folder);
    if (!lock.isOk())
        return lock.error();
    TRY_DONE(checkRoom(open, request.file));
    TRY(file, makeTemporaryFile(temporary));
    const auto clearAway = qScopeGuard([&open, &temporary] {
        // Gone already if all went well; if not, the next backup of that name takes them away.
        static_cast<void>(removeBackupCopy(open.parts.folder).isOk()
                          && removeFile(temporary).isOk());
    });
    TRY_DONE(removeBackupCopy(open.parts.folder));
    TRY_DONE(open.database->copyTo(copy));
    reached(open.parts, u"database copied");
    TRY(report, writeBackup(open, request, file, copy, cancel, progress));
    reached(open.parts, u"backup written");
    TRY_DONE(moveToNewName(temporary, request.file));
    reached(open.parts, u"backup named");
    TRY_DONE(recordBackup(open, request, report));
    return report;
}

} // namespace drawbridge
