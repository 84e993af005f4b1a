// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/SettingsStore.h"

#include "core/storage/Database.h"
#include "core/storage/DraftRepository.h"
#include "core/storage/SettingsRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype longestName = 120;
constexpr int longestAutoLock = 24 * 60;

QJsonObject toJson(const WorkspaceSettings &settings)
{
    return {{u"businessName"_s, settings.businessName},
            {u"ownerName"_s, settings.ownerName},
            {u"theme"_s, toText(settings.theme)},
            {u"autoLockMinutes"_s, settings.autoLockMinutes},
            {u"lockWithScreen"_s, settings.lockWithScreen},
            {u"hideNames"_s, settings.hideNames}};
}

Result<void> check(const WorkspaceSettings &settings)
{
    const auto wrong = [](const char *what) {
        return Error{ErrorCode::InvalidInput, QCoreApplication::translate("Settings", what), {}};
    };
    if (settings.businessName.trimmed().isEmpty())
        return wrong("Give your business a name.");
    if (settings.businessName.size() > longestName || settings.ownerName.size() > longestName)
        return wrong("The name is too long. Use at most 120 characters.");
    if (settings.autoLockMinutes < 0 || settings.autoLockMinutes > longestAutoLock)
        return wrong("Choose between never and 24 hours for the lock.");
    return {};
}

} // namespace

WorkspaceSettings readSettings(const QJsonObject &stored)
{
    WorkspaceSettings settings;
    settings.businessName = stored.value(u"businessName"_s).toString();
    settings.ownerName = stored.value(u"ownerName"_s).toString();
    settings.theme =
        fromText<ThemeChoice>(stored.value(u"theme"_s).toString()).value_or(ThemeChoice::System);
    settings.autoLockMinutes = stored.value(u"autoLockMinutes"_s).toInt(settings.autoLockMinutes);
    settings.lockWithScreen = stored.value(u"lockWithScreen"_s).toBool(settings.lockWithScreen);
    settings.hideNames = stored.value(u"hideNames"_s).toBool(settings.hideNames);
    return settings;
}

Result<bool> changeSettings(Database &database, const WorkspaceSettings &settings)
{
    TRY_DONE(check(settings));
    return database.write<bool>([&](Transaction &tx) -> Result<bool> {
        TRY(before, SettingsRepository::all(tx));
        const QJsonObject after = toJson(settings);
        QJsonObject changed;
        for (auto it = after.begin(); it != after.end(); ++it) {
            if (before.value(it.key()) != it.value())
                changed.insert(it.key(), it.value());
        }
        if (changed.isEmpty())
            return false;
        TRY_DONE(SettingsRepository::set(tx, changed));
        Event event;
        event.type = u"workspace.settings"_s;
        event.summary = QCoreApplication::translate("Settings", "Settings were changed");
        event.attributes.insert(u"changed"_s, changed.keys().join(u", "_s));
        TRY_DONE(EventLog::append(tx, event));
        return true;
    });
}

Result<bool> saveDraft(Database &database, const SaveDraft &command)
{
    return database.write<bool>([&](Transaction &tx) -> Result<bool> {
        if (command.answers.isEmpty())
            TRY_DONE(DraftRepository::remove(tx, command.key));
        else
            TRY_DONE(DraftRepository::save(tx, command.key, command.answers));
        return true;
    });
}

} // namespace drawbridge
