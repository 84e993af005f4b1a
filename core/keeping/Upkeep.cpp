// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keeping/Upkeep.h"

#include "core/keeping/BackupDescription.h"
#include "core/keeping/FileWork.h"
#include "core/keeping/Intents.h"
#include "core/keeping/MoveSteps.h"
#include "core/keeping/RecoverySheets.h"
#include "core/keeping/StoredValues.h"
#include "core/keeping/WorkspaceSetUp.h"
#include "core/secrets/Canary.h"
#include "core/secrets/LongValue.h"
#include "core/storage/StorageCheck.h"

#include <QCoreApplication>

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Keeping", text);
}

Event eventOf(const QString &type, const QString &summary)
{
    Event event;
    event.type = type;
    event.summary = summary;
    return event;
}

/// A copy of the database that a killed backup left. Another process may be writing one right now.
Result<void> removeCopy(const QString &folder)
{
    const auto lock = lockFolder(folder);
    if (!lock.isOk())
        return lock.error().code == ErrorCode::Busy ? Result<void>() : lock.error();
    return removeBackupCopy(folder);
}

Result<void> settleSheet(const OpenWorkspaceParts &open, const Intent &intent)
{
    const QString id = intent.payload.value(QStringLiteral("sheet")).toString();
    TRY(sheets, readRecoverySheets(open.parts.folder));
    const RecoverySheet *newest = sheets.newestValid();
    if (!newest || newest->id != id)
        return dropIntent(*open.database, intent.id);
    Event event = eventOf(QStringLiteral("workspace.recovery-sheet-made"),
                          tr("Making a recovery sheet was interrupted. The sheet made before "
                             "still works; if you have no new page, make one."));
    event.outcome = Outcome::Noted;
    return endIntent(*open.database, intent.id, event);
}

Result<void> settlePassphrase(const OpenWorkspaceParts &open, const Intent &intent)
{
    Event event = eventOf(QStringLiteral("workspace.passphrase-changed"),
                          tr("Changing the vault's passphrase was interrupted. The passphrase "
                             "that opened it now is the one to keep."));
    event.outcome = Outcome::Noted;
    return endIntent(*open.database, intent.id, event);
}

/// Other kinds belong to other rooms.
Result<void> settle(const OpenWorkspaceParts &open, const Intent &intent)
{
    if (intent.kind == sheetIntent)
        return settleSheet(open, intent);
    if (intent.kind == passphraseIntent)
        return settlePassphrase(open, intent);
    return {};
}

class WorkspaceCheck
{
public:
    explicit WorkspaceCheck(const OpenWorkspaceParts &open)
        : m_open(open)
        , m_folder(open.parts.folder)
    {}

    Result<QList<WorkspaceProblem>> run();

private:
    void add(QStringView kind, const QString &what) { m_problems.append({kind.toString(), what}); }
    void checkFile();
    void checkStore();
    void checkDataKey();
    Result<void> checkValues();
    Result<void> checkDatabase();
    void checkSheets();

    const OpenWorkspaceParts &m_open;
    const QString m_folder;
    bool m_storeAnswers = false;
    QList<WorkspaceProblem> m_problems;
};

void WorkspaceCheck::checkFile()
{
    const auto file = readWorkspaceFile(m_folder);
    const bool isLoose = !file.isOk() && file.error().code == ErrorCode::Insecure;
    if (!file.isOk() && !isLoose) // which the check of the folder tells
        add(u"description", file.error().what);
    else if (file.isOk() && file->keyCheck != m_open.keys->file.keyCheck)
        add(u"description",
            tr("workspace.json belongs to another business. Bring the right one back."));
}

void WorkspaceCheck::checkStore()
{
    SecretStore &store = *m_open.keys->store;
    const StoreStatus status = store.status();
    if (status.state != StoreState::Ready) {
        add(u"store", status.what);
        return;
    }
    const Result<void> canary = checkCanary(store, m_open.keys->file.workspace);
    if (!canary.isOk()) {
        add(u"canary", canary.error().what);
        return;
    }
    m_storeAnswers = true;
    checkDataKey();
}

