// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/SortableId.h"
#include "core/keeping/Opening.h"
#include "core/keeping/WorkspaceSetUp.h"
#include "core/storage/BoundaryRepository.h"
#include "core/storage/Database.h"
#include "core/storage/SettingsRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>

namespace drawbridge {

namespace {

constexpr qsizetype longestName = 100;

QString tr(const char *text)
{
    return QCoreApplication::translate("Keeping", text);
}

Result<QString> checkedName(const QString &name)
{
    const QString trimmed = name.trimmed();
    if (trimmed.isEmpty())
        return Error{ErrorCode::InvalidInput, tr("Give your business a name."), {}};
    if (trimmed.size() > longestName) {
        return Error{ErrorCode::InvalidInput,
                     tr("The name is too long. Use at most 100 characters."),
                     {}};
    }
    return trimmed;
}

QList<Boundary> firstAreas(const KeepingParts &parts)
{
    // The words are those of AppArea: a new connection goes where its app's word is.
    const std::pair<QString, QString> areas[] = {
        {tr("Money"), QStringLiteral("money")},
        {tr("Customers and marketing"), QStringLiteral("customers")},
        {tr("Team and files"), QStringLiteral("team")},
        {tr("Between apps"), QStringLiteral("automation")},
    };
    QList<Boundary> made;
    for (const auto &[name, kind] : areas) {
        made.append({makeId<BoundaryId>(*parts.clock, *parts.random),
                     name,
                     kind,
                     static_cast<int>(made.size())});
    }
    return made;
}

Result<void> fillDatabase(const KeepingParts &parts,
                          const SealKey &dataKey,
                          const QString &businessName)
{
    const StorageConfig config{parts.folder, parts.clock, parts.random, parts.actor, &dataKey};
    TRY(database, Database::open(config, OpenMode::CreateNew));
    return database->write<void>([&](Transaction &tx) -> Result<void> {
        const QList<Boundary> areas = firstAreas(parts);
        for (const Boundary &area : areas)
            TRY_DONE(BoundaryRepository::insert(tx, area));
        TRY_DONE(SettingsRepository::set(tx, {{QStringLiteral("businessName"), businessName}}));
        Event created;
        created.type = QStringLiteral("workspace.created");
        created.summary = tr("Your business was set up in Drawbridge.");
        return EventLog::append(tx, created);
    });
}

} // namespace

Result<WorkspaceKeys> createWorkspace(const KeepingParts &parts, const CreateWorkspace &request)
{
    TRY(name, checkedName(request.businessName));
    TRY(place, newPlace(parts, request.secrets, request.access.fields));
    TRY(setUp, WorkspaceSetUp::begin(parts));
    SealKey dataKey = SealKey::generate(*parts.random);
    const QString id = makeSortableId(*parts.clock, *parts.random);
    const WorkspaceFile file{id,
                             request.secrets,
                             parts.clock->now(),
                             makeKeyCheck(dataKey, id),
                             place.fields};
    TRY_DONE(setUp.describe(file, Making::New));
    const bool signsIn = isInNetwork(request.secrets);
    TRY(store,
        setUp.keepDataKey(dataKey, signsIn ? request.access.secret : request.vaultPassphrase, name));
    TRY_DONE(fillDatabase(parts, dataKey, name));
    reached(parts, u"database made");
    TRY_DONE(setUp.finish());
    return WorkspaceKeys{file, store, std::move(dataKey)};
}

} // namespace drawbridge
