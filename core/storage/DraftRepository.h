// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/storage/Transaction.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>

#include <optional>

namespace drawbridge {

struct Draft
{
    QString key;
    QJsonObject content;
    QDateTime savedAt; ///< UTC
};

/// Half-filled forms, sealed at rest; never a secret. They need no event.
class DraftRepository
{
public:
    static Result<void> save(Transaction &tx, const QString &key, const QJsonObject &content);
    /// Ok also when there is none.
    static Result<void> remove(Transaction &tx, const QString &key);
    [[nodiscard]] static Result<std::optional<Draft>> find(ReadView &view, const QString &key);
    /// Newest first.
    [[nodiscard]] static Result<QList<Draft>> list(ReadView &view);
};

} // namespace drawbridge
