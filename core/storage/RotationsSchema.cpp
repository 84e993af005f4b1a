// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/Migrations.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int rotationsVersion = 5;

} // namespace

Migration rotationsSchema()
{
    return {rotationsVersion,
            {
                // The new version is named before it is there, so nothing refers to it.
                uR"(CREATE TABLE rotations (
            id TEXT PRIMARY KEY,
            connection TEXT NOT NULL REFERENCES connections (id),
            credential TEXT NOT NULL REFERENCES credentials (id),
            old_version TEXT NOT NULL REFERENCES credential_versions (id),
            new_version TEXT NOT NULL UNIQUE,
            phase TEXT NOT NULL,
            is_over INTEGER NOT NULL,
            requested_at INTEGER NOT NULL,
            next_try INTEGER,
            revision INTEGER NOT NULL,
            sealed BLOB NOT NULL))"_s,
                u"CREATE INDEX rotations_by_connection ON rotations (connection)"_s,
                u"CREATE INDEX rotations_by_old_version ON rotations (old_version)"_s,
                uR"(CREATE UNIQUE INDEX one_open_rotation ON rotations (credential)
            WHERE is_over = 0)"_s,
            }};
}

} // namespace drawbridge
