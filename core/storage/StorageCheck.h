// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QList>
#include <QString>

namespace drawbridge {

class Database;

/// Something that is not as it was written. Kinds: "folder", "file", "reference", "sealed", "unfinished".
struct StorageProblem
{
    QString kind;
    QString what; ///< one sentence for the owner
};

/// Reads everything: modes, the file's own structure, references between rows, every sealed value, intents that a
/// dead process left. Takes as long as reading the whole file does; changes nothing.
[[nodiscard]] Result<QList<StorageProblem>> checkStorage(Database &database);

} // namespace drawbridge
