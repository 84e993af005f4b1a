// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/SortableId.h"
#include "core/keeping/Backup.h"
#include "core/keeping/BackupDescription.h"
#include "core/keeping/BackupFile.h"
#include "core/keeping/RecoverySheets.h"
#include "core/keeping/StoredValues.h"
#include "core/keeping/WorkspaceSetUp.h"
#include "core/secrets/LongValue.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/CredentialRepository.h"
#include "core/storage/Database.h"
#include "core/storage/SettingsRepository.h"
#include "core/storage/WorkspaceFolder.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

#include <map>

namespace drawbridge {

namespace {

constexpr qint64 longestSmallRecord = 1 << 20;

QString tr(const char *text)
{
    return QCoreApplication::translate("Keeping", text);
}

Error incomplete(const char *what)
{
    return {ErrorCode::Damaged,
            tr("Something is missing in this backup. Nothing was restored; use another one."),
            QString::fromLatin1(what)};
}

/// Brings the records of one backup into the folder of a WorkspaceSetUp.
class Restoration
{
public:
    Restoration(const KeepingParts &parts,
                const RestoreBackup &request,
                const CancelToken &cancel,
                const Progress &progress)
        : m_parts(parts)
        , m_request(request)
        , m_cancel(cancel)
        , m_progress(progress)
    {}

    Result<RestoreReport> run();

private:
    Result<void> takeRecords(BackupReader &reader, WorkspaceSetUp &setUp);
    Result<void> takeDataKey(BackupReader &reader, WorkspaceSetUp &setUp);
    Result<void> takeDatabase(BackupReader &reader, qint64 size);
    Result<void> takeSecret(BackupReader &reader, const QString &purpose);
    Result<void> putSecret(SecretStore &store, const StoredValue &stored, const SecretBytes &value);
    Result<void> putSecrets(Database &database, SecretStore &store, RestoreReport &report);
    Result<SecretBytes> formerValue(SecretStore &store, const QString &purpose) const;
    Result<void> takeOver(WorkspaceSetUp &setUp, RestoreReport &report);
    Result<void> pauseAll(Database &database, RestoreReport &report);

