// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rotation/RulesStore.h"

#include "core/storage/Database.h"
#include "core/storage/SettingsRepository.h"
#include "core/storage/events/EventLog.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

const QString settingName = u"rotationRules"_s;

} // namespace

Result<RotationRules> readRotationRules(ReadView &view)
{
    TRY(stored, SettingsRepository::all(view));
    return rotationRulesFrom(stored.value(settingName).toObject());
}

Result<bool> setRotationRules(Database &database, const SetRotationRules &command)
{
    TRY_DONE(validate(command.rules));
    return database.write<bool>([&](Transaction &tx) -> Result<bool> {
        TRY(before, readRotationRules(tx));
        if (before == command.rules)
            return false;
        TRY_DONE(SettingsRepository::set(tx, {{settingName, toJson(command.rules)}}));
        Event event;
        event.type = u"workspace.settings"_s;
        event.summary = QCoreApplication::translate("RotationRules",
                                                    "The rules for replacing keys were changed");
        event.attributes.insert(u"rotationRules"_s, toJson(command.rules));
        TRY_DONE(EventLog::append(tx, event));
        return true;
    });
}

} // namespace drawbridge
