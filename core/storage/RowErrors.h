// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/storage/Session.h"

namespace drawbridge {

/// What the repositories of rows with an id have in common.
[[nodiscard]] Error notThereAnyMore(const QString &place);

/// For a change of one row by its id. NotFound unless a row was changed.
[[nodiscard]] Result<void> changeOne(Session &session,
                                     const QString &sql,
                                     const QVariantList &values,
                                     const QString &place);

/// For a row with a revision, where `rows` is how many an update of that very revision has changed. Conflict: the
/// stored revision is another. NotFound: no such row.
[[nodiscard]] Result<void> checkRevision(Session &session,
                                         int rows,
                                         const QString &table,
                                         const QString &id);

} // namespace drawbridge
