// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SecretBytes.h"
#include "core/storage/Database.h"

#include <QDateTime>

#include <optional>

namespace drawbridge {

/// A file as it was before Drawbridge took keys out of it.
struct KeptFile
{
    QString id;
    QString path; ///< absolute
    QDateTime keptAt;
    SharedSecret bytes;
};

/// Files kept whole, sealed. Path and content are sealed together.
class KeptFileRepository
{
public:
    static Result<void> insert(Transaction &tx, const KeptFile &file);
    /// The newest first.
    [[nodiscard]] static Result<QList<KeptFile>> listOf(ReadView &view, const QString &path);
    [[nodiscard]] static Result<std::optional<KeptFile>> newestOf(ReadView &view,
                                                                  const QString &path);
};

} // namespace drawbridge
