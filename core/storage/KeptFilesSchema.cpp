// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/Migrations.h"

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr int keptFilesVersion = 4;

} // namespace

Migration keptFilesSchema()
{
    return {keptFilesVersion,
            {
                uR"(CREATE TABLE kept_files (
            id TEXT PRIMARY KEY,
            kept_at INTEGER NOT NULL,
            sealed BLOB NOT NULL))"_s,
            }};
}

} // namespace drawbridge
