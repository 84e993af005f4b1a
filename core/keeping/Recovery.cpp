// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/Recovery.h"

#include "core/base/Log.h"
#include "core/keeping/Intents.h"
#include "core/keeping/MoveSteps.h"
#include "core/keeping/RecoveryPage.h"
#include "core/keeping/RecoverySheets.h"
#include "core/keeping/StoredValues.h"
#include "core/keeping/WorkspaceSetUp.h"
#include "core/secrets/Canary.h"
#include "core/storage/SettingsRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

namespace drawbridge {

namespace {

constexpr QLatin1StringView room("keeping");

QString tr(const char *text)
{
    return QCoreApplication::translate("Keeping", text);
}

Result<QString> businessName(Database &database)
{
    return database.read<QString>([](ReadView &view) -> Result<QString> {
        TRY(settings, SettingsRepository::all(view));
        return settings.value(QStringLiteral("businessName")).toString();
    });
}

Event sheetEvent()
{
    Event event;
    event.type = QStringLiteral("workspace.recovery-sheet-made");
    event.summary = tr("A recovery sheet was made. Sheets made before open nothing any more.");
    return event;
}

/// Under another name first, so that a page of that name is a whole one.
Result<void> writePage(const RecoveryPage &page, const QString &path, const CancelToken &cancel)
{
    const QString temporary = path + QStringLiteral(".part");
    TRY(file, makeTemporaryFile(temporary));
    const QString ending = QFileInfo(path).suffix().toLower();
    Result<void> written;
    if (ending == u"pdf")
        written = writePdf(toSvgPage(page), file, cancel);
    else if (ending == u"svg")
        written = writeAll(file, toSvgPage(page).reveal(), temporary);
    else
        written = writeAll(file, toTextPage(page).reveal(), temporary);
    if (written.isOk())
        written = syncFile(file, temporary);
    if (written.isOk())
        written = moveToNewName(temporary, path);
    if (!written.isOk())
        static_cast<void>(removeFile(temporary).isOk()); // the first error is the one to tell
    return written;
}

/// Damaged sheets open nothing, so a new one may take their place.
Result<RecoverySheets> sheetsToReplace(const QString &folder)
{
    auto sheets = readRecoverySheets(folder);
    if (!sheets.isOk() && sheets.error().code == ErrorCode::Damaged) {
        logError(room, sheets.error());
        return RecoverySheets{};
    }
    return sheets;
}

/// The new sheet is valid before its page exists, and the old ones until it does: whenever this is cut off, every
/// page that can be printed opens the key.
Result<void> replaceSheets(const OpenWorkspaceParts &open,
                           const RecoverySheets &before,
                           const RecoverySheet &sheet,
                           const std::function<Result<void>()> &makePage)
{
    const QString &folder = open.parts.folder;
    RecoverySheets sheets = before;
    sheets.sheets.append(sheet);
    TRY_DONE(writeRecoverySheets(folder, sheets));
    reached(open.parts, u"sheet valid");
    const Result<void> page = makePage();
    if (!page.isOk()) {
        TRY_DONE(writeRecoverySheets(folder, before));
        return page;
    }
    reached(open.parts, u"page written");
    sheets.keepOnly(sheet.id);
    TRY_DONE(writeRecoverySheets(folder, sheets));
    reached(open.parts, u"older sheets ended");
    return {};
}

Result<void> openStore(const KeepingParts &parts,
                       SecretStore &store,
                       const SharedSecret &vaultPassphrase)
{
    const Result<void> ready = makeReady(store, vaultPassphrase);
    const bool otherPassphrase = store.kind() == SecretsKind::Vault && !ready.isOk()
        && (ready.error().code == ErrorCode::InvalidInput
            || ready.error().code == ErrorCode::Damaged)
        && vaultPassphrase && !vaultPassphrase->isEmpty();
    if (!otherPassphrase)
        return ready;
    // Whoever remembers its passphrase after all gets the keys back.
    TRY_DONE(setVaultAside(parts.folder, parts.clock->now()));
    reached(parts, u"vault set aside");
    return store.create(*vaultPassphrase);
}

Result<SealKey> keyBehind(const KeepingParts &parts, const WorkspaceFile &file, const QString &code)
{
    TRY(typed, RecoveryCode::fromText(code));
    TRY(sheets, readRecoverySheets(parts.folder));
    if (!sheets.newestValid()) {
        return Error{ErrorCode::NotFound,
                     tr("No recovery sheet was made for this business. Bring the keychain back, "
                        "or restore a backup."),
                     {}};
    }
    TRY(dataKey, openSheet(sheets, typed));
    if (makeKeyCheck(dataKey, file.workspace) != file.keyCheck) {
        return Error{ErrorCode::Damaged,
                     tr("The sheet opens a key, but not the one of this business: the files in "
                        "this folder are of two. Restore a backup."),
                     QStringLiteral("key check")};
    }
    return std::move(dataKey);
}

Result<QStringList> recordRecovery(Database &database, const WorkspaceKeys &keys)
{
    TRY(missing, missingValues(database, *keys.store, keys.file.workspace));
    Event event;
    event.type = QStringLiteral("workspace.recovered");
    event.severity = Severity::High;
    event.summary = tr("The business was opened with a recovery sheet.");
    if (!missing.isEmpty())
        event.summary += QStringLiteral(" ") + keysToPaste(missing);
    event.attributes = {{QStringLiteral("toPaste"), QJsonArray::fromStringList(missing)}};
    TRY_DONE(database.write<void>([&event](Transaction &tx) -> Result<void> {
        // A move that broke off ends here: what it left in either store may be all there is.
        TRY(intents, IntentRepository::listAbandoned(tx));
        for (const Intent &intent : intents) {
            if (isOfAMove(intent))
                TRY_DONE(IntentRepository::clear(tx, intent.id));
        }
        return EventLog::append(tx, event);
    }));
    return missing;
}

} // namespace

Result<std::optional<QDateTime>> recoverySheetMadeAt(const QString &folder)
{
    TRY(sheets, readRecoverySheets(folder));
    const RecoverySheet *sheet = sheets.newestValid();
    return sheet ? std::optional<QDateTime>(sheet->madeAt) : std::nullopt;
}

Result<void> makeRecoverySheet(const OpenWorkspaceParts &open,
                               const MakeRecoverySheet &request,
                               const CancelToken &cancel)
{
    const KeepingParts &parts = open.parts;
    const QFileInfo target(request.file);
    if (target.exists() || target.isSymLink())
        return fileError(EEXIST, request.file);
    const auto lock = lockFolder(parts.folder);
    if (!lock.isOk())
        return lock.error();
    TRY(name, businessName(*open.database));
    TRY(before, sheetsToReplace(parts.folder));
    const QDateTime now = parts.clock->now();
    const RecoveryCode code = RecoveryCode::generate(*parts.random);
    TRY(sheet, makeSheet(code, open.keys->dataKey, now, *parts.random));
    const RecoveryPage page{name, now.toLocalTime().date(), code.text()};

    TRY(intent, beginIntent(*open.database, sheetIntent, {{QStringLiteral("sheet"), sheet.id}}));
    reached(parts, u"intended");
    const Result<void> replaced =
        replaceSheets(open, before, sheet, [&] { return writePage(page, request.file, cancel); });
    if (!replaced.isOk()) {
        TRY_DONE(dropIntent(*open.database, intent));
        return replaced;
    }
    return endIntent(*open.database, intent, sheetEvent());
}

Result<RecoveryReport> recoverWithSheet(const KeepingParts &parts, const RecoverWithSheet &request)
{
    TRY_DONE(checkIsHere(request.secrets));
    const auto lock = lockFolder(parts.folder);
    if (!lock.isOk())
        return lock.error();
    TRY(file, readWorkspaceFile(parts.folder));
    TRY(dataKey, keyBehind(parts, file, request.code));
    // Before the store is touched: where the database is damaged, a backup helps and a sheet does not.
    const StorageConfig config{parts.folder, parts.clock, parts.random, parts.actor, &dataKey};
    TRY(database, Database::open(config, OpenMode::OpenExisting));
    TRY(name, businessName(*database));
    const std::shared_ptr<SecretStore> store = parts.makeStore(request.secrets, parts.folder);
    TRY_DONE(openStore(parts, *store, request.vaultPassphrase));
    reached(parts, u"store made");
    TRY_DONE(writeDataKey(*store, file.workspace, dataKey, name));
    reached(parts, u"data key kept");
    TRY_DONE(plantCanary(*store, file.workspace));
    reached(parts, u"canary planted");
    if (file.secrets != request.secrets) {
        file.secrets = request.secrets;
        file.storeFields.clear();
        TRY_DONE(writeWorkspaceFile(parts.folder, file));
        reached(parts, u"place of secrets changed");
    }
    RecoveryReport report{{file, store, std::move(dataKey)}, {}};
    TRY(missing, recordRecovery(*database, report.keys));
    report.toPaste = missing;
    return report;
}

} // namespace drawbridge
