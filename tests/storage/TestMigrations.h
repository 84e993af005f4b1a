// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/Database.h"

namespace drawbridge {

/// The schema of now and two made-up steps after it, with the kinds of change a real one has.
inline QList<Migration> testMigrations()
{
    QList<Migration> all = schemaMigrations();
    const int newest = all.last().version;
    all.append(
        {newest + 1,
         {QStringLiteral("ALTER TABLE connections ADD COLUMN tag TEXT NOT NULL DEFAULT ''"),
          QStringLiteral("UPDATE connections SET tag = 'tag of ' || id"),
          QStringLiteral("CREATE INDEX connections_by_tag ON connections (tag)"),
          QStringLiteral("CREATE TABLE made_up (id TEXT PRIMARY KEY, sealed BLOB NOT NULL)")}});
    all.append({newest + 2,
                {QStringLiteral("ALTER TABLE events ADD COLUMN size INTEGER"),
                 QStringLiteral("UPDATE events SET size = length(summary)"),
                 QStringLiteral("DROP TABLE made_up")}});
    return all;
}

} // namespace drawbridge