    const KeepingParts &m_parts;
    const RestoreBackup &m_request;
    const CancelToken &m_cancel;
    const Progress &m_progress;
    std::optional<BackupDescription> m_description;
    std::optional<SealKey> m_dataKey;
    WorkspaceFile m_file;
    bool m_hasDatabase = false;
    std::map<QString, SecretBytes> m_secrets; ///< by purpose
    QList<CredentialVersion> m_sealed;        ///< whose value this store is too small for
};

Result<void> Restoration::takeDataKey(BackupReader &reader, WorkspaceSetUp &setUp)
{
    if (!m_description || m_dataKey)
        return incomplete("description");
    TRY(bytes, reader.read(SealKey::size));
    auto dataKey = SealKey::fromBytes(std::move(bytes));
    if (!dataKey.isOk()
        || makeKeyCheck(*dataKey, m_description->file.workspace) != m_description->file.keyCheck)
        return incomplete("data key");
    m_dataKey.emplace(dataKey.takeValue());
    // An id of its own: two copies of a business under one login must not share the entries of its keychain.
    const QString id = makeSortableId(*m_parts.clock, *m_parts.random);
    m_file = {id, m_request.secrets, m_parts.clock->now(), makeKeyCheck(*m_dataKey, id)};
    return setUp.describe(m_file, Making::Restored);
}

Result<void> Restoration::takeDatabase(BackupReader &reader, qint64 size)
{
    if (!m_dataKey || m_hasDatabase)
        return incomplete("data key");
    TRY_DONE(WorkspaceFolder::checkRoom(m_parts.folder, size));
    const QString path = WorkspaceFolder::databaseFile(m_parts.folder);
    TRY(file, makeNewFile(path));
    const auto step = [this, size](qint64 copied) -> Result<void> {
        if (m_cancel.isCancelled())
            return Error{ErrorCode::Cancelled, tr("It was stopped; nothing was restored."), {}};
        if (m_progress)
            m_progress(copied, size);
        return {};
    };
    TRY_DONE(reader.copyTo(file, path, step));
    TRY_DONE(syncFile(file, path));
    m_hasDatabase = true;
    reached(m_parts, u"database written");
    return {};
}

Result<void> Restoration::takeSecret(BackupReader &reader, const QString &purpose)
{
    TRY(value, reader.read(longestSmallRecord));
    m_secrets.insert_or_assign(purpose, std::move(value));
    return {};
}

Result<void> Restoration::takeRecords(BackupReader &reader, WorkspaceSetUp &setUp)
{
    while (true) {
        TRY(record, reader.next());
        switch (record.part) {
        case BackupPart::End:
            return m_hasDatabase ? Result<void>() : incomplete("database");
        case BackupPart::Description: {
            TRY(json, reader.read(longestSmallRecord));
            TRY(description, backupDescriptionFrom(json.reveal()));
            m_description = description;
            break;
        }
        case BackupPart::DataKey:
            TRY_DONE(takeDataKey(reader, setUp));
            break;
        case BackupPart::RecoverySheets: {
            if (!m_dataKey)
                return incomplete("data key");
            TRY(json, reader.read(longestSmallRecord));
            TRY_DONE(writePrivateFile(recoveryFilePath(m_parts.folder), json.reveal()));
            break;
        }
        case BackupPart::Secret:
            TRY_DONE(takeSecret(reader, record.name));
            break;
        case BackupPart::Database:
            TRY_DONE(takeDatabase(reader, record.size));
            break;
        default:
            return Error{ErrorCode::NewerFormat,
                         tr("This backup was written by a newer Drawbridge. Update the program, "
                            "then restore it."),
                         QStringLiteral("part %1").arg(static_cast<int>(record.part))};
        }
    }
}

/// What the keychain has from the workspace that was backed up, if this is the same login.
Result<SecretBytes> Restoration::formerValue(SecretStore &store, const QString &purpose) const
{
    return store.read({m_description->file.workspace, purpose});
}

/// The backup may come from a store that holds longer values than this one.
Result<void> Restoration::putSecret(SecretStore &store,
                                    const StoredValue &stored,
                                    const SecretBytes &value)
{
    CredentialVersion version = stored.version;
    if (value.size() > store.maxValueSize())
        version.storeKey = purposeOf(version.id.text(), value.size(), store);
    TRY(kept, splitForStore(value, version.storeKey, store, *m_parts.random));
    TRY_DONE(store.write({m_file.workspace, version.storeKey}, kept.inStore, stored.label));
    if (!kept.inWorkspace.isEmpty()) {
        version.sealedValue = kept.inWorkspace;
        m_sealed.append(version);
    }
    reached(m_parts, u"value kept");
    return {};
}

Result<void> Restoration::putSecrets(Database &database, SecretStore &store, RestoreReport &report)
{
    TRY(values, storedValues(database));
    for (const StoredValue &stored : values) {
        if (m_cancel.isCancelled())
            return Error{ErrorCode::Cancelled, tr("It was stopped; nothing was restored."), {}};
        const auto found = m_secrets.find(stored.purpose);
        std::optional<SecretBytes> value;
        if (found != m_secrets.end()) {
            value.emplace(std::move(found->second));
        } else {
            auto former = formerValue(store, stored.purpose);
            if (former.isOk())
                value.emplace(former.takeValue());
            else if (former.error().code != ErrorCode::NotFound)
                return former.error();
        }
        if (value) {
            TRY_DONE(putSecret(store, stored, *value));
        } else if (!stored.retired && !report.toPaste.contains(stored.label)) {
            report.toPaste.append(stored.label);
        }
    }
    return {};
}

Result<void> Restoration::pauseAll(Database &database, RestoreReport &report)
{
    Event event;
    event.type = QStringLiteral("workspace.restored");
    event.severity = Severity::Medium;
    event.summary =
        tr("The backup of %1 was restored. Every connection is paused until you resume it.")
            .arg(QLocale().toString(report.takenAt.toLocalTime().date(), QLocale::ShortFormat));
    if (!report.toPaste.isEmpty())
        event.summary += QStringLiteral(" ") + keysToPaste(report.toPaste);
    event.attributes = {{QStringLiteral("takenAt"), report.takenAt.toString(Qt::ISODateWithMs)},
                        {QStringLiteral("toPaste"), QJsonArray::fromStringList(report.toPaste)}};
    return database.write<void>([&](Transaction &tx) -> Result<void> {
        TRY(connections, ConnectionRepository::list(tx));
        for (Connection &connection : connections) {
            connection.paused = true;
            TRY_DONE(ConnectionRepository::update(tx, connection));
        }
        for (const CredentialVersion &version : m_sealed)
            TRY_DONE(CredentialRepository::updateVersion(tx, version));
        report.paused = static_cast<int>(connections.size());
        return EventLog::append(tx, event);
    });
}

/// Gives the restored database its store and lets its connections rest.
Result<void> Restoration::takeOver(WorkspaceSetUp &setUp, RestoreReport &report)
{
    const StorageConfig config{m_parts.folder,
                               m_parts.clock,
                               m_parts.random,
                               m_parts.actor,
                               &report.keys.dataKey};
    TRY(database, Database::open(config, OpenMode::OpenExisting));
    reached(m_parts, u"database opened");
    TRY(settings,
        database->read<QJsonObject>([](ReadView &view) { return SettingsRepository::all(view); }));
    const QString name = settings.value(QStringLiteral("businessName")).toString();
    TRY(store, setUp.keepDataKey(report.keys.dataKey, m_request.vaultPassphrase, name));
    report.keys.store = store;
    TRY_DONE(putSecrets(*database, *store, report));
    TRY_DONE(pauseAll(*database, report));
    reached(m_parts, u"connections paused");
    return {};
}

Result<RestoreReport> Restoration::run()
{
    TRY_DONE(checkIsHere(m_request.secrets));
    // Before anything is made: a wrong passphrase is the commonest end of this road.
    TRY(reader, BackupReader::open(m_request.file, *m_request.passphrase));
    TRY(setUp, WorkspaceSetUp::begin(m_parts));
    TRY_DONE(takeRecords(reader, setUp));
    RestoreReport report{{m_file, {}, std::move(*m_dataKey)}, reader.takenAt(), 0, {}};
    TRY_DONE(takeOver(setUp, report));
    TRY_DONE(setUp.finish());
    return report;
}

} // namespace

Result<RestoreReport> restoreBackup(const KeepingParts &parts,
                                    const RestoreBackup &request,
                                    const CancelToken &cancel,
                                    const Progress &progress)
{
    if (!request.passphrase || request.passphrase->isEmpty()) {
        return Error{ErrorCode::InvalidInput,
                     tr("Enter the passphrase the backup was made with."),
                     {}};
    }
    return Restoration(parts, request, cancel, progress).run();
}

} // namespace drawbridge
