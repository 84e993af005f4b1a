// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/Database.h"
#include "core/storage/Session.h"

namespace drawbridge {

/// The first version of the schema; later ones are changes to it. docs/schema-change.md tells how to make the next.
[[nodiscard]] Migration firstSchema();
/// Adds the shutting off of keys.
[[nodiscard]] Migration shutOffsSchema();
/// Adds people and places: who sees a key, where it is used, who leaves.
[[nodiscard]] Migration peopleSchema();
/// Files as they were before keys were taken out of them.
[[nodiscard]] Migration keptFilesSchema();
/// Adds the replacing of keys.
[[nodiscard]] Migration rotationsSchema();

/// From an empty file to the newest version in one transaction, with what tells the data key.
[[nodiscard]] Result<void> createSchema(Session &session,
                                        const StorageConfig &config,
                                        const QString &keyCheck);

/// Whether the tables, indexes and triggers are those that createSchema() and migrate() made under this key.
[[nodiscard]] Result<bool> isSchemaOurs(Session &session);

/// Brings the file to the newest version, each step in a transaction of its own that follows a copy of the file. The
/// caller is alone with the file.
[[nodiscard]] Result<void> migrate(Session &session, const StorageConfig &config);

} // namespace drawbridge
