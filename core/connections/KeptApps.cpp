// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/KeptApps.h"

#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/PlainText.h"
#include "core/catalog/CatalogJson.h"
#include "core/catalog/ImportedApp.h"
#include "core/storage/ConnectionRepository.h"
#include "core/storage/Database.h"
#include "core/storage/SettingsRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr auto prefix = "app/"_L1;
constexpr qsizetype mostKept = 200;
constexpr qsizetype longestName = 80;

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

Result<Catalog> with(const Catalog &catalog,
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

/// By id.
QJsonObject keptIn(const QJsonObject &settings)
{
    QJsonObject kept;
    for (auto each = settings.begin(); each != settings.end(); ++each) {
        if (each.key().startsWith(prefix))
            kept.insert(each.key().sliced(prefix.size()), each.value());
    }
    return kept;
}

JoinedCatalog joinKept(const Catalog &shipped, const QJsonObject &kept, const QDate &day)
{
    JoinedCatalog out{shipped, {}};
    for (auto each = kept.begin(); each != kept.end(); ++each) {
        Result<Catalog> more = with(out.catalog, each.value().toObject(), each.key(), day);
        if (more)
            out.catalog = more.takeValue();
        else
            out.problems.append(
                {more.error().code,
                 tr("The imported app \"%1\" is left out: %2").arg(each.key(), more.error().what),
                 more.error().detail});
    }
    return out;
}

/// The owner's own name is taken as it stands or not at all.
Result<OpenApiProfile> nameOf(const KeepApp &command, const Catalog &catalog)
{
    const QString name = plainText(command.name.simplified(), longestName);
    if (name.isEmpty())
        return nameOpenApiApp(command.description, catalog);
    OpenApiDescription description = command.description;
    description.title = name;
    OpenApiProfile named = nameOpenApiApp(description, catalog);
    if (named.name == name)
        return named;
    return Error{ErrorCode::Conflict,
                 tr("There is an app called \"%1\" already, or one that looks like it. Give this "
                    "one another name.")
                     .arg(name),
                 named.id};
}

} // namespace

KeptApps::KeptApps(Catalog shipped, const Clock &clock)
    : m_shipped(std::move(shipped))
    , m_clock(clock)
    , m_joined{m_shipped, {}}
{}

JoinedCatalog KeptApps::joined(const QJsonObject &settings)
{
    const QJsonObject kept = keptIn(settings);
    const std::lock_guard lock(m_mutex);
    if (kept == m_kept)
        return m_joined;
    m_joined = joinKept(m_shipped, kept, m_clock.now().date());
    m_kept = kept;
    for (const Error &problem : std::as_const(m_joined.problems))
        logError("connections"_L1, problem);
    return m_joined;
}

Result<void> checkStillKept(ReadView &view, const AppProfile &profile)
{
    if (!profile.imported)
        return {};
    TRY(kept, SettingsRepository::get(view, QString(prefix % profile.id)));
    const Result<OpenApiProfile> described = readOpenApiProfile(kept.toObject());
    // Of the same day, as that is no difference of the app.
    if (described && toJson(importedApp(*described, profile.checked).profile) == toJson(profile))
        return {};
    return Error{ErrorCode::Conflict,
                 tr("The app \"%1\" was removed or imported anew meanwhile. Choose it again, and "
                    "look where its key goes.")
                     .arg(profile.name),
                 profile.id};
}

Result<OpenApiProfile> keepApp(Database &database,
                               const Catalog &shipped,
                               const Clock &clock,
                               const KeepApp &command)
{
    return database.write<OpenApiProfile>([&](Transaction &tx) -> Result<OpenApiProfile> {
        TRY(settings, SettingsRepository::all(tx));
        const QDate day = clock.now().date();
        const JoinedCatalog before = joinKept(shipped, keptIn(settings), day);
        if (before.catalog.apps().size() - shipped.apps().size() >= mostKept)
            return Error{ErrorCode::Conflict,
                         tr("There are %1 imported apps already. Remove those you do not use.")
                             .arg(mostKept),
                         {}};
        TRY(named, nameOf(command, before.catalog));
        const ImportedApp app = importedApp(named, day);
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
