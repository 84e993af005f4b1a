// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/KeptApps.h"

#include "core/base/Clock.h"
#include "core/catalog/ImportedApp.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/Database.h"
#include "core/storage/SettingsRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr auto prefix = "app/"_L1;
constexpr qsizetype mostKept = 200;

QString tr(const char *text)
{
    return QCoreApplication::translate("KeptApps", text);
}

Event eventOf(const QString &type, const AppId &app, const QString &summary)
{
    Event event;
    event.type = type;
    event.app = app;
    event.summary = summary;
    return event;
}

Result<Catalog> joined(const Catalog &catalog,
                       const QJsonObject &kept,
                       const QString &id,
                       const QDate &day)
{
    TRY(described, readOpenApiProfile(kept));
    if (described.id != id)
        return Error{ErrorCode::Damaged,
                     tr("An app that was imported cannot be read any more. Remove it, and import "
                        "its file anew."),
                     id};
    return catalog.with({importedApp(described, day).profile});
}

} // namespace

Result<JoinedCatalog> joinKeptApps(ReadView &view, const Catalog &shipped, const Clock &clock)
{
    TRY(settings, SettingsRepository::all(view));
    JoinedCatalog out{shipped, {}};
    for (auto each = settings.begin(); each != settings.end(); ++each) {
        if (!each.key().startsWith(prefix))
            continue;
        const QString id = each.key().sliced(prefix.size());
        Result<Catalog> with = joined(out.catalog, each.value().toObject(), id, clock.now().date());
        if (with)
            out.catalog = with.takeValue();
        else
            out.problems.append(
                {with.error().code,
                 tr("The imported app \"%1\" is left out: %2").arg(id, with.error().what),
                 with.error().detail});
    }
    return out;
}

Result<OpenApiProfile> keepApp(Database &database,
                               const Catalog &shipped,
                               const Clock &clock,
                               const KeepApp &command)
{
    return database.write<OpenApiProfile>([&](Transaction &tx) -> Result<OpenApiProfile> {
        TRY(before, joinKeptApps(tx, shipped, clock));
        if (before.catalog.apps().size() - shipped.apps().size() >= mostKept)
            return Error{ErrorCode::Conflict,
                         tr("There are %1 imported apps already. Remove those you do not use.")
                             .arg(mostKept),
                         {}};
        OpenApiProfile named = nameOpenApiApp(command.description, before.catalog);
        const ImportedApp app = importedApp(named, clock.now().date());
        named.warnings += app.leftOut;
        // A description that this program cannot connect is told now, not when it is opened next.
        TRY_DONE(before.catalog.with({app.profile}));
        TRY_DONE(SettingsRepository::set(tx, {{QString(prefix % named.id), toJson(named)}}));
        TRY_DONE(EventLog::append(tx,
                                  eventOf(u"catalog.imported"_s,
                                          named.id,
                                          tr("The app %1 was imported from a description file")
                                              .arg(named.id))));
        return named;
    });
}

Result<bool> removeKeptApp(Database &database, const RemoveKeptApp &command)
{
    return database.write<bool>([&](Transaction &tx) -> Result<bool> {
        const QString key = prefix % command.app;
        TRY(settings, SettingsRepository::all(tx));
        if (!settings.contains(key))
            return Error{ErrorCode::NotFound,
                         tr("No app was imported under this name. \"catalog list\" names them."),
                         {}};
        TRY(connections, ConnectionRepository::list(tx));
        const auto uses =
            std::find_if(connections.cbegin(), connections.cend(), [&](const Connection &each) {
                return each.app == command.app;
            });
        if (uses != connections.cend())
            return Error{ErrorCode::Conflict,
                         tr("The connection \"%1\" uses this app. Remove the connection first.")
                             .arg(uses->name),
                         {}};
        TRY_DONE(SettingsRepository::set(tx, {{key, QJsonValue()}}));
        TRY_DONE(EventLog::append(tx,
                                  eventOf(u"catalog.removed"_s,
                                          command.app,
                                          tr("The imported app %1 was removed").arg(command.app))));
        return true;
    });
}

} // namespace drawbridge