void WorkspaceCheck::checkDataKey()
{
    const auto kept = m_open.keys->store->read(dataKeyName(m_open.keys->file.workspace));
    if (kept.isOk() && kept->equals(m_open.keys->dataKey.bytes()))
        return;
    add(u"data-key",
        kept.isOk() || kept.error().code == ErrorCode::NotFound
            ? tr("The store of your keys does not have the key of this business any more. Make a "
                 "backup and a recovery sheet now, before you close Drawbridge.")
            : kept.error().what);
}

Result<void> WorkspaceCheck::checkValues()
{
    if (!m_storeAnswers)
        return {};
    TRY(missing, missingValues(*m_open.database, *m_open.keys->store, m_open.keys->file.workspace));
    for (const QString &label : missing) {
        add(u"missing-key",
            tr("\"%1\" is not in the store of your keys any more. Paste the key again.").arg(label));
    }
    TRY(values, storedValues(*m_open.database));
    for (const StoredValue &stored : values) {
        if (stored.version.sealedValue.isEmpty() || missing.contains(stored.label))
            continue;
        const auto value = readValue(*m_open.keys->store,
                                     {m_open.keys->file.workspace, stored.purpose},
                                     stored.version.sealedValue);
        if (!value.isOk() && value.error().code == ErrorCode::Damaged)
            add(u"damaged-key",
                tr("What is kept of \"%1\" is damaged. Paste the key again.").arg(stored.label));
    }
    return {};
}

Result<void> WorkspaceCheck::checkDatabase()
{
    TRY(problems, checkStorage(*m_open.database));
    for (const StorageProblem &problem : problems)
        add(problem.kind, problem.what);
    return {};
}

void WorkspaceCheck::checkSheets()
{
    const auto sheets = readRecoverySheets(m_folder);
    if (!sheets.isOk())
        add(u"recovery-sheet", sheets.error().what);
}

Result<QList<WorkspaceProblem>> WorkspaceCheck::run()
{
    checkFile();
    checkStore();
    checkSheets();
    TRY_DONE(checkValues());
    TRY_DONE(checkDatabase());
    return m_problems;
}

} // namespace

Result<void> settleKeeping(const OpenWorkspaceParts &open)
{
    TRY_DONE(removeCopy(open.parts.folder));
    TRY(intents, IntentRepository::abandoned(*open.database));
    for (const Intent &intent : intents)
        TRY_DONE(settle(open, intent));
    return settleMoves(open);
}

Result<void> changePassphrase(const OpenWorkspaceParts &open, const ChangePassphrase &request)
{
    SecretStore &store = *open.keys->store;
    if (isInNetwork(store.kind()))
        return store.changePassphrase({}, {});
    if (store.kind() != SecretsKind::Vault) {
        return Error{ErrorCode::InvalidInput,
                     tr("Your keys are in the keychain of this computer, which has its own "
                        "password. Change it in the system's settings."),
                     {}};
    }
    if (!request.current || !request.next || request.next->isEmpty()) {
        return Error{ErrorCode::InvalidInput,
                     tr("Enter the passphrase of now and the new one."),
                     {}};
    }
    TRY(intent, beginIntent(*open.database, passphraseIntent));
    reached(open.parts, u"intended");
    const Result<void> changed = store.changePassphrase(*request.current, *request.next);
    reached(open.parts, u"passphrase changed");
    if (!changed.isOk()) {
        TRY_DONE(dropIntent(*open.database, intent));
        return changed;
    }
    return endIntent(*open.database,
                     intent,
                     eventOf(QStringLiteral("workspace.passphrase-changed"),
                             tr("The passphrase of the vault was changed. Backups made before "
                                "keep the passphrase they were made with.")));
}

Result<QList<WorkspaceProblem>> checkWorkspace(const OpenWorkspaceParts &open)
{
    return WorkspaceCheck(open).run();
}

} // namespace drawbridge
