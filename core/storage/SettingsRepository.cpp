// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/SettingsRepository.h"

#include "core/storage/Session.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString placeOf(const QString &key)
{
    return u"settings/"_s % key;
}

} // namespace

Result<void> SettingsRepository::set(Transaction &tx, const QJsonObject &settings)
{
    Session &session = tx.session();
    for (auto it = settings.begin(); it != settings.end(); ++it) {
        if (it.value().isNull()) {
            TRY_DONE(session.change(u"DELETE FROM settings WHERE key = ?"_s, {it.key()}));
            continue;
        }
        TRY(sealed, session.seal({{u"value"_s, it.value()}}, placeOf(it.key())));
        TRY_DONE(session.change(u"INSERT INTO settings (key, sealed) VALUES (?, ?) "
                                "ON CONFLICT (key) DO UPDATE SET sealed = excluded.sealed"_s,
                                {it.key(), sealed}));
    }
    return {};
}

Result<QJsonObject> SettingsRepository::all(ReadView &view)
{
    QJsonObject settings;
    Session &session = view.session();
    TRY_DONE(session.select(u"SELECT key, sealed FROM settings"_s,
                            {},
                            [&](const QSqlQuery &row) -> Result<void> {
                                const QString key = row.value(0).toString();
                                TRY(object, session.unseal(row.value(1), placeOf(key)));
                                settings.insert(key, object.value(u"value"_s));
                                return {};
                            }));
    return settings;
}

Result<QJsonValue> SettingsRepository::get(ReadView &view, const QString &key)
{
    QJsonValue found(QJsonValue::Undefined);
    Session &session = view.session();
    TRY_DONE(session.select(u"SELECT sealed FROM settings WHERE key = ?"_s,
                            {key},
                            [&](const QSqlQuery &row) -> Result<void> {
                                TRY(object, session.unseal(row.value(0), placeOf(key)));
                                found = object.value(u"value"_s);
                                return {};
                            }));
    return found;
}

} // namespace drawbridge
