// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/Migrations.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int shutOffsVersion = 2;

} // namespace

Migration shutOffsSchema()
{
    return {shutOffsVersion,
            {
                uR"(CREATE TABLE shut_offs (
            id TEXT PRIMARY KEY,
            connection TEXT NOT NULL REFERENCES connections (id),
            version TEXT NOT NULL UNIQUE REFERENCES credential_versions (id),
            phase TEXT NOT NULL,
            requested_at INTEGER NOT NULL,
            next_check INTEGER,
            revision INTEGER NOT NULL,
            sealed BLOB NOT NULL))"_s,
                // What a version went with (an id beside its secret), where the connection has it otherwise now.
                uR"(CREATE TABLE former_fields (
            version TEXT PRIMARY KEY REFERENCES credential_versions (id),
            sealed BLOB NOT NULL))"_s,
                u"CREATE INDEX shut_offs_by_connection ON shut_offs (connection)"_s,
            }};
}

} // namespace drawbridge
